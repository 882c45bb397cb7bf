import { load } from 'js-yaml'
import type { Node, Pod } from '../api/generated/types.ts'
import { ApiError } from '../client/client.ts'
import { resources } from '../client/resources.ts'
import { decode } from '../machine/bytes.ts'
import type { KubeletContext } from './context.ts'
import { isMirrorPod, nameOf, namespaceOf, uidOf } from './pod-spec.ts'

const manifestDirectory = '/etc/kubernetes/manifests'

/** What a look at the manifests found. */
export interface ManifestChanges {
  readonly added: readonly Pod[]
  readonly removed: readonly Pod[]
}

/**
 * Pods from files on the node (kubelet/config/file.go) and their mirrors in the API (kubelet/pod/mirror_client.go).
 *
 * Simplified: the defaults that upstream applies to a manifest are left to the API server, which applies them to the
 * mirror; the kubelet itself treats absent fields as their defaults.
 */
export class StaticPods {
  private pods = new Map<string, Pod>()
  private seenRevision = -1

  constructor(private readonly context: () => KubeletContext) {}

  get(uid: string): Pod | undefined {
    return this.pods.get(uid)
  }

  /** The static Pod that a mirror stands for. */
  ofMirror(mirror: Pod): Pod | undefined {
    return this.pods.get(mirror.metadata.annotations?.['kubernetes.io/config.mirror'] ?? '')
  }

  /** Whether a look is worthwhile at all. */
  get mayHaveChanged(): boolean {
    return this.context().machine.disk.revision !== this.seenRevision
  }

  /** Reads the directory again. A file that is no Pod is passed over, as upstream does (and logs). */
  look(): ManifestChanges {
    const { disk } = this.context().machine
    this.seenRevision = disk.revision
    const found = new Map<string, Pod>()
    if (disk.exists(manifestDirectory)) {
      for (const file of disk.list(manifestDirectory)) {
        const path = `${manifestDirectory}/${file}`
        if (file.startsWith('.') || disk.stat(path).type !== 'file') continue
        const pod = this.parse(decode(disk.read(path)), path)
        if (pod) found.set(uidOf(pod), pod)
      }
    }
    const added = [...found.values()].filter((pod) => !this.pods.has(uidOf(pod)))
    const removed = [...this.pods.values()].filter((pod) => !found.has(uidOf(pod)))
    for (const [uid, pod] of found) found.set(uid, this.pods.get(uid) ?? pod)
    this.pods = found
    return { added, removed }
  }

  /** Creates the mirror if there is none, and replaces one that is going or belongs to another manifest. */
  ensureMirror(pod: Pod): void {
    const { api, nodeName } = this.context()
    try {
      const existing = this.mirrorOf(pod)
      if (existing) {
        const same = existing.metadata.annotations?.['kubernetes.io/config.mirror'] === uidOf(pod)
        if (same && existing.metadata.deletionTimestamp === undefined) return
        this.deleteMirror(pod)
      }
      const node = api.get<Node>(resources.nodes, undefined, nodeName)
      api.create<Pod>(resources.pods, {
        ...pod,
        metadata: {
          name: nameOf(pod),
          namespace: namespaceOf(pod),
          labels: pod.metadata.labels,
          annotations: { ...pod.metadata.annotations, 'kubernetes.io/config.mirror': uidOf(pod) },
          ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid ?? '', controller: true }],
        },
      })
    } catch (error) {
      // Upstream logs it and tries again with the next sync.
      if (!(error instanceof ApiError)) throw error
    }
  }

  mirrorOf(pod: Pod): Pod | undefined {
    try {
      const found = this.context().api.get<Pod>(resources.pods, namespaceOf(pod), nameOf(pod))
      return isMirrorPod(found) ? found : undefined
    } catch (error) {
      if (error instanceof ApiError) return undefined
      throw error
    }
  }

  /** @param uid only the mirror with this uid */
  deleteMirror(pod: Pod, uid?: string): void {
    try {
      const mirror = this.mirrorOf(pod)
      if (!mirror || (uid !== undefined && uidOf(mirror) !== uid)) return
      this.context().api.delete(resources.pods, namespaceOf(pod), nameOf(pod), {
        gracePeriodSeconds: 0,
        preconditions: { uid: uidOf(mirror) },
      })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  }

  /** kubelet/config/common.go applyDefaults. */
  private parse(text: string, path: string): Pod | undefined {
    const { nodeName, sim } = this.context()
    let manifest: unknown
    try {
      manifest = load(text)
    } catch {
      return undefined
    }
    if (!isPod(manifest)) return undefined
    const hash = hashOf(`${text}\n${path}\n${nodeName}`)
    const spec = manifest.spec ?? { containers: [] }
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...manifest.metadata,
        name: `${manifest.metadata.name}-${nodeName.toLowerCase()}`,
        namespace: manifest.metadata.namespace ?? 'default',
        uid: hash,
        annotations: {
          ...manifest.metadata.annotations,
          'kubernetes.io/config.hash': hash,
          'kubernetes.io/config.seen': `${new Date(sim.wallTime).toISOString().slice(0, -1)}000000Z`,
          'kubernetes.io/config.source': 'file',
        },
      },
      spec: {
        ...spec,
        nodeName,
        tolerations: [...(spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
      },
    }
  }
}

function isPod(value: unknown): value is Pod {
  if (typeof value !== 'object' || value === null) return false
  const { kind, metadata, spec } = value as Partial<Pod>
  return kind === 'Pod' && typeof metadata?.name === 'string' && Array.isArray(spec?.containers)
}

/** 32 hex digits that change with the text, as the manifest's md5 does upstream. */
function hashOf(text: string): string {
  let out = ''
  for (let part = 0; part < 4; part++) {
    let hash = 0x811c9dc5 ^ Math.imul(part + 1, 0x9e3779b1)
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x2c1b3c6d)
    hash ^= hash >>> 13
    out += (hash >>> 0).toString(16).padStart(8, '0')
  }
  return out
}
