import type { Pod } from '../../../cluster/api/generated/types.ts'
import { goDuration } from '../../../cluster/api/human-duration.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { pathOf } from '../../connection.ts'
import { isNotFound, PlainError, StatusError } from '../../errors.ts'
import { dryRunFlag, selectorFlag } from '../../flag-sets.ts'
import type { Invocation } from '../../invocation.ts'
import { isPod } from '../../pods.ts'
import { dryRunOf } from '../../printers/printer.ts'
import type { Found } from '../../resource-arguments.ts'
import { labelsMatch } from '../../selector.ts'
import { nodesOf, setSchedulable } from './cordon.ts'

export const drain: Command = {
  name: 'drain',
  use: 'drain NODE [options]',
  short: 'Drain node in preparation for maintenance',
  long: 'Drain node in preparation for maintenance: it is cordoned, then its pods are evicted, as pod disruption budgets allow. Mirror pods stay; pods of daemon sets, pods without a controller and pods with local storage need a flag each.',
  examples: `
# Drain a node although it runs pods of daemon sets
kubectl drain foo --ignore-daemonsets

# Also pods without a controller; with a grace period of 15 minutes
kubectl drain foo --force --grace-period=900`,
  flags: [
    dryRunFlag,
    selectorFlag,
    { name: 'chunk-size', type: 'int', default: '500', usage: 'Take long lists in parts of this size; has no effect here.' },
    {
      name: 'delete-emptydir-data',
      type: 'bool',
      default: 'false',
      usage: 'Go on although there are pods with emptyDir volumes, whose data is lost.',
    },
    {
      name: 'disable-eviction',
      type: 'bool',
      default: 'false',
      usage: 'Delete the pods instead of evicting them: disruption budgets are not asked.',
    },
    { name: 'force', type: 'bool', default: 'false', usage: 'Go on although there are pods that no controller would replace.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: "Seconds for each pod to end; the pod's own if negative." },
    { name: 'ignore-daemonsets', type: 'bool', default: 'false', usage: 'Leave pods of daemon sets alone.' },
    {
      name: 'ignore-errors',
      type: 'bool',
      default: 'false',
      usage: 'Go on with the other nodes if one fails; has no effect here.',
      hidden: true,
    },
    { name: 'pod-selector', type: 'string', usage: 'Only these pods.' },
    {
      name: 'skip-wait-for-delete-timeout',
      type: 'int',
      default: '0',
      usage: 'Do not wait for pods that have been terminating for longer than this, in seconds.',
    },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'How long to wait before giving up; zero is for ever.' },
  ],
  *run(k) {
    if (k.args.length === 0 && k.flags.string('selector') === '') throw k.usage('USAGE: drain NODE [flags]')
    const nodes = nodesOf(k, 'drain')
    for (const node of nodes) yield* setSchedulable(k, node, false)
    const pending = [...nodes]
    for (const node of nodes) {
      const problems = yield* drainNode(k, node)
      if (problems.length === 0) {
        pending.shift()
        yield* k.out(`node/${node.name} drained\n`)
        continue
      }
      const text = problems.length === 1 ? String(problems[0]) : `[${problems.join(', ')}]`
      yield* k.err(`error: unable to drain node "${node.name}" due to error: ${text}, continuing command...\n`)
      yield* k.err(`There are pending nodes to be drained:\n${pending.map((one) => ` ${one.name}\n`).join('')}`)
      throw new PlainError(problems.map((problem) => (problem.startsWith('cannot') ? problem : `error: ${problem}`)).join('\n'))
    }
    return 0
  },
}

/** Empties one node; returns what stands in the way. */
function* drainNode(k: Invocation, node: Found): Run<readonly string[]> {
  const type = k.discovery.forWord('pods')
  const all = k.connection.list(type, undefined, { fieldSelector: `spec.nodeName=${node.name}` }).items.filter(isPod)
  const selector = k.flags.string('pod-selector')
  const pods = all.filter((pod) => selector === '' || labelsMatch(selector, pod.metadata.labels ?? {}))
  const { evict, warnings, problems } = sortPods(k, pods)
  if (problems.length > 0) return problems
  if (warnings.length > 0) yield* k.err(`Warning: ${warnings.join('; ')}\n`)
  const until = k.flags.duration('timeout') === 0 ? Number.POSITIVE_INFINITY : k.now + k.flags.duration('timeout')
  for (const pod of evict) {
    const failed = yield* removePod(k, pod, until)
    if (failed !== undefined) return [failed]
  }
  if (dryRunOf(k) !== 'none') return []
  for (const pod of evict) {
    const failed = yield* waitForPod(k, pod, until)
    if (failed !== undefined) return [failed]
    yield* k.out(`pod/${pod.metadata.name} evicted\n`)
  }
  return []
}

interface Sorted {
  readonly evict: readonly Pod[]
  readonly warnings: readonly string[]
  readonly problems: readonly string[]
}

