import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../api/generated/types.ts'

export interface TimedValue {
  /** Virtual milliseconds. */
  readonly at: number
  readonly value: number
}

/** What an autoscaler remembers: what it thought of, and what it did. */
export interface ScalingMemory {
  recommendations: TimedValue[]
  /** Changes of the replica count. */
  ups: TimedValue[]
  downs: TimedValue[]
}

export interface Limited {
  readonly replicas: number
  readonly stabilized: 'ScaleDownStabilized' | 'ScaleUpStabilized' | undefined
  /** Reason and message of ScalingLimited; DesiredWithinRange where nothing held it back. */
  readonly reason: string
  readonly message: string
}

const defaultUp: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
}
const defaultDown: HPAScalingRules = {
  stabilizationWindowSeconds: 300,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
}

/** Keeps a recommendation within what behavior and bounds allow (normalizeDesiredReplicasWithBehaviors). */
export function limited(
  hpa: HorizontalPodAutoscaler,
  memory: ScalingMemory,
  current: number,
  wanted: number,
  now: number,
): Limited {
  const up = { ...defaultUp, ...hpa.spec?.behavior?.scaleUp }
  const down = { ...defaultDown, ...hpa.spec?.behavior?.scaleDown }
  const upWindowMs = (up.stabilizationWindowSeconds ?? 0) * 1000
  const downWindowMs = (down.stabilizationWindowSeconds ?? 300) * 1000
  let lowest = wanted
  let highest = wanted
  for (const { at, value } of memory.recommendations) {
    if (at > now - upWindowMs) lowest = Math.min(lowest, value)
    if (at > now - downWindowMs) highest = Math.max(highest, value)
  }
  memory.recommendations = memory.recommendations.filter(({ at }) => at > now - Math.max(upWindowMs, downWindowMs))
  memory.recommendations.push({ at: now, value: wanted })
  let replicas = current
  if (replicas < lowest) replicas = lowest
  if (replicas > highest) replicas = highest
  const stabilized = replicas === wanted ? undefined : replicas > wanted ? 'ScaleDownStabilized' : 'ScaleUpStabilized'

  const min = hpa.spec?.minReplicas ?? 1
  const max = hpa.spec?.maxReplicas ?? 1
  const within = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' }
  const tooMany = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' }
  const tooFew = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' }
  if (replicas > current) {
    const byRate = Math.max(current, upLimit(up, memory, current, now))
    const allowed = Math.min(byRate, max)
    if (replicas <= allowed) return { replicas, stabilized, ...within }
    if (max <= byRate) return { replicas: allowed, stabilized, ...tooMany }
    const message = 'the desired replica count is increasing faster than the maximum scale rate'
    return { replicas: allowed, stabilized, reason: 'ScaleUpLimit', message }
  }
  if (replicas < current) {
    const byRate = Math.min(current, downLimit(down, memory, current, now))
    const allowed = Math.max(byRate, min)
    if (replicas >= allowed) return { replicas, stabilized, ...within }
    if (min >= byRate) return { replicas: allowed, stabilized, ...tooFew }
    const message = 'the desired replica count is decreasing faster than the maximum scale rate'
    return { replicas: allowed, stabilized, reason: 'ScaleDownLimit', message }
  }
  if (wanted > max) return { replicas, stabilized, ...tooMany }
  if (wanted < min) return { replicas, stabilized, ...tooFew }
  return { replicas, stabilized, ...within }
}

function changedSince(changes: readonly TimedValue[], sinceMs: number): number {
  return changes.reduce((sum, { at, value }) => (at > sinceMs ? sum + value : sum), 0)
}

function upLimit({ selectPolicy, policies = [] }: HPAScalingRules, memory: ScalingMemory, current: number, now: number): number {
  if (selectPolicy === 'Disabled') return current
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start =
      current - changedSince(memory.ups, now - periodSeconds * 1000) + changedSince(memory.downs, now - periodSeconds * 1000)
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  return selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits)
}

function downLimit(
  { selectPolicy, policies = [] }: HPAScalingRules,
  memory: ScalingMemory,
  current: number,
  now: number,
): number {
  if (selectPolicy === 'Disabled') return current
  const limits = policies.map(({ type, value, periodSeconds }) => {
    const start =
      current - changedSince(memory.ups, now - periodSeconds * 1000) + changedSince(memory.downs, now - periodSeconds * 1000)
    return type === 'Pods' ? start - value : Math.floor(start * (1 - value / 100))
  })
  return selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits)
}
