/** What admission plugins and validation may see of the cluster, and the request they judge. */
import type { KubeObject } from '../../api/object.ts'
import type { Simulation } from '../../sim/simulation.ts'
import type { UserInfo } from '../interface.ts'

export interface PolicyContext {
  readonly sim: Simulation
  /** @param resource as the store names it: `pods`, `deployments.apps` */
  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined
  list(resource: string, namespace?: string): readonly KubeObject[]
  /** Writes an object's new state, as a plugin of the server itself (ResourceQuota counts usage). Absent in dry runs. */
  put?: ((resource: string, object: KubeObject) => void) | undefined
  readonly user: UserInfo
  readonly dryRun: boolean
  /** Adds a `Warning` header. */
  warn(text: string): void
}

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

export interface AdmissionRequest {
  readonly operation: Operation
  readonly group: string
  readonly version: string
  /** Plural: `pods`. */
  readonly resource: string
  readonly kind: string
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** Absent for DELETE. */
  readonly object?: KubeObject | undefined
  /** What is stored now; absent for CREATE. */
  readonly oldObject?: KubeObject | undefined
}

/** One admission plugin, under its upstream name. Both steps throw a StatusError to refuse. */
export interface AdmissionPlugin {
  readonly name: string
  /** Resources of interest, as the store names them; absent: all. */
  readonly resources?: ReadonlySet<string> | undefined
  /** Before validation: may hand back a changed object. */
  mutate?(request: AdmissionRequest, object: KubeObject, context: PolicyContext): KubeObject
  /** After validation, on the final object (for DELETE, on none). */
  validate?(request: AdmissionRequest, context: PolicyContext): void
}

/** `pods`, `deployments.apps`: the store's name of a request's resource. */
export function resourceName(request: Pick<AdmissionRequest, 'group' | 'resource'>): string {
  return request.group ? `${request.resource}.${request.group}` : request.resource
}
