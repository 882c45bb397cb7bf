import { maxNodeScore, type Plugin } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'

/**
 * Whether the pod makes the use of CPU and memory more even (plugins/noderesources/balanced_allocation.go, the
 * formula of 1.36: the balance with the pod against the balance without it, 75 where nothing changes). Pods that
 * request neither are not scored.
 */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  preScore: ({ requests }) => {
    if (requests.milliCpu === 0 && requests.memory === 0) return undefined
    return {
      score: (node) => {
        const before = balance(node, 0, 0)
        const after = balance(node, requests.milliCpu, requests.memory)
        return 50 + Math.floor((50 + after - before) / 2)
      },
    }
  },
}

function balance(node: NodeInfo, milliCpu: number, memory: number): number {
  const cpu = fraction(node.requested.milliCpu + milliCpu, node.allocatable.milliCpu)
  const mem = fraction(node.requested.memory + memory, node.allocatable.memory)
  const deviation = cpu === undefined || mem === undefined ? 0 : Math.abs(cpu - mem) / 2
  return Math.floor((1 - deviation) * maxNodeScore)
}

function fraction(requested: number, allocatable: number): number | undefined {
  return allocatable === 0 ? undefined : Math.min(requested / allocatable, 1)
}
