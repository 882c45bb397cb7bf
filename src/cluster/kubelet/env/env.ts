import type { ConfigMap, EnvVarSource, Pod, Secret, Service } from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { decode } from '../../machine/bytes.ts'
import type { ObservedSandbox } from '../../runtime/observed.ts'
import { decodeBase64 } from '../base64.ts'
import { ConfigError } from '../config-error.ts'
import type { KubeletContext } from '../context.ts'
import { fieldValue, resourceFieldValue } from '../field-path.ts'
import { type AnyContainer, namespaceOf, specOf } from '../pod-spec.ts'
import { expandVariables } from './expansion.ts'
import { serviceVariables } from './service-env.ts'

export { expandVariables }

/** kubelet_pods.go makeEnvironmentVariables. Throws {@link ConfigError} for what is missing and not optional. */
export function containerEnv(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  sandbox: ObservedSandbox | undefined,
): ReadonlyMap<string, string> {
  const services = serviceEnv(context, pod)
  const result = new Map<string, string>()
  for (const source of container.envFrom ?? []) {
    const values = source.configMapRef
      ? configMapValues(context, pod, source.configMapRef.name ?? '', source.configMapRef.optional)
      : source.secretRef
        ? secretValues(context, pod, source.secretRef.name ?? '', source.secretRef.optional)
        : new Map<string, string>()
    for (const [key, value] of values) result.set((source.prefix ?? '') + key, value)
  }
  for (const variable of container.env ?? []) {
    if (variable.valueFrom) {
      const value = valueFrom(context, pod, container, variable.valueFrom, sandbox)
      if (value !== undefined) result.set(variable.name, value)
      continue
    }
    result.set(
      variable.name,
      expandVariables(variable.value ?? '', (name) => result.get(name) ?? services.get(name)),
    )
  }
  for (const [name, value] of services) if (!result.has(name)) result.set(name, value)
  return result
}

function valueFrom(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  source: EnvVarSource,
  sandbox: ObservedSandbox | undefined,
): string | undefined {
  if (source.fieldRef) return fieldValue(context, pod, source.fieldRef.fieldPath, sandbox)
  if (source.resourceFieldRef) return resourceFieldValue(context, pod, container, source.resourceFieldRef)
  if (source.configMapKeyRef) {
    const { name = '', key, optional } = source.configMapKeyRef
    const found = object<ConfigMap>(context, pod, 'configmap', name)
    if (!found) {
      if (optional) return undefined
      throw new ConfigError(`configmap "${name}" not found`)
    }
    const value = found.data?.[key]
    if (value !== undefined) return value
    if (optional) return undefined
    throw new ConfigError(`couldn't find key ${key} in ConfigMap ${namespaceOf(pod)}/${name}`)
  }
  if (source.secretKeyRef) {
    const { name = '', key, optional } = source.secretKeyRef
    const found = object<Secret>(context, pod, 'secret', name)
    if (!found) {
      if (optional) return undefined
      throw new ConfigError(`secret "${name}" not found`)
    }
    const value = found.data?.[key]
    if (value !== undefined) return decode(decodeBase64(value))
    if (optional) return undefined
    throw new ConfigError(`couldn't find key ${key} in Secret ${namespaceOf(pod)}/${name}`)
  }
  if (source.fileKeyRef) return fileValue(context, pod, source.fileKeyRef)
  return undefined
}

/** A value that an init container left in a file of an emptyDir (EnvFiles). */
function fileValue(context: KubeletContext, pod: Pod, reference: NonNullable<EnvVarSource['fileKeyRef']>): string | undefined {
  const text = context.volumes.readFile(pod, reference.volumeName, reference.path)
  const match = (text ?? '').split('\n').find((line) => line.startsWith(`${reference.key}=`))
  if (match !== undefined) {
    const raw = decode(match.slice(reference.key.length + 1))
    return /^(['"]).*\1$/.test(raw) ? raw.slice(1, -1) : raw
  }
  if (reference.optional) return undefined
  throw new ConfigError(`environment variable key "${reference.key}" not found in file "${reference.path}"`)
}

function configMapValues(context: KubeletContext, pod: Pod, name: string, optional: boolean | undefined): Map<string, string> {
  const found = object<ConfigMap>(context, pod, 'configmap', name)
  if (!found && !optional) throw new ConfigError(`configmap "${name}" not found`)
  return new Map(sortedEntries(found?.data))
}

function secretValues(context: KubeletContext, pod: Pod, name: string, optional: boolean | undefined): Map<string, string> {
  const found = object<Secret>(context, pod, 'secret', name)
  if (!found && !optional) throw new ConfigError(`secret "${name}" not found`)
  return new Map(sortedEntries(found?.data).map(([key, value]) => [key, decode(decodeBase64(value))]))
}

function sortedEntries(data: Readonly<Record<string, string>> | undefined): [string, string][] {
  return Object.entries(data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}

function object<T extends KubeObject>(
  context: KubeletContext,
  pod: Pod,
  kind: 'configmap' | 'secret',
  name: string,
): T | undefined {
  try {
    return context.api.get<T>(kind === 'configmap' ? resources.configmaps : resources.secrets, namespaceOf(pod), name)
  } catch (error) {
    if (error instanceof ApiError && error.is('NotFound')) return undefined
    throw error
  }
}

/** Services of the Pod's namespace, and always the API server's. */
function serviceEnv(context: KubeletContext, pod: Pod): ReadonlyMap<string, string> {
  const services = context.informers.for<Service>(resources.services)
  const variables = new Map<string, string>()
  const add = (service: Service) => {
    for (const [name, value] of serviceVariables(service)) variables.set(name, value)
  }
  const master = services.get('default', 'kubernetes')
  if (master) add(master)
  if (specOf(pod).enableServiceLinks !== false) {
    for (const service of services.list(namespaceOf(pod))) add(service)
  }
  return variables
}
