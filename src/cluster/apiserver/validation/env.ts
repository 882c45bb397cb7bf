/** Environment variables: ValidateEnv, ValidateEnvFrom. */
import { type FieldError, invalid, notSupported, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { EnvFromSource, EnvVar, ObjectFieldSelector, ResourceFieldSelector } from '../../api/generated/types.ts'
import { configMapKey, dns1123Subdomain, envVarName, qualifiedName } from '../../api/names.ts'
import { parseQuantity } from '../../api/quantity.ts'
import { checkFormat, checkRequiredFormat } from './checks.ts'

const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
/** What a downward API volume can hold. */
export const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid']

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const knownFields = new Set([
  ...envFields,
  ...volumeFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'spec.host',
])
const noSource = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'

export function checkEnv(errors: FieldError[], at: FieldPath, env: readonly EnvVar[] | undefined): void {
  env?.forEach((variable, i) => {
    const path = at.index(i)
    checkRequiredFormat(errors, path.child('name'), variable.name, envVarName)
    if (variable.valueFrom) checkValueFrom(errors, path.child('valueFrom'), variable)
  })
}

function checkValueFrom(errors: FieldError[], at: FieldPath, variable: EnvVar): void {
  const source = variable.valueFrom
  if (!source) return
  let sources = 0
  if (source.fieldRef) {
    sources++
    checkFieldRef(errors, at.child('fieldRef'), source.fieldRef, envFields)
  }
  if (source.resourceFieldRef) {
    sources++
    checkResourceFieldRef(errors, at.child('resourceFieldRef'), source.resourceFieldRef, false)
  }
  for (const field of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const ref = source[field]
    if (!ref) continue
    sources++
    checkFormat(errors, at.child(field, 'name'), ref.name ?? '', dns1123Subdomain)
    checkRequiredFormat(errors, at.child(field, 'key'), ref.key, configMapKey)
  }
  if (source.fileKeyRef) {
    sources++
    const path = at.child('fileKeyRef')
    if (!source.fileKeyRef.volumeName) errors.push(required(path.child('volumeName')))
    if (!source.fileKeyRef.path) errors.push(required(path.child('path')))
    checkRequiredFormat(errors, path.child('key'), source.fileKeyRef.key, envVarName)
  }
  if (sources === 0) errors.push(invalid(at, '', noSource))
  if (variable.value) {
    if (sources !== 0) errors.push(invalid(at, '', 'may not be specified when `value` is not empty'))
  } else if (sources > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'))
}

const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/

/** `validateObjectFieldSelector`. @param allowed sorted, as the refusal lists them */
export function checkFieldRef(errors: FieldError[], at: FieldPath, ref: ObjectFieldSelector, allowed: readonly string[]): void {
  if (!ref.apiVersion) {
    errors.push(required(at.child('apiVersion')))
    return
  }
  const path = at.child('fieldPath')
  if (!ref.fieldPath) {
    errors.push(required(path))
    return
  }
  const keyed = subscript.exec(ref.fieldPath)
  if (keyed) {
    const [, map, key = ''] = keyed
    const check = map === 'metadata.labels' ? qualifiedName : (text: string) => qualifiedName(text.toLowerCase())
    checkFormat(errors, path, key, check)
    return
  }
  if (!knownFields.has(ref.fieldPath)) {
    const message = `error converting fieldPath: field label not supported: ${ref.fieldPath}`
    errors.push(invalid(path, ref.fieldPath, message))
  } else if (!allowed.includes(ref.fieldPath)) errors.push(notSupported(path, ref.fieldPath, allowed))
}

/** `validateContainerResourceFieldSelector`. @param inVolume a volume has to name the container */
export function checkResourceFieldRef(errors: FieldError[], at: FieldPath, ref: ResourceFieldSelector, inVolume: boolean): void {
  if (inVolume && !ref.containerName) {
    errors.push(required(at.child('containerName')))
    return
  }
  if (!ref.resource) {
    errors.push(required(at.child('resource')))
    return
  }
  const isHuge = /^(limits|requests)\.hugepages-/.test(ref.resource)
  if (!resourceFields.includes(ref.resource) && !isHuge) {
    errors.push(notSupported(at.child('resource'), ref.resource, resourceFields))
  }
  checkDivisor(errors, at.child('divisor'), ref)
}

const memoryDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei']

function checkDivisor(errors: FieldError[], at: FieldPath, ref: ResourceFieldSelector): void {
  const divisor = parseQuantity(ref.divisor)
  if (divisor.nano === 0n) return
  const name = ref.resource.slice(ref.resource.indexOf('.') + 1)
  if (name === 'cpu' && divisor.text !== '1m' && divisor.text !== '1') {
    errors.push(invalid(at, ref.resource, "only divisor's values 1m and 1 are supported with the cpu resource"))
  }
  const isMemory = name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-')
  if (isMemory && !memoryDivisors.includes(divisor.text === '1024' ? '1Ki' : divisor.text)) {
    const kind = name === 'memory' ? 'memory' : name === 'ephemeral-storage' ? 'local ephemeral storage' : 'hugepages'
    const message = `only divisor's values ${memoryDivisors.join(', ')} are supported with the ${kind} resource`
    errors.push(invalid(at, ref.resource, message))
  }
}

export function checkEnvFrom(errors: FieldError[], at: FieldPath, sources: readonly EnvFromSource[] | undefined): void {
  sources?.forEach((source, i) => {
    const path = at.index(i)
    if (source.prefix) checkFormat(errors, path.child('prefix'), source.prefix, envVarName)
    let count = 0
    for (const field of ['configMapRef', 'secretRef'] as const) {
      const ref = source[field]
      if (!ref) continue
      count++
      checkRequiredFormat(errors, path.child(field, 'name'), ref.name, dns1123Subdomain)
    }
    if (count === 0) errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'))
    else if (count > 1) errors.push(invalid(at, '', 'may not have more than one field specified at a time'))
  })
}
