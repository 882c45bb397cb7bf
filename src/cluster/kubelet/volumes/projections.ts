import type {
  ConfigMap,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  ProjectedVolumeSource,
  Secret,
} from '../../api/generated/types.ts'
import type { KubeObject } from '../../api/object.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { encode } from '../../machine/bytes.ts'
import { decodeBase64 } from '../base64.ts'
import type { KubeletContext } from '../context.ts'
import { fieldValue, resourceFieldValue } from '../field-path.ts'
import { namespaceOf, specOf } from '../pod-spec.ts'
import type { Payload, ProjectedFile } from './atomic-writer.ts'
import { VolumeError } from './mounted-volume.ts'
import { serviceAccountToken } from './service-account-token.ts'

/** Which objects of the API a payload was made from (`configmap/name`, `secret/name`), and their versions; '' if missing. */
export type Sources = Map<string, string>

/** Tokens live longer than one look at them: by path. */
export type Tokens = Map<string, { readonly token: string; readonly renewAt: number }>

interface Keyed {
  readonly name: string
  readonly items?: readonly KeyToPath[] | undefined
  readonly optional?: boolean | undefined
}

export function configMapPayload(context: KubeletContext, pod: Pod, source: Keyed, mode: number, sources: Sources): Payload {
  const found = fetch<ConfigMap>(context, pod, 'configmap', source, sources)
  const data = new Map<string, string>()
  for (const [key, value] of Object.entries(found?.data ?? {})) data.set(key, encode(value))
  for (const [key, value] of Object.entries(found?.binaryData ?? {})) data.set(key, decodeBase64(value))
  return select(data, source, mode, (key) => `configmap references non-existent config key: ${key}`)
}

export function secretPayload(context: KubeletContext, pod: Pod, source: Keyed, mode: number, sources: Sources): Payload {
  const found = fetch<Secret>(context, pod, 'secret', source, sources)
  const data = new Map<string, string>()
  for (const [key, value] of Object.entries(found?.data ?? {})) data.set(key, decodeBase64(value))
  return select(data, source, mode, (key) => `references non-existent secret key: ${key}`)
}

export function downwardPayload(
  context: KubeletContext,
  pod: Pod,
  items: readonly DownwardAPIVolumeFile[],
  mode: number,
): Payload {
  const payload = new Map<string, ProjectedFile>()
  for (const item of items) {
    const main = specOf(pod).containers[0]
    let value = ''
    if (item.fieldRef) value = fieldValue(context, pod, item.fieldRef.fieldPath, undefined) ?? ''
    else if (item.resourceFieldRef && main) value = resourceFieldValue(context, pod, main, item.resourceFieldRef)
    payload.set(item.path, { data: encode(value), mode: item.mode ?? mode })
  }
  return payload
}

/** pkg/volume/projected: several sources in one directory, later ones on top. */
export function projectedPayload(
  context: KubeletContext,
  pod: Pod,
  source: ProjectedVolumeSource,
  sources: Sources,
  tokens: Tokens,
): Payload {
  const mode = source.defaultMode ?? 0o644
  const payload = new Map<string, ProjectedFile>()
  const add = (part: Payload) => {
    for (const [path, file] of part) payload.set(path, file)
  }
  for (const part of source.sources ?? []) {
    if (part.configMap) add(configMapPayload(context, pod, { ...part.configMap, name: part.configMap.name ?? '' }, mode, sources))
    else if (part.secret) add(secretPayload(context, pod, { ...part.secret, name: part.secret.name ?? '' }, mode, sources))
    else if (part.downwardAPI) add(downwardPayload(context, pod, part.downwardAPI.items ?? [], mode))
    else if (part.serviceAccountToken) {
      const { path } = part.serviceAccountToken
      let held = tokens.get(path)
      if (!held || held.renewAt <= context.sim.now) {
        const lifeMs = (part.serviceAccountToken.expirationSeconds ?? 3600) * 1000
        held = {
          token: serviceAccountToken(context, pod, part.serviceAccountToken),
          renewAt: context.sim.now + Math.min(0.8 * lifeMs, 24 * 3_600_000),
        }
        tokens.set(path, held)
      }
      const user = specOf(pod).securityContext?.runAsUser
      // With one user for all containers the file is that user's alone; otherwise everybody may read it.
      payload.set(path, { data: held.token, mode: user === undefined ? mode : 0o600, uid: user })
    } else if (part.clusterTrustBundle) {
      throw new VolumeError('ClusterTrustBundle projection is not supported in static kubelet mode')
    }
  }
  return payload
}

function fetch<T extends KubeObject>(
  context: KubeletContext,
  pod: Pod,
  kind: 'configmap' | 'secret',
  source: Keyed,
  sources: Sources,
): T | undefined {
  const key = `${kind}/${source.name}`
  sources.set(key, '')
  try {
    const resource = kind === 'configmap' ? resources.configmaps : resources.secrets
    const found = context.api.get<T>(resource, namespaceOf(pod), source.name)
    sources.set(key, found.metadata.resourceVersion ?? '')
    return found
  } catch (error) {
    if (!(error instanceof ApiError) || !error.is('NotFound')) throw error
    if (source.optional) return undefined
    throw new VolumeError(`${kind} "${source.name}" not found`)
  }
}

function select(data: ReadonlyMap<string, string>, source: Keyed, mode: number, missing: (key: string) => string): Payload {
  const payload = new Map<string, ProjectedFile>()
  if (!source.items || source.items.length === 0) {
    for (const [key, value] of data) payload.set(key, { data: value, mode })
    return payload
  }
  for (const item of source.items) {
    const value = data.get(item.key)
    if (value === undefined) {
      if (source.optional) continue
      throw new VolumeError(missing(item.key))
    }
    payload.set(item.path, { data: value, mode: item.mode ?? mode })
  }
  return payload
}
