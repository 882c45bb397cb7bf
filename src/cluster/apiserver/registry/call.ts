import type { UserInfo } from '../interface.ts'
import type { Resource } from './resource.ts'

/** One request to a resource, understood: who asks what, with which options. */
export interface Call {
  readonly resource: Resource
  readonly subresource: string | undefined
  readonly namespace: string | undefined
  readonly name: string | undefined
  readonly user: UserInfo
  /** The component, as the history names it. */
  readonly by: string
  /** Objects come from our own components: no decoding. */
  readonly trusted: boolean
  readonly dryRun: boolean
  readonly fieldManager: string
  /** Whether the client named its field manager, as server-side apply demands. */
  readonly explicitManager: boolean
  /** The object brings its managedFields, worked out by server-side apply. */
  readonly managed?: boolean | undefined
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict'
  /** Adds a `Warning` header. */
  readonly warn: (text: string) => void
}
