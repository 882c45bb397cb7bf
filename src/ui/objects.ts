import type {
  Deployment,
  EndpointSlice,
  Event,
  Namespace,
  Node,
  Pod,
  ReplicaSet,
  Service,
} from '../cluster/api/generated/types.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { ClusterState } from '../state/cluster-store.ts'

/** The kinds whose fields the views read. */
export interface Kinds {
  readonly Pod: Pod
  readonly Node: Node
  readonly Service: Service
  readonly EndpointSlice: EndpointSlice
  readonly Deployment: Deployment
  readonly ReplicaSet: ReplicaSet
  readonly Namespace: Namespace
  readonly Event: Event
}

type Objects = ClusterState['objects']

const none: ReadonlyMap<string, never> = new Map<string, never>()

/** Objects of one kind with their type: the mirror keeps them by `kind`, so the kind says the type. */
export function ofKind<K extends keyof Kinds>(objects: Objects, kind: K): ReadonlyMap<string, Kinds[K]> {
  return (objects.get(kind) as ReadonlyMap<string, unknown> as ReadonlyMap<string, Kinds[K]> | undefined) ?? none
}

/** Narrows one object by its kind. */
export function isKind<K extends keyof Kinds>(object: KubeObject | undefined, kind: K): object is KubeObject & Kinds[K] {
  return object?.kind === kind
}
