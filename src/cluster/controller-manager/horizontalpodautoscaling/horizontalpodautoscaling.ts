import { semanticEqual } from '../../api/equality.ts'
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerCondition,
  HorizontalPodAutoscalerStatus,
  LabelSelector,
  MetricSpec,
  MetricStatus,
  Pod,
} from '../../api/generated/types.ts'
import { labelSelectorMatches, matchesSelector, parseLabelSelector } from '../../api/label-selector.ts'
import { formatTime, type GroupVersionResource, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import { formatMilli, formatQuantity, quantityMilli, quantityValue } from '../../api/quantity.ts'
import { ApiError } from '../../client/client.ts'
import type { Controller, ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { perContext } from '../per-context.ts'
import { type ReplicaAnswer, replicasFor } from './calculator.ts'
import { limited, type ScalingMemory } from './limits.ts'
import { MetricsError, podMetrics } from './metrics.ts'

const syncPeriodMs = 15_000
const defaultTolerance = 0.1

const memories = perContext(() => new Map<string, ScalingMemory>())

/** Scales by what pods use (pkg/controller/podautoscaler). Resource metrics only: there is no custom metrics API. */
export const horizontalPodAutoscalingController: Controller = {
  name: 'horizontal-pod-autoscaler',
  watches: [
    {
      resource: resources.horizontalpodautoscalers,
      keys: (object, _context, old) => (old && old.metadata.generation === object.metadata.generation ? [] : [keyOf(object)]),
    },
  ],
  start: memories.reset,
  reconcile(key, context) {
    const { namespace, name } = splitKey(key)
    const hpa = context.informers.for<HorizontalPodAutoscaler>(resources.horizontalpodautoscalers).get(namespace, name)
    if (!hpa) {
      memories(context).delete(key)
      return
    }
    context.enqueue(key, syncPeriodMs)
    const status = new Reconciliation(context, hpa, key).run()
    if (!semanticEqual(status, hpa.status)) {
      context.api.update(resources.horizontalpodautoscalers, { ...hpa, status }, { subresource: 'status' })
    }
  },
}

interface Scaled extends KubeObject {
  readonly spec?: { readonly replicas?: number } | undefined
  readonly status?: { readonly replicas?: number; readonly selector?: string } | undefined
}

const scalable: Readonly<Record<string, GroupVersionResource>> = {
  Deployment: resources.deployments,
  ReplicaSet: resources.replicasets,
  StatefulSet: resources.statefulsets,
  ReplicationController: resources.replicationcontrollers,
}

/** One look at one autoscaler (reconcileAutoscaler). */
class Reconciliation {
  private conditions: readonly HorizontalPodAutoscalerCondition[]

  constructor(
    private readonly context: ControllerContext,
    private readonly hpa: HorizontalPodAutoscaler,
    private readonly key: string,
  ) {
    this.conditions = hpa.status?.conditions ?? []
  }

  run(): HorizontalPodAutoscalerStatus {
    const { context, hpa } = this
    const { kind = '', name = '' } = hpa.spec?.scaleTargetRef ?? {}
    const target = this.findTarget(kind, name)
    if (typeof target === 'string') {
      const message = `the HPA controller was unable to get the target's current scale: ${target}`
      this.set('AbleToScale', 'False', 'FailedGetScale', message)
      context.events.event(hpa, 'Warning', 'FailedGetScale', target)
      return this.status(hpa.status?.currentReplicas ?? 0, hpa.status?.desiredReplicas ?? 0, hpa.status?.currentMetrics)
    }
    this.set('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale")
    const current = target.scale.spec?.replicas ?? 0
    const min = hpa.spec?.minReplicas ?? 1
    const max = hpa.spec?.maxReplicas ?? 1
    if (current === 0 && min !== 0) {
      this.set('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')
      return this.status(current, 0, undefined)
    }
    if (current > max) return this.rescale(target, current, max, 'Current number of replicas above Spec.MaxReplicas', undefined)
    if (current < min) return this.rescale(target, current, min, 'Current number of replicas below Spec.MinReplicas', undefined)
    return this.byMetrics(target, current)
  }

  private byMetrics(target: Target, current: number): HorizontalPodAutoscalerStatus {
    const { context, hpa } = this
    const specs: readonly MetricSpec[] = hpa.spec?.metrics ?? [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]
    const statuses: MetricStatus[] = []
    let wanted = 0
    let by = ''
    let firstError: { reason: string; message: string } | undefined
    let invalid = 0
    for (const spec of specs) {
      const result = this.metric(spec, target, current)
      if ('message' in result) {
        invalid++
        firstError ??= result
        continue
      }
      statuses.push(result.status)
      if (result.replicas > wanted || by === '') {
        wanted = result.replicas
        by = result.name
      }
    }
    if (firstError && (invalid === specs.length || wanted < current)) {
      this.set(
        'ScalingActive',
        'False',
        firstError.reason,
        `the HPA was unable to compute the replica count: ${firstError.message}`,
      )
      const message = `invalid metrics (${invalid} invalid out of ${specs.length}), first error is: ${firstError.message}`
      context.events.event(hpa, 'Warning', 'FailedComputeMetricsReplicas', message)
      return this.status(current, hpa.status?.desiredReplicas ?? current, statuses)
    }
    this.set('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${by}`)
    const result = limited(hpa, this.memory, current, wanted, context.sim.now)
    if (result.stabilized === 'ScaleDownStabilized') {
      const message = 'recent recommendations were higher than current one, applying the highest recent recommendation'
      this.set('AbleToScale', 'True', 'ScaleDownStabilized', message)
    } else if (result.stabilized === 'ScaleUpStabilized') {
      const message = 'recent recommendations were lower than current one, applying the lowest recent recommendation'
      this.set('AbleToScale', 'True', 'ScaleUpStabilized', message)
    } else this.set('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size')
    this.set('ScalingLimited', result.reason === 'DesiredWithinRange' ? 'False' : 'True', result.reason, result.message)
    if (result.replicas === current) return this.status(current, current, statuses)
    const reason = result.replicas > current ? `${by} above target` : 'All metrics below target'
    return this.rescale(target, current, result.replicas, reason, statuses)
  }

  /** The count that one metric asks for (computeStatusForResourceMetric). */
  private metric(
    spec: MetricSpec,
    target: Target,
    current: number,
  ): { replicas: number; name: string; status: MetricStatus } | { reason: string; message: string } {
    const { context, hpa } = this
    const source =
      spec.type === 'ContainerResource' ? spec.containerResource : spec.type === 'Resource' ? spec.resource : undefined
    if (!source) {
      const message = `unable to get ${spec.type.toLowerCase()} metric: no custom metrics API is simulated`
      const reason = `FailedGet${spec.type}Metric`
      context.events.event(hpa, 'Warning', reason, message)
      return { reason, message }
    }
    const { name, target: wanted } = source
    const container = spec.containerResource?.container
    const kind = wanted.averageUtilization === undefined ? '' : ' utilization'
    try {
      const rules = current ? hpa.spec?.behavior : undefined
      const answer = replicasFor({
        resource: name,
        container,
        targetUtilization: wanted.averageUtilization,
        targetAverage:
          wanted.averageValue === undefined
            ? undefined
            : name === 'cpu'
              ? quantityMilli(wanted.averageValue)
              : quantityValue(wanted.averageValue),
        currentReplicas: current,
        pods: target.pods,
        metrics: podMetrics(context, name, String(hpa.metadata.namespace)),
        tolerance: rules?.scaleUp?.tolerance === undefined ? defaultTolerance : quantityMilli(rules.scaleUp.tolerance) / 1000,
        wallTime: context.sim.wallTime,
      })
      const what = kind ? `${name} resource utilization (percentage of request)` : `${name} resource`
      return {
        replicas: answer.replicas,
        name: container ? what.replace('resource', 'container resource') : what,
        status: metricStatus(spec, name, answer),
      }
    } catch (error) {
      if (!(error instanceof MetricsError)) throw error
      const reason = spec.type === 'Resource' ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
      const message = `failed to get ${name}${kind}: ${error.message}`
      context.events.event(hpa, 'Warning', reason, message)
      return { reason, message }
    }
  }

  private rescale(
    target: Target,
    current: number,
    replicas: number,
    reason: string,
    metrics: readonly MetricStatus[] | undefined,
  ): HorizontalPodAutoscalerStatus {
    const { context, hpa, memory } = this
    try {
      context.api.update(target.resource, { ...target.scale, spec: { ...target.scale.spec, replicas } }, { subresource: 'scale' })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      context.events.event(hpa, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${error.message}`)
      this.set(
        'AbleToScale',
        'False',
        'FailedUpdateScale',
        `the HPA controller was unable to update the target scale: ${error.message}`,
      )
      return this.status(current, hpa.status?.desiredReplicas ?? 0, metrics)
    }
    this.set('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`)
    context.events.event(hpa, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`)
    const change = { at: context.sim.now, value: Math.abs(replicas - current) }
    if (replicas > current) memory.ups.push(change)
    else memory.downs.push(change)
    // No policy looks back further than this.
    const horizon = context.sim.now - 1_800_000
    memory.ups = memory.ups.filter(({ at }) => at > horizon)
    memory.downs = memory.downs.filter(({ at }) => at > horizon)
    return { ...this.status(current, replicas, metrics), lastScaleTime: formatTime(context.sim.wallTime) }
  }

  private get memory(): ScalingMemory {
    const all = memories(this.context)
    let memory = all.get(this.key)
    if (!memory) {
      memory = { recommendations: [], ups: [], downs: [] }
      all.set(this.key, memory)
    }
    return memory
  }

  /** The scale of the target with its pods, or why it cannot be had. */
  private findTarget(kind: string, name: string): Target | string {
    const { informers } = this.context
    const resource = scalable[kind]
    const namespace = this.hpa.metadata.namespace
    if (!resource) return `no matches for kind "${kind}" in group "${groupOf(this.hpa)}"`
    const object = informers.for<Scaled>(resource).get(namespace, name)
    if (!object) {
      const group = resource.group ? `.${resource.group}` : ''
      return `${resource.resource}${group} "${name}" not found`
    }
    const selector = (object as { spec?: { selector?: unknown } }).spec?.selector
    const pods = informers
      .for<Pod>(resources.pods)
      .list(namespace)
      .filter(({ metadata }) => matches(selector, metadata.labels))
    return { resource, scale: scaleObject(object), pods }
  }

  private set(type: string, status: string, reason: string, message: string): void {
    const old = this.conditions.find((one) => one.type === type)
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(this.context.sim.wallTime)
    const condition = { type, status, lastTransitionTime, reason, message }
    this.conditions = old ? this.conditions.map((one) => (one === old ? condition : one)) : [...this.conditions, condition]
  }

  private status(current: number, desired: number, metrics: readonly MetricStatus[] | undefined): HorizontalPodAutoscalerStatus {
    return {
      currentReplicas: current,
      desiredReplicas: desired,
      lastScaleTime: this.hpa.status?.lastScaleTime,
      currentMetrics: metrics?.length ? metrics : undefined,
      observedGeneration: this.hpa.metadata.generation,
      conditions: this.conditions,
    }
  }
}

interface Target {
  readonly resource: GroupVersionResource
  readonly scale: Scaled
  readonly pods: readonly Pod[]
}

function groupOf(hpa: HorizontalPodAutoscaler): string {
  return hpa.spec?.scaleTargetRef.apiVersion?.split('/')[0] ?? ''
}

function scaleObject({ metadata, spec, status }: Scaled): Scaled {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 1 },
    status: { replicas: status?.replicas ?? 0 },
  }
}

/** A selector as an object, or a plain map of labels, as ReplicationControllers have it. */
function matches(selector: unknown, labels: Readonly<Record<string, string>> | undefined): boolean {
  if (typeof selector !== 'object' || selector === null) return false
  if ('matchLabels' in selector || 'matchExpressions' in selector) return labelSelectorMatches(selector as LabelSelector, labels)
  const text = Object.entries(selector).map(([key, value]) => `${key}=${String(value)}`)
  return text.length > 0 && matchesSelector(parseLabelSelector(text.join(',')), labels)
}

function metricStatus(spec: MetricSpec, name: string, { utilization, average }: ReplicaAnswer): MetricStatus {
  const averageValue = name === 'cpu' ? formatMilli(average) : formatQuantity(average, 'BinarySI')
  const current = { ...(utilization === undefined ? {} : { averageUtilization: utilization }), averageValue }
  if (spec.type === 'ContainerResource') {
    return { type: spec.type, containerResource: { name, container: spec.containerResource?.container ?? '', current } }
  }
  return { type: spec.type, resource: { name, current } }
}
