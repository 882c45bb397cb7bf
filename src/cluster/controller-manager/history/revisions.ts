import { semanticEqual } from '../../api/equality.ts'
import type { ControllerRevision, PodTemplateSpec } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { claim } from '../adoption.ts'
import { controllerReference } from '../owner-references.ts'
import { fnv1, safeEncode } from '../template-hash.ts'

export const revisionHashLabel = 'controller-revision-hash'

export interface RevisionRequest {
  readonly owner: KubeObject
  readonly template: PodTemplateSpec
  readonly matches: (revision: ControllerRevision) => boolean
  /** Labels of a new revision, given its hash. */
  readonly labels: (hash: string) => Readonly<Record<string, string>>
  readonly collisionCount: number | undefined
}

export interface Revisions {
  /** The one with the present template. */
  readonly update: ControllerRevision
  /** All, the oldest first. */
  readonly all: readonly ControllerRevision[]
  readonly collisionCount: number | undefined
}

/**
 * Finds or makes the revision of a template; one that is taken up again gets the newest number
 * (getStatefulSetRevisions, constructHistory, controller/history).
 */
export function syncRevisions(context: ControllerContext, request: RevisionRequest): Revisions {
  const { api } = context
  const { owner, template, collisionCount } = request
  const all = [...claim<ControllerRevision>(context, resources.controllerrevisions, owner, request.matches)].sort(byRevision)
  const data = { spec: { template: { ...template, $patch: 'replace' } } }
  const newest = all.at(-1)
  const next = (newest?.revision ?? 0) + 1
  const equal = all.filter((one) => semanticEqual(one.data, data)).at(-1)
  if (equal && equal === newest) return { update: equal, all, collisionCount }
  if (equal) {
    const update = api.update<ControllerRevision>(resources.controllerrevisions, { ...equal, revision: next })
    return { update, all: [...all.filter((one) => one !== equal), update], collisionCount }
  }
  const { revision, collisions } = createRevision(context, request, data, next)
  return {
    update: revision,
    all: [...all.filter((one) => one.metadata.uid !== revision.metadata.uid), revision],
    collisionCount: collisions,
  }
}

function createRevision(
  { api }: ControllerContext,
  { owner, labels, collisionCount }: RevisionRequest,
  data: Readonly<Record<string, unknown>>,
  revision: number,
): { revision: ControllerRevision; collisions: number | undefined } {
  const text = JSON.stringify(data)
  let collisions = collisionCount
  for (;;) {
    const hash = safeEncode(fnv1(collisions ? text + collisions : text))
    const name = `${owner.metadata.name}-${hash}`
    const { namespace } = owner.metadata
    try {
      const created = api.create<ControllerRevision>(resources.controllerrevisions, {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: { name, namespace, labels: labels(hash), ownerReferences: [controllerReference(owner)] },
        data,
        revision,
      })
      return { revision: created, collisions }
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('AlreadyExists')) throw error
      const existing = api.get<ControllerRevision>(resources.controllerrevisions, namespace, name)
      if (semanticEqual(existing.data, data)) return { revision: existing, collisions }
      collisions = (collisions ?? 0) + 1
    }
  }
}

/** Deletes the oldest revisions that no pod bears, beyond the limit (truncateHistory). */
export function truncateHistory(
  context: ControllerContext,
  all: readonly ControllerRevision[],
  live: ReadonlySet<string>,
  limit: number,
): void {
  const dead = all.filter((one) => !live.has(String(one.metadata.name)))
  for (const { metadata } of dead.slice(0, Math.max(0, dead.length - limit))) {
    try {
      context.api.delete(resources.controllerrevisions, metadata.namespace, String(metadata.name))
    } catch (error) {
      if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
    }
  }
}

function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  return a.revision - b.revision || (String(a.metadata.name) < String(b.metadata.name) ? -1 : 1)
}

/** The template that a revision holds. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec | undefined {
  const spec = revision.data?.spec as { readonly template?: PodTemplateSpec & { readonly $patch?: string } } | undefined
  if (!spec?.template) return undefined
  const { $patch: _, ...template } = spec.template
  return template
}
