import type { Plugin } from '../framework.ts'

/** Holds back pods until their gates are lifted (plugins/schedulinggates). The API server words their condition. */
export const schedulingGates: Plugin = {
  name: 'SchedulingGates',
  preEnqueue(pod) {
    const gates = pod.spec?.schedulingGates ?? []
    return gates.length ? `waiting for scheduling gates: [${gates.map((gate) => gate.name).join(' ')}]` : undefined
  },
  queueingHint: (event) => event.kind === 'UnscheduledPod' && !event.pod.spec?.schedulingGates?.length,
}
