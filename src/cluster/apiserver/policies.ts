import type { FieldError } from '../api/field-errors.ts'
import type { Call } from './registry/call.ts'
import type { Registry } from './registry/registry.ts'
import type { Content, Resource } from './registry/resource.ts'

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'

/** What the registry asks of decoding, defaulting, admission and validation; put together in wiring.ts. */
export interface Policies {
  /**
   * Makes an object of what a client sent, or throws the refusal.
   * @param duplicates paths of fields that stand twice in the text
   */
  decode(call: Call, body: unknown, duplicates?: readonly string[]): Content
  /** The same for the outcome of a patch, whose refusals have other words. */
  decodePatched(call: Call, made: unknown): Content
  /** The same for a configuration to be applied. */
  decodeApplied(call: Call, config: unknown): Content
  /** Adds the empty structures that Go would have. */
  complete(resource: Resource, object: Content): Content
  applyDefaults(resource: Resource, object: Content): Content
  /** The mutating and deciding plugins. Throws a StatusError. */
  admit(registry: Registry, call: Call, operation: Operation, object: Content, old: Content | undefined): Content
  /** The validating plugins, which see the final object, or none for DELETE. Throws a StatusError. */
  admitted(registry: Registry, call: Call, operation: Operation, object: Content | undefined, old: Content | undefined): void
  validateCreate(registry: Registry, call: Call, object: Content): readonly FieldError[]
  validateUpdate(registry: Registry, call: Call, object: Content, old: Content): readonly FieldError[]
  warningsFor(call: Call, object: Content, old: Content | undefined): readonly string[]
}
