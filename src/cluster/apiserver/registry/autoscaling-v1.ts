import type {
  AutoscalingHorizontalPodAutoscaler,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
  MetricStatus,
} from '../../api/generated/types.ts'
import type { Resource } from './resource.ts'

/** Annotations that carry what autoscaling/v1 has no fields for. */
const prefix = 'autoscaling.alpha.kubernetes.io/'
const carried = ['metrics', 'behavior', 'conditions', 'current-metrics'] as const

type Fields = Readonly<Record<string, unknown>>
type Target = Fields & { readonly averageUtilization?: number }
/** A metric of v2, spec or status, with its one source: the value stands under `target` or `current`. */
interface Metric {
  readonly type: string
  readonly [source: string]: unknown
}

const sources: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** The object without the fields that say nothing. */
function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** v2's metric in the words of v1: `targetAverageValue` for `target.averageValue`. */
function older(metric: Metric, under: 'target' | 'current'): Metric {
  const name = sources[metric.type] ?? ''
  const { [under]: values, metric: identifier, describedObject, ...rest } = (metric[name] ?? {}) as Fields
  const { type: _, ...numbers } = (values ?? {}) as Fields
  const { name: metricName, selector } = (identifier ?? {}) as Fields
  const external = metric.type === 'External'
  const named = Object.fromEntries(
    Object.entries(numbers).map(([key, value]) =>
      // an object's average has kept its plain name
      [metric.type === 'Object' && key === 'averageValue' ? key : `${under}${capital(key)}`, value],
    ),
  )
  const source = present({ ...rest, target: describedObject, metricName, [external ? 'metricSelector' : 'selector']: selector })
  return { type: metric.type, [name]: { ...source, ...named } }
}

/** The way back. */
function newer(metric: Metric, under: 'target' | 'current'): Metric {
  const name = sources[metric.type] ?? ''
  const { target: describedObject, metricName, metricSelector, selector, ...rest } = (metric[name] ?? {}) as Fields
  const plain: Record<string, unknown> = {}
  const numbers: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    if (key === 'averageValue') numbers[key] = value
    else if (key.startsWith(under)) numbers[key.charAt(under.length).toLowerCase() + key.slice(under.length + 1)] = value
    else plain[key] = value
  }
  const type = 'averageUtilization' in numbers ? 'Utilization' : 'averageValue' in numbers ? 'AverageValue' : 'Value'
  const identifier = metricName === undefined ? undefined : present({ name: metricName, selector: metricSelector ?? selector })
  const values = under === 'target' ? { type, ...numbers } : numbers
  return { type: metric.type, [name]: present({ ...plain, describedObject, metric: identifier, [under]: values }) }
}

const cpuUtilization = (metric: Metric, under: 'target' | 'current'): number | undefined => {
  const { name, [under]: values } = (metric.resource ?? {}) as Fields
  return metric.type === 'Resource' && name === 'cpu' ? (values as Target | undefined)?.averageUtilization : undefined
}

function parsed(annotations: Readonly<Record<string, string>>, name: (typeof carried)[number]): unknown {
  try {
    return JSON.parse(annotations[prefix + name] ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

function parsedMetrics(annotations: Readonly<Record<string, string>>, name: 'metrics' | 'current-metrics'): readonly Metric[] {
  const list = parsed(annotations, name)
  return Array.isArray(list)
    ? (list as readonly Metric[]).map((one) => newer(one, name === 'metrics' ? 'target' : 'current'))
    : []
}

/** autoscaling/v1 and v2 tell of the same autoscalers: pkg/apis/autoscaling/v1/conversion.go. The store keeps v2. */
export const autoscalerConversion: NonNullable<Resource['convert']> = {
  to(stored) {
    const { metadata, spec, status } = stored as HorizontalPodAutoscaler
    const metrics = (spec.metrics ?? []) as readonly MetricSpec[] as readonly Metric[]
    const current = (status?.currentMetrics ?? []) as readonly MetricStatus[] as readonly Metric[]
    const others = metrics.filter((metric) => cpuUtilization(metric, 'target') === undefined)
    const find = (list: readonly Metric[], under: 'target' | 'current') =>
      list.map((metric) => cpuUtilization(metric, under)).findLast((value) => value !== undefined)
    const values = {
      metrics: others.length > 0 ? others.map((one) => older(one, 'target')) : undefined,
      behavior: spec.behavior,
      conditions: status?.conditions?.length ? status.conditions : undefined,
      'current-metrics': current.length > 0 ? current.map((one) => older(one, 'current')) : undefined,
    }
    const annotations: Record<string, string> = { ...metadata.annotations }
    for (const name of carried) if (values[name] !== undefined) annotations[prefix + name] = JSON.stringify(values[name])
    const { maxReplicas, minReplicas, scaleTargetRef } = spec
    const shown: AutoscalingHorizontalPodAutoscaler = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata,
      spec: present({ maxReplicas, minReplicas, scaleTargetRef, targetCPUUtilizationPercentage: find(metrics, 'target') }),
      status: present({
        observedGeneration: status?.observedGeneration,
        lastScaleTime: status?.lastScaleTime,
        currentReplicas: status?.currentReplicas ?? 0,
        desiredReplicas: status?.desiredReplicas ?? 0,
        currentCPUUtilizationPercentage: find(current, 'current'),
      }),
    }
    return shown
  },
  from(given) {
    const { metadata, spec, status } = given as Omit<AutoscalingHorizontalPodAutoscaler, 'apiVersion' | 'kind'>
    const { annotations = {}, ...otherMetadata } = metadata
    const kept = Object.fromEntries(Object.entries(annotations).filter(([key]) => !carried.some((one) => key === prefix + one)))
    const { targetCPUUtilizationPercentage: cpu, ...rest } = spec ?? {}
    const target = { type: 'Utilization', averageUtilization: cpu }
    const metrics = [
      ...parsedMetrics(annotations, 'metrics'),
      ...(cpu === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }]),
    ]
    const { currentCPUUtilizationPercentage: used, ...restOfStatus } = status ?? {}
    const measured = parsedMetrics(annotations, 'current-metrics')
    const usedCpu = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: used } } }
    const currentMetrics = measured.length > 0 || used === undefined ? measured : [usedCpu]
    const conditions = parsed(annotations, 'conditions') as HorizontalPodAutoscalerStatus['conditions']
    return {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: Object.keys(kept).length > 0 ? { ...otherMetadata, annotations: kept } : otherMetadata,
      spec: present({ ...rest, metrics: metrics.length > 0 ? metrics : undefined, behavior: parsed(annotations, 'behavior') }),
      ...(status
        ? {
            status: present({
              ...restOfStatus,
              currentMetrics: currentMetrics.length > 0 ? currentMetrics : undefined,
              conditions,
            }),
          }
        : {}),
    }
  },
}
