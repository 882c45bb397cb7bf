/** Pods as they were written in 2014: container manifests, and v1beta1 objects with a desiredState. */
import { isRecord } from '../equality.ts'

type Document = Readonly<Record<string, unknown>>

/** A manifest of v1beta1/v1beta2 for a Pod, in either form. */
export function isContainerManifest(value: Document): boolean {
  if (value.kind === undefined && Array.isArray(value.containers)) return true
  return isRecord(value.desiredState) && (value.kind === undefined || value.kind === 'Pod')
}

/** The same Pod in today's words. */
export function modernPod(value: Document): Document {
  const state = isRecord(value.desiredState) ? value.desiredState : undefined
  const manifest = state && isRecord(state.manifest) ? state.manifest : value
  const name = manifest.id ?? value.id ?? 'pod'
  const labels = value.labels ?? manifest.labels
  const volumes = Array.isArray(manifest.volumes) ? manifest.volumes.map(modernVolume) : undefined
  const policy = modernRestartPolicy(manifest.restartPolicy)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...(isRecord(labels) ? { labels } : {}) },
    spec: {
      containers: Array.isArray(manifest.containers) ? manifest.containers.map(modernContainer) : [],
      ...(volumes ? { volumes } : {}),
      ...(policy ? { restartPolicy: policy } : {}),
    },
  }
}

/** `source: { hostDir: { path } }` → `hostPath: { path }` */
export function modernVolume(volume: unknown): unknown {
  if (!isRecord(volume) || !('source' in volume)) return volume
  const { source, ...rest } = volume
  return { ...rest, ...modernSource(source) }
}

/** A volume's source under today's name. */
export function modernSource(source: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(source)) return { emptyDir: {} }
  if (isRecord(source.hostDir)) return { hostPath: source.hostDir }
  if (source.emptyDirectory !== undefined) return { emptyDir: source.emptyDirectory ?? {} }
  if (isRecord(source.persistentDisk)) return { gcePersistentDisk: source.persistentDisk }
  const [name] = Object.keys(source)
  return name === undefined ? { emptyDir: {} } : { [name]: source[name] ?? {} }
}

function modernContainer(container: unknown): unknown {
  if (!isRecord(container)) return container
  const { env, volumeMounts, ports, cpu, memory, ...rest } = container
  const limits = { ...(cpu ? { cpu: `${Number(cpu)}m` } : {}), ...(memory ? { memory: String(memory) } : {}) }
  return {
    ...rest,
    ...(Array.isArray(ports) ? { ports } : {}),
    ...(Array.isArray(env) ? { env: env.map(modernEnv) } : {}),
    ...(Array.isArray(volumeMounts) ? { volumeMounts: volumeMounts.map(modernMount) } : {}),
    ...(Object.keys(limits).length > 0 ? { resources: { limits } } : {}),
  }
}

function modernEnv(variable: unknown): unknown {
  if (!isRecord(variable) || !('key' in variable)) return variable
  const { key, ...rest } = variable
  return { name: key, ...rest }
}

function modernMount(mount: unknown): unknown {
  if (!isRecord(mount) || !('path' in mount)) return mount
  const { path, mountType: _unused, ...rest } = mount
  return { ...rest, mountPath: path }
}

/** `{ always: {} }` → `Always` */
export function modernRestartPolicy(policy: unknown): string | undefined {
  if (typeof policy === 'string') return policy
  if (!isRecord(policy)) return undefined
  const names: Readonly<Record<string, string>> = { always: 'Always', onFailure: 'OnFailure', never: 'Never' }
  return names[Object.keys(policy)[0] ?? '']
}
