import type { Informers } from '../../client/informer.ts'
import type { SchedulerCache } from '../cache.ts'
import { type ClusterEvent, type Filter, maxNodeScore, type Plugin, type Rejection, type Score } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { ownerSelector } from './owner-selector.ts'
import {
  constraintsOf,
  counts,
  hasAllKeys,
  hostnameKey,
  type SpreadConstraint,
  selects,
  spreadConstraint,
} from './spread-constraints.ts'

const name = 'PodTopologySpread'
const uneven: Rejection = { plugin: name, reasons: ["node(s) didn't match pod topology spread constraints"], unresolvable: false }
const missingLabel: Rejection = {
  plugin: name,
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
  unresolvable: true,
}

/** Spreads pods over zones, nodes and other domains (plugins/podtopologyspread), by default those of one owner. */
export function podTopologySpread(informers: Informers): Plugin {
  return {
    name,
    weight: 2,
    preFilter: (pod, cluster) => {
      const constraints = constraintsOf(pod, 'DoNotSchedule')
      return constraints.length ? filterBy(constraints, pod, cluster) : undefined
    },
    preScore: (pod, cluster, feasible) => {
      const own = pod.pod.spec?.topologySpreadConstraints?.length ? constraintsOf(pod, 'ScheduleAnyway') : undefined
      const constraints = own ?? defaultConstraints(informers, pod)
      return constraints.length ? scoreBy(constraints, own !== undefined, pod, cluster, feasible) : undefined
    },
    queueingHint: (event, pod) => mayHelp(event, pod),
  }
}

/** What pods without constraints get: soft ones over nodes and zones, if they belong to something. */
function defaultConstraints(informers: Informers, pod: PodInfo): readonly SpreadConstraint[] {
  const selector = ownerSelector(informers, pod.pod)
  if (selector.length === 0) return []
  const policy = { minDomains: 1, honorAffinity: true, honorTaints: false }
  return [
    spreadConstraint(hostnameKey, 3, selector, policy),
    spreadConstraint('topology.kubernetes.io/zone', 5, selector, policy),
  ]
}

function matchingOn(cluster: SchedulerCache, pod: PodInfo, constraint: SpreadConstraint): ReadonlyMap<string, number> {
  return cluster.countMatching(
    pod.namespace,
    constraint.selectorText,
    (labels) => selects(constraint, labels),
    constraint.selector !== undefined,
  )
}

function filterBy(constraints: readonly SpreadConstraint[], pod: PodInfo, cluster: SchedulerCache): Filter {
  const domains = constraints.map((constraint) => {
    const matching = matchingOn(cluster, pod, constraint)
    const perDomain = new Map<string, number>()
    for (const node of cluster.nodes) {
      if (!hasAllKeys(node, constraints) || !counts(constraint, pod.pod, node)) continue
      const domain = node.labels[constraint.topologyKey] as string
      perDomain.set(domain, (perDomain.get(domain) ?? 0) + (matching.get(node.name) ?? 0))
    }
    const least = perDomain.size < constraint.minDomains ? 0 : Math.min(...perDomain.values())
    return { perDomain, least: Number.isFinite(least) ? least : 0, self: selects(constraint, pod.labels) ? 1 : 0 }
  })
  return (node) => {
    for (let i = 0; i < constraints.length; i++) {
      const constraint = constraints[i] as SpreadConstraint
      const domain = node.labels[constraint.topologyKey]
      if (domain === undefined) return missingLabel
      const { perDomain, least, self } = domains[i] as (typeof domains)[number]
      if ((perDomain.get(domain) ?? 0) + self - least > constraint.maxSkew) return uneven
    }
    return undefined
  }
}

function scoreBy(
  constraints: readonly SpreadConstraint[],
  requireAllKeys: boolean,
  pod: PodInfo,
  cluster: SchedulerCache,
  feasible: readonly NodeInfo[],
): Score {
  const ignored = new Set(requireAllKeys ? feasible.filter((node) => !hasAllKeys(node, constraints)) : [])
  const parts = constraints.map((constraint) => {
    const matching = matchingOn(cluster, pod, constraint)
    if (constraint.topologyKey === hostnameKey) {
      const weight = Math.log(feasible.length - ignored.size + 2)
      return { constraint, weight, of: (node: NodeInfo) => matching.get(node.name) ?? 0 }
    }
    const perDomain = new Map<string, number>()
    for (const node of feasible) {
      const domain = node.labels[constraint.topologyKey]
      if (!ignored.has(node) && domain !== undefined) perDomain.set(domain, 0)
    }
    for (const node of cluster.nodes) {
      const domain = node.labels[constraint.topologyKey]
      if (domain === undefined || !perDomain.has(domain)) continue
      if ((requireAllKeys && !hasAllKeys(node, constraints)) || !counts(constraint, pod.pod, node)) continue
      perDomain.set(domain, (perDomain.get(domain) ?? 0) + (matching.get(node.name) ?? 0))
    }
    const weight = Math.log(perDomain.size + 2)
    return { constraint, weight, of: (node: NodeInfo) => perDomain.get(node.labels[constraint.topologyKey] ?? '') ?? 0 }
  })
  return {
    score: (node) => {
      if (ignored.has(node)) return 0
      let score = 0
      for (const { constraint, weight, of } of parts) {
        if (node.labels[constraint.topologyKey] !== undefined) score += of(node) * weight + (constraint.maxSkew - 1)
      }
      return Math.round(score)
    },
    normalise: (scores, nodes) => {
      const counted = scores.filter((_, i) => !ignored.has(nodes[i] as NodeInfo))
      const max = Math.max(0, ...counted)
      const min = Math.min(...counted)
      nodes.forEach((node, i) => {
        if (ignored.has(node)) scores[i] = 0
        else scores[i] = max === 0 ? maxNodeScore : Math.floor((maxNodeScore * (max + min - (scores[i] as number))) / max)
      })
    },
  }
}

function mayHelp(event: ClusterEvent, pod: PodInfo): boolean {
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  switch (event.kind) {
    case 'AssignedPod':
      return event.pod.metadata.namespace === pod.namespace && constraints.some((one) => selects(one, event.pod.metadata.labels))
    case 'UnscheduledPod':
      return event.pod.metadata.labels !== event.old.metadata.labels
    case 'Node': {
      if (event.action === 'update' && event.taintsChanged) return true
      const has = (labels: Readonly<Record<string, string>> | undefined): boolean =>
        constraints.every(({ topologyKey }) => labels?.[topologyKey] !== undefined)
      if (event.action !== 'update') return has(event.node.metadata.labels)
      return event.labelsChanged && (has(event.node.metadata.labels) || has(event.old.metadata.labels))
    }
    default:
      return false
  }
}
