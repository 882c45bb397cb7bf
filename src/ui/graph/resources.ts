import type { Pod } from '../../cluster/api/generated/types.ts'
import { podRequests } from '../../cluster/api/pods.ts'
import { quantityMilli, quantityValue } from '../../cluster/api/quantity.ts'

export interface Requests {
  /** Cores. */
  readonly cpu: number
  readonly memoryBytes: number
}

/** What the scheduler sets aside for a Pod. */
export function requestsOf(pod: Pod): Requests {
  return amounts(podRequests(pod.spec))
}

export function amounts(list: Readonly<Record<string, string | number>> | undefined): Requests {
  return { cpu: quantityMilli(list?.cpu) / 1000, memoryBytes: quantityValue(list?.memory) }
}

/** `1.80` of `2`: cores with as few digits as say it. */
export function cores(value: number): string {
  return value >= 10 ? value.toFixed(0) : Number(value.toFixed(2)).toString()
}

/** Bytes for people: `29 B`, `1.5 KiB`, `64 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let amount = value
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit++
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : Number(amount.toFixed(1))} ${units[unit]}`
}
