/** Evictions per second where a zone is well, and where it is not but large enough to go on. */
const evictionRate = 0.1
const secondaryEvictionRate = 0.01
const largeClusterSize = 50
const unhealthyZoneThreshold = 0.55

/** How many nodes of a zone are ready and how many are not. */
export interface ZoneHealth {
  readonly ready: number
  readonly notReady: number
}

/**
 * How many nodes of a zone may be marked for eviction per second (ComputeZoneState, setLimiterInZone). A zone that
 * lost most of its nodes is rather cut off than broken: a small one is left alone.
 * @param allDisrupted no zone has a ready node
 */
export function taintRate({ ready, notReady }: ZoneHealth, allDisrupted: boolean): number {
  if (allDisrupted) return 0
  const total = ready + notReady
  const partial = ready > 0 && notReady > 2 && notReady / total >= unhealthyZoneThreshold
  if (!partial) return evictionRate
  return total > largeClusterSize ? secondaryEvictionRate : 0
}

export function zoneOf(labels: Readonly<Record<string, string>> | undefined): string {
  return `${labels?.['topology.kubernetes.io/region'] ?? ''}:${labels?.['topology.kubernetes.io/zone'] ?? ''}`
}
