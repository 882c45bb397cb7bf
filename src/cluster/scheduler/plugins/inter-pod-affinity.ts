import type { PodTerm } from '../affinity-term.ts'
import type { SchedulerCache } from '../cache.ts'
import { type ClusterEvent, type Filter, maxNodeScore, type Plugin, type Rejection, type Score } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import { newPodInfo, type PodInfo } from '../pod-info.ts'

const name = 'InterPodAffinity'
const noAffinity: Rejection = { plugin: name, reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true }
const antiAffinity: Rejection = { plugin: name, reasons: ["node(s) didn't match pod anti-affinity rules"], unresolvable: false }
const othersAntiAffinity: Rejection = {
  plugin: name,
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
  unresolvable: false,
}

/** What the required affinity of pods that are there already adds to the score of theirs. */
const hardPodAffinityWeight = 1

/** Pods near or away from other pods, required and preferred, in both directions (plugins/interpodaffinity). */
export const interPodAffinity: Plugin = {
  name,
  weight: 2,
  preFilter: (pod, cluster) => {
    const { requiredAffinity, requiredAntiAffinity } = pod
    if (!requiredAffinity.length && !requiredAntiAffinity.length && !cluster.podsWithRequiredAntiAffinity) return undefined
    return filterBy(pod, cluster)
  },
  preScore: (pod, cluster) => {
    const prefers = pod.preferredAffinity.length > 0 || pod.preferredAntiAffinity.length > 0
    if (!prefers && !cluster.podsWithAffinity) return undefined
    const scores = topologyScores(pod, prefers, cluster)
    return scores.size ? scoreBy(scores) : undefined
  },
  queueingHint: mayHelp,
}

/** Topology key and value → number. */
type Pairs = Map<string, number>

const pair = (key: string, value: string): string => `${key}\n${value}`

function addTo(pairs: Pairs, node: NodeInfo, key: string, amount: number): void {
  const value = node.labels[key]
  if (value === undefined) return
  const at = pair(key, value)
  pairs.set(at, (pairs.get(at) ?? 0) + amount)
}

function filterBy(pod: PodInfo, cluster: SchedulerCache): Filter | undefined {
  const { requiredAffinity, requiredAntiAffinity, namespace, labels } = pod
  const matches = (term: PodTerm, other: PodInfo): boolean => term.matches(other.namespace, other.labels, cluster.namespaceLabels)
  const affinity: Pairs = new Map()
  const anti: Pairs = new Map()
  const existing: Pairs = new Map()
  for (const node of cluster.nodes) {
    for (const other of node.podsWithRequiredAntiAffinity.values()) {
      for (const term of other.requiredAntiAffinity) {
        if (term.matches(namespace, labels, cluster.namespaceLabels)) addTo(existing, node, term.topologyKey, 1)
      }
    }
    if (!requiredAffinity.length && !requiredAntiAffinity.length) continue
    for (const other of node.pods.values()) {
      if (requiredAffinity.length && requiredAffinity.every((term) => matches(term, other))) {
        for (const term of requiredAffinity) addTo(affinity, node, term.topologyKey, 1)
      }
      for (const term of requiredAntiAffinity) if (matches(term, other)) addTo(anti, node, term.topologyKey, 1)
    }
  }
  if (!requiredAffinity.length && !requiredAntiAffinity.length && existing.size === 0) return undefined
  // The first of a group that wants to be together has nobody to go to, and may go anywhere.
  const isFirst = affinity.size === 0 && requiredAffinity.every((term) => matches(term, pod))
  return (node) => {
    let found = true
    for (const { topologyKey } of requiredAffinity) {
      const value = node.labels[topologyKey]
      if (value === undefined) return noAffinity
      if (!affinity.get(pair(topologyKey, value))) found = false
    }
    if (!found && !isFirst) return noAffinity
    for (const { topologyKey } of requiredAntiAffinity) {
      const value = node.labels[topologyKey]
      if (value !== undefined && anti.get(pair(topologyKey, value))) return antiAffinity
    }
    if (existing.size) {
      for (const key in node.labels) if (existing.get(pair(key, node.labels[key] as string))) return othersAntiAffinity
    }
    return undefined
  }
}

/** Whom the pod would like to be near, and who would like it near, per topology value (processExistingPod). */
function topologyScores(pod: PodInfo, prefers: boolean, cluster: SchedulerCache): Pairs {
  const scores: Pairs = new Map()
  const add = (term: PodTerm, of: PodInfo, node: NodeInfo, weight: number): void => {
    if (term.matches(of.namespace, of.labels, cluster.namespaceLabels)) addTo(scores, node, term.topologyKey, weight)
  }
  for (const node of cluster.nodes) {
    for (const other of (prefers ? node.pods : node.podsWithAffinity).values()) {
      for (const term of pod.preferredAffinity) add(term, other, node, term.weight)
      for (const term of pod.preferredAntiAffinity) add(term, other, node, -term.weight)
      for (const term of other.requiredAffinity) add(term, pod, node, hardPodAffinityWeight)
      for (const term of other.preferredAffinity) add(term, pod, node, term.weight)
      for (const term of other.preferredAntiAffinity) add(term, pod, node, -term.weight)
    }
  }
  return scores
}

function scoreBy(pairs: Pairs): Score {
  const keys = new Set([...pairs.keys()].map((at) => at.slice(0, at.indexOf('\n'))))
  return {
    score: ({ labels }) => {
      let sum = 0
      for (const key of keys) {
        const value = labels[key]
        if (value !== undefined) sum += pairs.get(pair(key, value)) ?? 0
      }
      return sum
    },
    normalise: (scores) => {
      const min = Math.min(...scores)
      const range = Math.max(...scores) - min
      for (let i = 0; i < scores.length; i++) {
        scores[i] = range > 0 ? Math.floor((maxNodeScore * ((scores[i] as number) - min)) / range) : 0
      }
    },
  }
}

function mayHelp(event: ClusterEvent, pod: PodInfo): boolean {
  const keys = [...pod.requiredAffinity, ...pod.requiredAntiAffinity].map((term) => term.topologyKey)
  switch (event.kind) {
    case 'AssignedPod': {
      const other = newPodInfo(event.pod)
      const meant = (terms: readonly PodTerm[], of: PodInfo): boolean =>
        terms.some((term) => term.matches(of.namespace, of.labels, () => ({})))
      if (event.action === 'delete') return meant(pod.requiredAntiAffinity, other) || meant(other.requiredAntiAffinity, pod)
      if (event.action === 'add') return meant(pod.requiredAffinity, other)
      return event.action === 'update' && event.pod.metadata.labels !== event.old.metadata.labels
    }
    case 'UnscheduledPod':
      return event.pod.metadata.labels !== event.old.metadata.labels
    case 'Node':
      if (event.action === 'delete') return false
      if (event.action === 'update' && event.taintsChanged) return true
      if (event.action === 'update' && !event.labelsChanged) return false
      return keys.length === 0 || keys.some((key) => event.node.metadata.labels?.[key] !== undefined)
    default:
      return false
  }
}
