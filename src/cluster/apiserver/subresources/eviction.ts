import { deepEqual } from '../../api/equality.ts'
import type { Eviction, Pod, PodDisruptionBudget } from '../../api/generated/types.ts'
import { labelSelectorMatches } from '../../api/label-selector.ts'
import { formatTime } from '../../api/object.ts'
import { isReady, isTerminal } from '../../api/pods.ts'
import type { Status } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import { type DeleteOptions, deleteObject } from '../registry/deletion.ts'
import type { ServerContext } from '../server-context.ts'
import { badRequest, internalError, success, tooManyRequests } from '../status.ts'

const budgets = 'poddisruptionbudgets.policy'
const violation = "Cannot evict pod as it would violate the pod's disruption budget."

/** Deletes a Pod if its disruption budget allows it: EvictionREST of pkg/registry/core/pod/storage/eviction.go. */
export function evictPod(server: ServerContext, call: Call, body: unknown): Status {
  const { registry } = server
  const eviction = body as Partial<Eviction>
  const name = eviction.metadata?.name
  if (name && name !== call.name) throw badRequest('name in URL does not match name in Eviction object')
  const main: Call = { ...call, subresource: undefined }
  const pod = registry.get(main) as Pod
  const options = (eviction.deleteOptions ?? {}) as DeleteOptions
  const dryRun: Call = (eviction.deleteOptions?.dryRun?.length ?? 0) > 0 ? { ...main, dryRun: true } : main
  if (!needsBudget(pod)) {
    deleteObject(registry, dryRun, options)
    return success(undefined, 201)
  }
  const guarding = server.etcd.list(budgets, pod.metadata.namespace).filter((object) => {
    const budget = object as PodDisruptionBudget
    return labelSelectorMatches(budget.spec?.selector, pod.metadata.labels)
  }) as PodDisruptionBudget[]
  if (guarding.length > 1) {
    throw internalError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
  }
  const [budget] = guarding
  if (!budget) {
    deleteObject(registry, dryRun, options)
    return success(undefined, 201)
  }
  if (mayGoUnhealthy(pod, budget)) {
    deleteObject(registry, dryRun, options)
    return success(undefined, 201)
  }
  spend(server, dryRun, budget, pod)
  mark(server, dryRun, pod)
  deleteObject(registry, dryRun, options)
  return success(undefined, 201)
}

/** canIgnorePDB: Pods that run nothing can go at once. */
function needsBudget(pod: Pod): boolean {
  return !isTerminal(pod) && pod.status?.phase !== 'Pending' && pod.metadata.deletionTimestamp === undefined
}

/** unhealthyPodEvictionPolicy: what is not ready is no loss, if the policy says so. */
function mayGoUnhealthy(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (isReady(pod)) return false
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  return (status?.desiredHealthy ?? 0) > 0 && (status?.currentHealthy ?? 0) >= (status?.desiredHealthy ?? 0)
}

function refuse(message: string, retryAfterSeconds = 0) {
  return tooManyRequests(violation, retryAfterSeconds, [{ reason: 'DisruptionBudget', message }])
}

/** checkAndDecrement: takes one of the allowed disruptions, and remembers for which Pod. */
function spend(server: ServerContext, call: Call, budget: PodDisruptionBudget, pod: Pod): void {
  const { metadata, status } = budget
  const { name } = metadata
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw refuse(`The disruption budget ${name} is still being processed by the server.`, 10)
  }
  const allowed = status?.disruptionsAllowed ?? 0
  const failed = status?.conditions?.find((one) => one.type === 'DisruptionAllowed' && one.reason === 'SyncFailed')
  if (allowed <= 0) {
    if (failed && failed.status === 'False') {
      const why = `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${failed.message}`
      throw refuse(why)
    }
    const { desiredHealthy = 0, currentHealthy = 0 } = status ?? {}
    throw refuse(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`)
  }
  if (!status || call.dryRun) return
  const left = {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: allowed - 1,
      disruptedPods: { ...status.disruptedPods, [String(pod.metadata.name)]: formatTime(server.sim.wallTime) },
    },
  }
  server.etcd.put(budgets, left, { by: call.by })
}

function mark(server: ServerContext, call: Call, pod: Pod): void {
  if (call.dryRun) return
  const condition = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: formatTime(server.sim.wallTime),
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
  }
  const others = (pod.status?.conditions ?? []).filter((one) => one.type !== condition.type)
  const marked = { ...pod, status: { ...pod.status, conditions: [...others, condition] } }
  if (!deepEqual(pod.status, marked.status)) server.etcd.put('pods', marked, { by: call.by })
}
