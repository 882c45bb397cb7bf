import type { ApiRequest, Operation } from '../../bridge/protocol.ts'
import { kindInfo } from '../../cluster/api/kinds.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { branchFromPast, useLookingBack } from '../../state/past.ts'
import { toast } from '../design/toast.tsx'
import { useOutages } from '../graph/outages.ts'
import { isKind } from '../objects.ts'
import { type Selection, select } from '../shell/workspace.ts'
import { openShell } from '../terminal/tabs-store.ts'
import { words } from '../words.ts'
import type { Command } from './commands.ts'
import { runOnLaptop } from './laptop-line.ts'

/** What can be done to a thing by right-click or palette; each shows the command that does the same. */
export function operationsOn(of: Selection): readonly Command[] {
  const thing = { kind: of.kind, namespace: of.namespace, name: of.name }
  const flag = of.namespace && of.namespace !== 'default' ? ` -n ${of.namespace}` : ''
  const word = `${of.kind.toLowerCase()}/${of.name}`
  const list: Command[] = []
  const add = (title: string, note: string | undefined, run: () => void) =>
    list.push({ id: `${title} ${word}`, title, note, run })
  if (of.kind === 'Pod') {
    const container = of.part?.type === 'container' ? ` -c ${of.part.name}` : ''
    add('Show logs', `kubectl logs ${of.name}${container}${flag}`, () => select(of, 'logs'))
    const shell = `kubectl exec -it ${of.name}${container}${flag} -- sh`
    add('Open a shell', shell, () => openShell({ title: of.name, command: shell }))
    add('Show what is inside', undefined, () => select(of, 'inside'))
  }
  add('Why is it so?', undefined, () => select(of, 'why'))
  add('Show YAML', `kubectl get ${word}${flag} -o yaml`, () => select(of, 'yaml'))
  // what is past cannot be changed: a branch can
  if (useLookingBack.getState().past) {
    add(words.branch, undefined, () => void branchFromPast())
    return list
  }
  if (of.kind === 'Pod') {
    const running = runningContainer(of)
    if (running) {
      const line = `kubectl exec ${of.name}${flag} -c ${running} -- kill 1`
      add(`Send SIGTERM to process 1 of ${running}`, line, () => runOnLaptop(line))
    }
    add('Delete', `kubectl delete ${word}${flag}`, () => send('DELETE', thing))
    add('Kill at once', `kubectl delete ${word}${flag} --grace-period=0 --force`, () =>
      send('DELETE', thing, { query: { gracePeriodSeconds: '0' } }),
    )
    add('Evict', undefined, () =>
      send('POST', thing, {
        subresource: 'eviction',
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: of.name, namespace: of.namespace } },
      }),
    )
  } else if (of.kind === 'Node') {
    const cordoned = nodeIsCordoned(of.name)
    add(cordoned ? 'Uncordon' : 'Cordon', `kubectl ${cordoned ? 'uncordon' : 'cordon'} ${of.name}`, () =>
      send('PATCH', thing, merge({ spec: { unschedulable: cordoned ? null : true } })),
    )
    const drain = `kubectl drain ${of.name} --ignore-daemonsets --delete-emptydir-data --force`
    add('Drain', drain, () => runOnLaptop(drain))
    const { cut, off } = useOutages.getState().outages
    const operate = (title: string, operation: Operation['operation']) =>
      add(title, undefined, () => {
        session
          .operate({ operation, node: of.name })
          .catch((error: Error) => toast(words.actionFailed(title, error.message), 8000))
      })
    if (cut.has(of.name)) operate('Restore its network', 'restore-network')
    else operate('Cut its network', 'cut-network')
    if (off.has(of.name)) operate('Power it on', 'power-on')
    else operate('Power it off', 'power-off')
    operate('Remove the machine', 'remove-node')
  } else {
    if (['Deployment', 'ReplicaSet', 'StatefulSet'].includes(of.kind)) {
      const replicas = replicasOf(of)
      for (const [title, count] of [
        ['Scale up by one', replicas + 1],
        ['Scale down by one', Math.max(0, replicas - 1)],
        ['Scale to none', 0],
      ] as const) {
        add(title, `kubectl scale ${word}${flag} --replicas=${count}`, () =>
          send('PATCH', thing, { ...merge({ spec: { replicas: count } }), subresource: 'scale' }),
        )
      }
    }
    add('Delete', `kubectl delete ${word}${flag}`, () => send('DELETE', thing))
  }
  return list
}

function find(of: Selection): { readonly apiVersion: string; readonly spec?: unknown } | undefined {
  const { objects } = useCluster.getState()
  return objects.get(of.kind)?.get(of.namespace ? `${of.namespace}/${of.name}` : of.name)
}

/** The container meant, or the first of the app's, if it runs. */
function runningContainer(of: Selection): string | undefined {
  const pod = useCluster.getState().objects.get('Pod')?.get(`${of.namespace}/${of.name}`)
  if (!isKind(pod, 'Pod')) return undefined
  const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  const part = of.part?.type === 'container' ? of.part.name : undefined
  return all.find(({ name, state }) => state?.running && (part === undefined || part === name))?.name
}

function replicasOf(of: Selection): number {
  const spec = find(of)?.spec
  return typeof spec === 'object' && spec !== null && 'replicas' in spec && typeof spec.replicas === 'number' ? spec.replicas : 1
}

function nodeIsCordoned(name: string): boolean {
  const spec = find({ kind: 'Node', name })?.spec
  return typeof spec === 'object' && spec !== null && 'unschedulable' in spec && spec.unschedulable === true
}

interface Extras {
  readonly subresource?: string
  readonly query?: ApiRequest['query']
  readonly headers?: ApiRequest['headers']
  readonly body?: unknown
}

function merge(body: unknown): Extras {
  return { headers: { 'content-type': 'application/merge-patch+json' }, body }
}

/** One request to the API server about one object; a refusal is told in its own words. */
function send(method: ApiRequest['method'], of: Selection, extras: Extras = {}): void {
  const object = find(of)
  const info = object && kindInfo(object.apiVersion, of.kind)
  if (!object || !info) {
    toast(`${of.kind} ${of.name}: ${words.gone}`)
    return
  }
  const root = info.group ? `/apis/${info.group}/${info.version}` : `/api/${info.version}`
  const space = of.namespace ? `/namespaces/${of.namespace}` : ''
  const path = `${root}${space}/${info.resource}/${of.name}${extras.subresource ? `/${extras.subresource}` : ''}`
  const { query, headers, body } = extras
  session.request({ method, path, query, headers, body }).then(
    ({ status, body: answer }) => {
      if (status < 400) return
      const message =
        typeof answer === 'object' && answer !== null && 'message' in answer ? String(answer.message) : String(status)
      toast(words.actionFailed(`${of.kind} ${of.name}`, message), 8000)
    },
    (error: Error) => toast(words.actionFailed(`${of.kind} ${of.name}`, error.message), 8000),
  )
}
