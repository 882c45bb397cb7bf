/** ObjectMeta: apimachinery/pkg/api/validation/objectmeta.go. */
import { type FieldError, forbidden, invalid, required, tooLong } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { ObjectMeta, OwnerReference } from '../../api/generated/types.ts'
import {
  dns1123Label,
  dns1123Subdomain,
  isQualifiedWithDomain,
  type NameCheck,
  pathSegmentName,
  qualifiedName,
} from '../../api/names.ts'
import type { KubeObject } from '../../api/object.ts'
import { checkFormat, immutableField, sortedKeys } from './checks.ts'
import { checkLabels } from './labels.ts'

const metadata = FieldPath.of('metadata')
const annotationsLimitBytes = 256 * 1024

const nameChecks: Readonly<Record<string, NameCheck>> = {
  Namespace: dns1123Label,
  StatefulSet: dns1123Label,
  // RelaxedServiceNameValidation is on in 1.36
  Service: dns1123Label,
  Role: pathSegmentName,
  ClusterRole: pathSegmentName,
  RoleBinding: pathSegmentName,
  ClusterRoleBinding: pathSegmentName,
}

export function nameCheckOf(kind: string): NameCheck {
  return nameChecks[kind] ?? dns1123Subdomain
}

/** Name, labels, annotations, owners, finalizers of a new object. */
export function checkMetadata(errors: FieldError[], object: KubeObject, namespaced: boolean): void {
  const meta = object.metadata
  const check = nameCheckOf(object.kind)
  if (meta.generateName) {
    // A generated name is cut and completed: a dash at the end is all right.
    const prefix = meta.generateName.endsWith('-') ? `${meta.generateName}a` : meta.generateName
    for (const message of check(prefix)) {
      errors.push(invalid(metadata.child('generateName'), meta.generateName, message))
    }
  }
  if (!meta.name) errors.push(required(metadata.child('name'), 'name or generateName is required'))
  else checkFormat(errors, metadata.child('name'), meta.name, check)
  if (!namespaced) {
    if (meta.namespace) errors.push(forbidden(metadata.child('namespace'), 'not allowed on this type'))
  } else if (!meta.namespace) {
    errors.push(required(metadata.child('namespace')))
  } else {
    checkFormat(errors, metadata.child('namespace'), meta.namespace, dns1123Label)
  }
  if (meta.generation !== undefined && meta.generation < 0) {
    errors.push(invalid(metadata.child('generation'), meta.generation, 'must be greater than or equal to 0'))
  }
  checkLabels(errors, metadata.child('labels'), meta.labels)
  checkAnnotations(errors, metadata.child('annotations'), meta.annotations)
  checkOwners(errors, meta.ownerReferences)
  checkFinalizers(errors, meta.finalizers)
}

export function checkAnnotations(
  errors: FieldError[],
  at: FieldPath,
  annotations: Readonly<Record<string, string>> | undefined,
): void {
  if (!annotations) return
  let bytes = 0
  for (const key of sortedKeys(annotations)) {
    checkFormat(errors, at, key.toLowerCase(), qualifiedName)
    bytes += key.length + (annotations[key] as string).length
  }
  if (bytes > annotationsLimitBytes) errors.push(tooLong(at, annotationsLimitBytes))
}

function checkOwners(errors: FieldError[], owners: readonly OwnerReference[] | undefined): void {
  if (!owners) return
  const at = metadata.child('ownerReferences')
  let controller: string | undefined
  for (const owner of owners) {
    const apiVersion = owner.apiVersion ?? ''
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
    if (!version) errors.push(invalid(at.child('apiVersion'), apiVersion, 'version must not be empty'))
    if (!owner.kind) errors.push(invalid(at.child('kind'), '', 'must not be empty'))
    if (!owner.name) errors.push(invalid(at.child('name'), '', 'must not be empty'))
    if (!owner.uid) errors.push(invalid(at.child('uid'), '', 'must not be empty'))
    if (owner.apiVersion === 'v1' && owner.kind === 'Event') {
      errors.push(invalid(at, owner, `/v1, Kind=Event is disallowed from being an owner`))
    }
    if (!owner.controller) continue
    const text = `${owner.kind}/${owner.name}`
    if (controller) {
      const message = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${text}`
      errors.push(invalid(at, owners, message))
    } else controller = text
  }
}

const standardFinalizers = new Set([
  'kubernetes',
  'orphan',
  'foregroundDeletion',
  'kubernetes.io/pv-protection',
  'kubernetes.io/pvc-protection',
])

function checkFinalizers(errors: FieldError[], finalizers: readonly string[] | undefined): void {
  if (!finalizers) return
  const at = metadata.child('finalizers')
  finalizers.forEach((finalizer, i) => {
    const before = errors.length
    checkFormat(errors, at, finalizer, qualifiedName)
    if (errors.length === before && !standardFinalizers.has(finalizer) && !isQualifiedWithDomain(finalizer)) {
      const message = 'name is neither a standard finalizer name nor is it fully qualified'
      errors.push(invalid(at.index(i), finalizer, message))
    }
  })
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(at, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'))
  }
}

const immutable = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const

/** What an update may not do to metadata: ValidateObjectMetaUpdate. */
export function checkMetadataUpdate(errors: FieldError[], object: KubeObject, old: KubeObject): void {
  const now = object.metadata
  const was = old.metadata
  if (now === was) return
  if (was.deletionTimestamp && now.finalizers !== was.finalizers) {
    const added = (now.finalizers ?? []).filter((one) => !was.finalizers?.includes(one))
    if (added.length > 0) {
      const list = added.map((one) => JSON.stringify(one)).join(', ')
      const message = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
      errors.push(forbidden(metadata.child('finalizers'), message))
    }
  }
  for (const field of immutable) {
    if (now[field] !== was[field]) errors.push(invalid(metadata.child(field), now[field], immutableField))
  }
  if (now.labels !== was.labels) checkLabels(errors, metadata.child('labels'), now.labels)
  if (now.annotations !== was.annotations) checkAnnotations(errors, metadata.child('annotations'), now.annotations)
  if (now.ownerReferences !== was.ownerReferences) checkOwners(errors, now.ownerReferences)
  if (now.finalizers !== was.finalizers) checkFinalizers(errors, now.finalizers)
}

/** The metadata of a Pod template: labels and annotations only. */
export function checkTemplateMetadata(errors: FieldError[], at: FieldPath, meta: ObjectMeta | undefined): void {
  checkLabels(errors, at.child('labels'), meta?.labels)
  checkAnnotations(errors, at.child('annotations'), meta?.annotations)
}