/** Which pods go, which stay, and which forbid it (drain/filters.go). */
function sortPods(k: Invocation, pods: readonly Pod[]): Sorted {
  const evict: Pod[] = []
  const refused = new Map<string, string[]>()
  const warned = new Map<string, string[]>()
  const note = (map: Map<string, string[]>, why: string, pod: Pod) => {
    const list = map.get(why) ?? []
    list.push(`${pod.metadata.namespace}/${pod.metadata.name}`)
    map.set(why, list)
  }
  for (const pod of pods) {
    if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) continue
    if (isLongGone(k, pod)) continue
    const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
    const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller)
    if (!finished && controller?.kind === 'DaemonSet') {
      if (k.flags.bool('ignore-daemonsets')) note(warned, 'ignoring DaemonSet-managed Pods', pod)
      else note(refused, 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)', pod)
      continue
    }
    const local = !finished && (pod.spec?.volumes ?? []).some((volume) => volume.emptyDir)
    let stays = false
    if (local && !k.flags.bool('delete-emptydir-data')) {
      note(refused, 'cannot delete Pods with local storage (use --delete-emptydir-data to override)', pod)
      stays = true
    } else if (local) note(warned, 'deleting Pods with local storage', pod)
    if (!finished && !controller) {
      if (k.flags.bool('force')) note(warned, 'deleting Pods that declare no controller', pod)
      else {
        note(refused, 'cannot delete Pods that declare no controller (use --force to override)', pod)
        stays = true
      }
    }
    if (!stays) evict.push(pod)
  }
  // in the order of upstream's filters, whatever pod was looked at first
  const rank = (why: string) => ['DaemonSet', 'local storage', 'no controller'].findIndex((word) => why.includes(word))
  const lines = (map: Map<string, string[]>) =>
    [...map].sort(([a], [b]) => rank(a) - rank(b)).map(([why, names]) => `${why}: ${names.join(', ')}`)
  return { evict, warnings: lines(warned), problems: lines(refused) }
}

/** Whether its deletion was asked for longer ago than `--skip-wait-for-delete-timeout`: then it is left alone. */
function isLongGone(k: Invocation, pod: Pod): boolean {
  const seconds = k.flags.int('skip-wait-for-delete-timeout')
  const { deletionTimestamp } = pod.metadata
  return seconds > 0 && deletionTimestamp !== undefined && k.now - Date.parse(deletionTimestamp) > seconds * 1000
}

function* removePod(k: Invocation, pod: Pod, until: number): Run<string | undefined> {
  const { namespace, name = '' } = pod.metadata
  const type = k.discovery.forWord('pods')
  const grace = k.flags.int('grace-period')
  const deleteOptions = grace >= 0 ? { gracePeriodSeconds: grace } : {}
  const dryRun = dryRunOf(k)
  const byDeletion = k.flags.bool('disable-eviction')
  const suffix = dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : ''
  yield* k.out(`${byDeletion ? 'deleting' : 'evicting'} pod ${namespace}/${name}${suffix}\n`)
  if (dryRun === 'client') return undefined
  const query = { dryRun: dryRun === 'server' ? 'All' : undefined }
  for (;;) {
    try {
      if (byDeletion) k.connection.delete(type, namespace, name, deleteOptions, query)
      else {
        const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions }
        k.connection.request({ method: 'POST', path: pathOf(type, namespace, name, 'eviction'), query, body })
      }
      return undefined
    } catch (error) {
      if (isNotFound(error)) return undefined
      if (!(error instanceof StatusError) || !error.is('TooManyRequests')) {
        return `error when ${byDeletion ? 'deleting' : 'evicting'} pods/"${name}" -n "${namespace}": ${error instanceof Error ? error.message : ''}`
      }
      yield* k.err(`error when evicting pods/"${name}" -n "${namespace}" (will retry after 5s): ${error.message}\n`)
      if (k.now + 5000 > until) return giveUp(k)
      yield* k.process.sleep(5000)
      yield* k.out(`evicting pod ${namespace}/${name}${suffix}\n`)
    }
  }
}

/** Looks once a second whether it is gone, as upstream does. */
function* waitForPod(k: Invocation, pod: Pod, until: number): Run<string | undefined> {
  const type = k.discovery.forWord('pods')
  for (;;) {
    try {
      const now = k.connection.get(type, pod.metadata.namespace, String(pod.metadata.name))
      if (now.metadata.uid !== pod.metadata.uid) return undefined
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
    if (k.now >= until)
      return `error when waiting for pod "${pod.metadata.name}" in namespace "${pod.metadata.namespace}" to terminate: ${giveUp(k)}`
    yield* k.process.sleep(1000)
  }
}

function giveUp(k: Invocation): string {
  return `global timeout reached: ${goDuration(k.flags.duration('timeout'))}`
}
