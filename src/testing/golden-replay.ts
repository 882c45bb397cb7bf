import docs from '../cluster/api/generated/docs.json'
import { type Cluster, createCluster } from '../cluster/cluster.ts'
import type { Rig } from '../cluster/interface.ts'
import type { Golden, GoldenEvent, GoldenRow } from './golden-fixture.ts'

export interface Replayed {
  readonly rows: readonly GoldenRow[]
  readonly events: readonly GoldenEvent[]
  /** By index of the step; undefined for what is done to the recording rig. */
  readonly outputs: readonly ({ readonly output: string; readonly exitCode: number } | undefined)[]
  readonly cluster: Cluster
}

const tableOf = 'application/json;as=Table;v=v1;g=meta.k8s.io'

interface TableBody {
  readonly rows?: readonly { readonly cells: readonly unknown[] }[]
}

interface Named {
  readonly metadata: { readonly name: string }
}

interface EventObject {
  readonly type?: string
  readonly reason?: string
  readonly message?: string
  readonly count?: number
  readonly series?: { readonly count?: number }
  readonly involvedObject: { readonly kind: string; readonly name: string }
}

/** The machine of the recordings: no control plane Pods, much memory, and images that other scenarios had pulled. */
const machine: Rig = {
  nodeName: 'node01',
  nodeMemoryBytes: 24 * 1024 ** 3,
  kubeSystem: false,
  preload: [
    'nginx:1.25',
    'nginx:1.27',
    'nginx:1.14.2',
    'nginx:1.16.1',
    'nginx:1.16.0',
    'nginx:1.17.0',
    'registry.k8s.io/busybox:1.27.2',
  ],
}

/** A way to the node's own files: the recordings were made by somebody who sat at it. */
const nodeShell = `apiVersion: v1
kind: Pod
metadata: {name: node-shell, namespace: kube-system}
spec:
  containers:
  - {name: shell, image: "busybox:1.36", command: [sleep, "86400"], volumeMounts: [{name: etc, mountPath: /etc/kubernetes}]}
  volumes:
  - {name: etc, hostPath: {path: /etc/kubernetes, type: DirectoryOrCreate}}
`

/** The same done on the node's disk by way of that Pod. */
function onNode(command: string): string {
  const shell = 'kubectl exec -i -n kube-system node-shell -- '
  const copied = /^cp (\S+) (\/etc\/kubernetes\/manifests\/)$/.exec(command)
  if (!copied) return `${shell}${command}`
  return `${shell}sh -c 'mkdir -p ${copied[2]}; cat > ${copied[2]}${copied[1]}' < ${copied[1]}`
}

/** Lives through a recording in a cluster of one node, step by step at the times they were made. */
export function replayGolden(fixture: Golden, seed = 1): Replayed {
  const cluster = createCluster({ seed, workers: 0, startTime: Date.UTC(2026, 10, 21, 8, 0, 0) }, machine)
  cluster.setDocs(docs)
  // the recordings' registry stood on the same machine
  cluster.changeRegistry({ kind: 'slow', reference: '*', factor: 0.02 })
  const { namespace } = fixture
  cluster.terminal.run(`kubectl create namespace ${namespace}`)
  const kubeconfig = '.kube/config'
  cluster.files.write(kubeconfig, String(cluster.files.read(kubeconfig)).replace('namespace: default', `namespace: ${namespace}`))
  for (const [file, text] of Object.entries(fixture.manifests)) cluster.files.write(file, text)
  const atNode = fixture.steps.some((step) => step.command.includes(' /etc/kubernetes/'))
  if (atNode) cluster.apply(nodeShell)
  cluster.advance(atNode ? 10_000 : 2000)

  const began = cluster.now
  const seconds = () => (cluster.now - began) / 1000
  const rows: GoldenRow[] = []
  const events = new Map<string, GoldenEvent>()
  const list = `/api/v1/namespaces/${namespace}`
  cluster.watch(`${list}/pods`, ({ type, object }) => {
    const { name } = (object as Named).metadata
    if (type === 'DELETED') {
      rows.push({ t: seconds(), type, name, ready: '', status: '', restarts: 0 })
      return
    }
    const table = cluster.request({ method: 'GET', path: `${list}/pods/${name}`, headers: { accept: tableOf } }).body as TableBody
    const cells = table.rows?.[0]?.cells
    if (!cells || (type !== 'ADDED' && type !== 'MODIFIED')) return
    rows.push({
      t: seconds(),
      type,
      name,
      ready: String(cells[1]),
      status: String(cells[2]),
      restarts: Number.parseInt(String(cells[3]), 10),
    })
  })
  cluster.watch(`${list}/events`, ({ type, object }) => {
    if (type !== 'ADDED' && type !== 'MODIFIED') return
    const event = object as EventObject & Named
    events.set(event.metadata.name, {
      t: events.get(event.metadata.name)?.t ?? seconds(),
      eventType: event.type ?? '',
      reason: event.reason ?? '',
      object: `${event.involvedObject.kind.toLowerCase()}/${event.involvedObject.name}`,
      count: event.series?.count ?? event.count ?? 1,
      message: event.message ?? '',
    })
  })

  const outputs: Replayed['outputs'][number][] = []
  const background: { readonly step: number; readonly file: string }[] = []
  for (const [index, step] of fixture.steps.entries()) {
    const wait = began + step.start * 1000 - cluster.now
    if (wait > 0) cluster.advance(wait)
    if (step.command.startsWith('#rig: ')) {
      cluster.operate({ operation: step.command.includes('freeze') ? 'cut-network' : 'restore-network', node: 'node01' })
      outputs.push(undefined)
    } else if (step.background) {
      const file = `.background-${index}`
      cluster.files.write(`${file}.sh`, `${step.command}\n`)
      cluster.terminal.run(`{ sh ${file}.sh > ${file} 2>&1; echo $? > ${file}.code; } &`)
      background.push({ step: index, file })
      outputs.push(undefined)
    } else {
      const command = step.command.includes(' /etc/kubernetes/') ? onNode(step.command) : step.command
      const result = cluster.terminal.run(command, { timeoutMs: 120_000 })
      outputs.push({ output: result.stdout + result.stderr, exitCode: result.exitCode })
    }
  }
  const rest = began + fixture.durationSeconds * 1000 - cluster.now
  if (rest > 0) cluster.advance(rest)
  for (const { step, file } of background) {
    outputs[step] = { output: cluster.files.read(file) ?? '', exitCode: Number(cluster.files.read(`${file}.code`) ?? Number.NaN) }
  }
  return { rows, events: [...events.values()], outputs, cluster }
}
