import { semanticEqual } from '../../api/equality.ts'
import type { Deployment, LabelSelector, PodTemplateSpec, ReplicaSet } from '../../api/generated/types.ts'
import { ApiError } from '../../client/client.ts'
import type { ControllerContext } from '../../client/controller.ts'
import { resources } from '../../client/resources.ts'
import { controllerOf, controllerReference } from '../owner-references.ts'
import { isNamespaceTerminating } from '../pod-control.ts'
import { podTemplateHash } from '../template-hash.ts'
import { maxRevision, newSetAnnotations, revisionAnnotation } from './annotations.ts'
import { conditionOf, hasProgressDeadline, newCondition, withCondition } from './conditions.ts'
import { noteOnDeployment } from './rollout.ts'
import { byCreation, newReplicaSetSize } from './sizes.ts'

export const podTemplateHashLabel = 'pod-template-hash'

/** The deployment and its sets at one moment of a synchronisation. */
export interface Sets {
  readonly deployment: Deployment
  /** The set with the deployment's present template. */
  readonly newSet: ReplicaSet | undefined
  /** All others. */
  readonly old: readonly ReplicaSet[]
}

export function allOf({ newSet, old }: Sets): readonly ReplicaSet[] {
  return newSet ? [...old, newSet] : old
}

/** Equal but for the label with the hash (EqualIgnoreHash). */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return semanticEqual(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  const labels = template?.metadata?.labels
  if (labels?.[podTemplateHashLabel] === undefined) return template
  const { [podTemplateHashLabel]: _, ...rest } = labels
  return { ...template, metadata: { ...template?.metadata, labels: rest } }
}

/** The oldest set with the deployment's template, in case there are several (FindNewReplicaSet). */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byCreation).find((set) => sameTemplate(set.spec?.template, deployment.spec?.template))
}

/**
 * Finds the new set, or makes it if `create`; brings its annotations and the deployment's revision up to date
 * (getAllReplicaSetsAndSyncRevision, getNewReplicaSet).
 */
export function syncRevision(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  create: boolean,
): Sets {
  const existing = findNewSet(deployment, sets)
  const old = sets.filter((set) => set !== existing)
  const revision = maxRevision(old) + 1
  if (existing) return updateExisting(context, deployment, existing, old, revision)
  if (!create) return { deployment, newSet: undefined, old }
  return createNew(context, deployment, old, revision)
}

function updateExisting(
  context: ControllerContext,
  deployment: Deployment,
  existing: ReplicaSet,
  old: readonly ReplicaSet[],
  revision: number,
): Sets {
  const annotations = newSetAnnotations(deployment, existing.metadata.annotations, revision, true)
  const minReadySeconds = deployment.spec?.minReadySeconds
  if (
    !semanticEqual(annotations, existing.metadata.annotations) ||
    (existing.spec?.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)
  ) {
    const newSet = context.api.update<ReplicaSet>(resources.replicasets, {
      ...existing,
      metadata: { ...existing.metadata, annotations },
      spec: { ...existing.spec, selector: existing.spec?.selector ?? {}, minReadySeconds },
    })
    return { deployment, newSet, old }
  }
  const found =
    hasProgressDeadline(deployment) && !conditionOf(deployment.status, 'Progressing')
      ? newCondition(
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${existing.metadata.name}"`,
          context.sim.wallTime,
        )
      : undefined
  return { deployment: noteOnDeployment(context, deployment, annotations[revisionAnnotation], found), newSet: existing, old }
}

function createNew(context: ControllerContext, deployment: Deployment, old: readonly ReplicaSet[], revision: number): Sets {
  const { api, events, sim } = context
  const wanted = newSet(deployment, old, revision)
  const name = String(wanted.metadata.name)
  let created: ReplicaSet
  let alreadyExists = false
  try {
    created = api.create<ReplicaSet>(resources.replicasets, wanted)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.is('AlreadyExists')) {
      const other = api.get<ReplicaSet>(resources.replicasets, deployment.metadata.namespace, name)
      if (
        controllerOf(other)?.uid !== deployment.metadata.uid ||
        !sameTemplate(other.spec?.template, deployment.spec?.template)
      ) {
        // Another template has the same hash: count that, so that the next one differs.
        const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
        const status = { ...deployment.status, collisionCount }
        api.update(resources.deployments, { ...deployment, status }, { subresource: 'status' })
        throw error
      }
      created = other
      alreadyExists = true
    } else {
      if (isNamespaceTerminating(error)) return { deployment, newSet: undefined, old }
      const message = `Failed to create new replica set "${name}": ${error.message}`
      if (hasProgressDeadline(deployment)) {
        const condition = newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, sim.wallTime)
        const conditions = withCondition(deployment.status?.conditions, condition)
        api.update(
          resources.deployments,
          { ...deployment, status: { ...deployment.status, conditions } },
          { subresource: 'status' },
        )
      }
      events.event(deployment, 'Warning', 'ReplicaSetCreateError', message)
      throw error
    }
  }
  const replicas = wanted.spec?.replicas ?? 0
  if (!alreadyExists && replicas > 0) {
    events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`)
  }
  const note =
    !alreadyExists && hasProgressDeadline(deployment)
      ? newCondition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`, sim.wallTime)
      : undefined
  return { deployment: noteOnDeployment(context, deployment, String(revision), note), newSet: created, old }
}

function newSet(deployment: Deployment, old: readonly ReplicaSet[], revision: number): ReplicaSet {
  const template = deployment.spec?.template ?? {}
  const hash = podTemplateHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [podTemplateHashLabel]: hash }
  const selector: LabelSelector = {
    ...deployment.spec?.selector,
    matchLabels: { ...deployment.spec?.selector.matchLabels, [podTemplateHashLabel]: hash },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: newSetAnnotations(deployment, undefined, revision, false),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicaSetSize(deployment, old, 0),
      minReadySeconds: deployment.spec?.minReadySeconds,
      selector,
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}
