/** ConfigMaps and Secrets. */
import { deepEqual } from '../../api/equality.ts'
import { type FieldError, forbidden, invalid, required, tooLong } from '../../api/field-errors.ts'
import { FieldPath } from '../../api/field-path.ts'
import type { ConfigMap, Secret } from '../../api/generated/types.ts'
import { configMapKey } from '../../api/names.ts'
import { checkFormat, sortedKeys } from './checks.ts'

const data = FieldPath.of('data')
const limitBytes = 1024 * 1024
const immutableMessage = 'field is immutable when `immutable` is set'

export function checkConfigMap(errors: FieldError[], map: ConfigMap): void {
  let bytes = 0
  for (const key of sortedKeys(map.data)) {
    checkFormat(errors, data.key(key), key, configMapKey)
    if (map.binaryData && Object.hasOwn(map.binaryData, key)) {
      errors.push(invalid(data.key(key), key, 'duplicate of key present in binaryData'))
    }
    bytes += byteLength(map.data?.[key])
  }
  for (const key of sortedKeys(map.binaryData)) {
    checkFormat(errors, FieldPath.of('binaryData').key(key), key, configMapKey)
    bytes += decodedLength(map.binaryData?.[key])
  }
  if (bytes > limitBytes) errors.push(tooLong('', limitBytes))
}

function byteLength(text: string | undefined): number {
  return text === undefined ? 0 : new TextEncoder().encode(text).length
}

function decodedLength(base64: string | undefined): number {
  return base64 === undefined ? 0 : Math.floor((base64.length * 3) / 4)
}

export function checkConfigMapUpdate(errors: FieldError[], map: ConfigMap, old: ConfigMap): void {
  if (old.immutable) {
    if (!map.immutable) errors.push(forbidden('immutable', immutableMessage))
    if (!deepEqual(map.data, old.data)) errors.push(forbidden('data', immutableMessage))
    if (!deepEqual(map.binaryData, old.binaryData)) errors.push(forbidden('binaryData', immutableMessage))
  }
  checkConfigMap(errors, map)
}

const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

export function checkSecret(errors: FieldError[], secret: Secret): void {
  let bytes = 0
  for (const key of sortedKeys(secret.data)) {
    checkFormat(errors, data.key(key), key, configMapKey)
    bytes += decodedLength(secret.data?.[key])
  }
  if (bytes > limitBytes) errors.push(tooLong('data', limitBytes))
  const type = secret.type ?? 'Opaque'
  if (type === 'kubernetes.io/service-account-token') {
    if (!secret.metadata.annotations?.['kubernetes.io/service-account.name']) {
      errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'))
    }
    return
  }
  if (type === 'kubernetes.io/basic-auth') {
    if (secret.data?.username === undefined && secret.data?.password === undefined) {
      errors.push(required(data.key('username')), required(data.key('password')))
    }
    return
  }
  for (const key of requiredKeys[type] ?? []) {
    if (secret.data?.[key] === undefined) errors.push(required(data.key(key)))
  }
}

export function checkSecretUpdate(errors: FieldError[], secret: Secret, old: Secret): void {
  if (secret.type !== old.type) errors.push(invalid('type', secret.type ?? '', 'field is immutable'))
  if (old.immutable) {
    if (!secret.immutable) errors.push(forbidden('immutable', immutableMessage))
    if (!deepEqual(secret.data, old.data)) errors.push(forbidden('data', immutableMessage))
  }
  checkSecret(errors, secret)
}
