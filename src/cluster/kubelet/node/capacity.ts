import { formatQuantity, parseQuantity } from '../../api/quantity.ts'
import type { Machine } from '../../machine/machine.ts'

/** Amounts by resource name, in canonical text. */
export type NodeCapacity = Readonly<Record<string, string>>

const maxPods = '110'
/** Hard eviction thresholds are kept free: memory.available 100Mi, nodefs.available 10 %. */
const reservedMemoryBytes = 100 * 1024 * 1024
const reservedDiskFraction = 0.1

export function capacityOf(machine: Machine, more: Readonly<Record<string, string>> | undefined): NodeCapacity {
  const diskBytes = machine.disk.sizeLimitBytes ?? 100 * 2 ** 30
  return {
    cpu: String(machine.cores),
    'ephemeral-storage': `${Math.floor(diskBytes / 1024)}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${Math.floor(machine.memoryBytes / 1024)}Ki`,
    pods: maxPods,
    ...more,
  }
}

/** Capacity minus what is reserved: kubelet/cm GetNodeAllocatableAbsolute. */
export function allocatableOf(capacity: NodeCapacity): NodeCapacity {
  const memory = parseQuantity(capacity.memory).value - reservedMemoryBytes
  const disk = Math.floor(parseQuantity(capacity['ephemeral-storage']).value * (1 - reservedDiskFraction))
  return {
    ...capacity,
    'ephemeral-storage': formatQuantity(disk),
    memory: `${Math.floor(memory / 1024)}Ki`,
  }
}
