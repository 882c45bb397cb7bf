import type { NodeCondition } from '../../api/generated/types.ts'

export interface Pressure {
  readonly memory: boolean
  readonly disk: boolean
  readonly pid: boolean
}

interface ConditionText {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

/** kubelet/nodestatus/setters.go: the pressures first, Ready last. */
export function nodeConditions(
  pressure: Pressure,
  notReady: string | undefined,
  before: readonly NodeCondition[],
  now: string,
): readonly NodeCondition[] {
  const texts: ConditionText[] = [
    condition(
      'MemoryPressure',
      pressure.memory,
      'Memory',
      'kubelet has insufficient memory available',
      'kubelet has sufficient memory available',
    ),
    condition('DiskPressure', pressure.disk, 'Disk', 'kubelet has disk pressure', 'kubelet has no disk pressure'),
    condition(
      'PIDPressure',
      pressure.pid,
      'PID',
      'kubelet has insufficient PID available',
      'kubelet has sufficient PID available',
    ),
    notReady === undefined
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
      : { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: notReady },
  ]
  return texts.map((text) => {
    const old = before.find((candidate) => candidate.type === text.type)
    const kept = old && old.status === text.status ? old.lastTransitionTime : undefined
    return { ...text, lastHeartbeatTime: now, lastTransitionTime: kept ?? now }
  })
}

function condition(type: string, under: boolean, what: 'Memory' | 'Disk' | 'PID', bad: string, good: string): ConditionText {
  const reason =
    what === 'Disk'
      ? under
        ? 'KubeletHasDiskPressure'
        : 'KubeletHasNoDiskPressure'
      : under
        ? `KubeletHasInsufficient${what}`
        : `KubeletHasSufficient${what}`
  return { type, status: under ? 'True' : 'False', reason, message: under ? bad : good }
}

/** The event that goes with a condition: `NodeHasSufficientMemory`, `NodeReady`… */
export function conditionReason(condition: { readonly type: string; readonly status: string }): string {
  const bad = condition.status === 'True'
  switch (condition.type) {
    case 'MemoryPressure':
      return bad ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory'
    case 'DiskPressure':
      return bad ? 'NodeHasDiskPressure' : 'NodeHasNoDiskPressure'
    case 'PIDPressure':
      return bad ? 'NodeHasInsufficientPID' : 'NodeHasSufficientPID'
    default:
      return bad ? 'NodeReady' : 'NodeNotReady'
  }
}
