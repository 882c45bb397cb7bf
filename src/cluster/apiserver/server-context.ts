import type { Etcd } from '../etcd/etcd.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { Tokens } from './authentication/tokens.ts'
import type { Authorizer } from './authorizing.ts'
import type { Broadcast } from './broadcast.ts'
import type { SchemaDocs } from './discovery/openapi.ts'
import type { KubeletServer, MetricsSource } from './interface.ts'
import type { Registry } from './registry/registry.ts'
import type { ResourceSet } from './registry/resource-set.ts'

/** What the parts of the server share. */
export interface ServerContext {
  readonly sim: Simulation
  readonly etcd: Etcd
  readonly registry: Registry
  readonly resources: ResourceSet
  readonly broadcast: Broadcast
  readonly tokens: Tokens
  readonly authorizer: Authorizer
  /** Who measures usage, if anybody does. */
  metrics: MetricsSource | undefined
  /** Descriptions for OpenAPI, once somebody has brought them. */
  docs: SchemaDocs
  /** By node name. */
  readonly kubelets: Map<string, KubeletServer>
}
