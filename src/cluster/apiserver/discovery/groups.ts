import { apiVersionOf, type Resource } from '../registry/resource.ts'

/** Order of the groups, which is kubectl's order of preference; custom groups come after. */
const order = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
]

export interface GroupVersions {
  readonly group: string
  /** Preferred first. */
  readonly versions: readonly { readonly version: string; readonly resources: readonly Resource[] }[]
}

/** The served resources by group and version. */
export function groupsOf(resources: readonly Resource[]): readonly GroupVersions[] {
  const groups = new Map<string, Map<string, Resource[]>>()
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, Resource[]>()
    groups.set(resource.group, versions)
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource])
  }
  const rank = (group: string) => (order.includes(group) ? order.indexOf(group) : order.length)
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([group, versions]) => ({
      group,
      versions: [...versions]
        .sort(([a], [b]) => versionRank(b) - versionRank(a))
        .map(([version, served]) => ({ version, resources: [...served].sort((a, b) => (a.resource < b.resource ? -1 : 1)) })),
    }))
}

/** apimachinery/pkg/version: v2 before v1 before v1beta1 before v1alpha1. */
export function versionRank(version: string): number {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (!parts) return -1
  const stability = parts[2] === undefined ? 2 : parts[2] === 'beta' ? 1 : 0
  return stability * 1_000_000 + Number(parts[1]) * 1000 + Number(parts[3] ?? 0)
}

/** `APIResourceList` of one version. */
export function resourceList(version: string, resources: readonly Resource[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: version,
    resources: resources.flatMap((resource) => [mainEntry(resource), ...subEntries(resource)]),
  }
}

function mainEntry(resource: Resource): object {
  return {
    name: resource.resource,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
  }
}

function subEntries(resource: Resource): readonly object[] {
  return resource.subresources.map((sub) => ({
    name: `${resource.resource}/${sub.name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(sub.kind && sub.kind.group !== resource.group ? { group: sub.kind.group, version: sub.kind.version } : {}),
    kind: sub.kind?.kind ?? resource.kind,
    verbs: sub.verbs,
  }))
}

/** The aggregated form: one `APIGroupDiscovery` for each group. */
export function groupDiscovery({ group, versions }: GroupVersions): object {
  return {
    metadata: group ? { name: group, creationTimestamp: null } : { creationTimestamp: null },
    versions: versions.map(({ version, resources }) => ({
      version,
      resources: resources.map(aggregatedEntry),
      freshness: 'Current',
    })),
  }
}

function aggregatedEntry(resource: Resource): object {
  const { group, version, kind } = resource
  const subresources = resource.subresources.map((sub) => ({
    subresource: sub.name,
    responseKind: sub.kind ?? { group, version, kind },
    verbs: sub.verbs,
  }))
  return {
    resource: resource.resource,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
  }
}

/** `APIGroup`, as `/apis` and `/apis/<group>` tell it. */
export function groupEntry({ group, versions }: GroupVersions): object {
  const entries = versions.map(({ version }) => ({ groupVersion: apiVersionOf({ group, version }), version }))
  return { name: group, versions: entries, preferredVersion: entries[0] }
}
