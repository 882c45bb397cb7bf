import { nodeAddedOrTaintsChanged, type Plugin, type Rejection } from '../framework.ts'
import { newPodInfo } from '../pod-info.ts'

const rejection: Rejection = {
  plugin: 'NodePorts',
  reasons: ["node(s) didn't have free ports for the requested pod ports"],
  unresolvable: false,
}

/** Host ports (plugins/nodeports). */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  preFilter: ({ hostPorts }) => {
    if (hostPorts.length === 0) return undefined
    return (node) => (hostPorts.some((port) => node.hasPortConflict(port)) ? rejection : undefined)
  },
  queueingHint: (event, { hostPorts }) => {
    if (event.kind === 'AssignedPod' && event.action === 'delete') {
      const freed = newPodInfo(event.pod).hostPorts
      return hostPorts.some((port) => freed.some((other) => other.port === port.port && other.protocol === port.protocol))
    }
    return nodeAddedOrTaintsChanged(event)
  },
}
