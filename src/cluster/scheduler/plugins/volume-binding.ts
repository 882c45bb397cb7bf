import type { PersistentVolume, PersistentVolumeClaim } from '../../api/generated/types.ts'
import {
  allowsTopology,
  findMatchingVolume,
  isFullyBound,
  noProvisioner,
  volumeAnnotations,
  volumeFitsNode,
  waitsForConsumer,
} from '../../api/volume-matching.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { nodeAddedOrTaintsChanged, type Plugin, type Rejection } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { claimsOf, type VolumeListers } from './pod-volumes.ts'
import type { PluginSources } from './registry.ts'

const name = 'VolumeBinding'
const bindTimeoutMs = 600_000

const refuse = (reason: string): Rejection => ({ plugin: name, reasons: [reason], unresolvable: true })
const nothingToBind = refuse("node(s) didn't find available persistent volumes to bind")
const wrongNode = refuse("node(s) didn't match PersistentVolume's node affinity")
const volumeGone = refuse('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)')
const unbound = refuse('pod has unbound immediate PersistentVolumeClaims')

interface Claims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** Of a class that waits for its first consumer: this pod. */
  readonly waiting: readonly PersistentVolumeClaim[]
}

/** What is to be done on a node, for the claims that waited for it. */
interface Decision {
  readonly bind: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[]
  readonly provision: readonly PersistentVolumeClaim[]
}

/** Puts pods where their volumes are or can be, and has the volumes bound before the pod is (plugins/volumebinding). */
export function volumeBinding({ sim, api, informers }: PluginSources, listers: VolumeListers): Plugin {
  /** Volumes that a pod on its way to a node has taken, before the store says so. */
  const taken = new Map<string, string>()

  const claimsFor = (pod: PodInfo): Claims | Rejection | undefined => {
    const uses = claimsOf(pod.pod)
    if (uses.length === 0) return undefined
    const bound: PersistentVolumeClaim[] = []
    const waiting: PersistentVolumeClaim[] = []
    let isUnbound = false
    for (const use of uses) {
      const claim = listers.claim(pod.namespace, use.name)
      if (!claim) {
        const waits = `waiting for ephemeral volume controller to create the persistentvolumeclaim "${use.name}"`
        return refuse(use.ephemeral ? waits : `persistentvolumeclaim "${use.name}" not found`)
      }
      if (claim.status?.phase === 'Lost') {
        return refuse(`persistentvolumeclaim "${use.name}" bound to non-existent persistentvolume "${claim.spec?.volumeName}"`)
      }
      if (claim.metadata.deletionTimestamp !== undefined) return refuse(`persistentvolumeclaim "${use.name}" is being deleted`)
      if (isFullyBound(claim)) bound.push(claim)
      else if (waitsForConsumer(listers.classOf(claim)) && !claim.spec?.volumeName) waiting.push(claim)
      else isUnbound = true
    }
    return isUnbound ? unbound : { bound, waiting }
  }

  const decide = ({ bound, waiting }: Claims, { node }: NodeInfo): Decision | Rejection => {
    if (!node) return nothingToBind
    for (const claim of bound) {
      const volume = listers.volume(String(claim.spec?.volumeName))
      if (!volume) return volumeGone
      if (!volumeFitsNode(volume, node)) return wrongNode
    }
    const bind: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = []
    const provision: PersistentVolumeClaim[] = []
    const excluded = new Set(taken.keys())
    for (const claim of waiting) {
      const selected = claim.metadata.annotations?.[volumeAnnotations.selectedNode]
      if (selected !== undefined) {
        if (selected !== node.metadata.name) return nothingToBind
        provision.push(claim)
        continue
      }
      const volume = findMatchingVolume(claim, listers.volumes(), { node, excluded })
      if (volume) {
        excluded.add(String(volume.metadata.name))
        bind.push({ claim, volume })
        continue
      }
      const storageClass = listers.classOf(claim)
      if (!storageClass || storageClass.provisioner === noProvisioner || !allowsTopology(storageClass, node)) return nothingToBind
      provision.push(claim)
    }
    return { bind, provision }
  }

  const decisionFor = (pod: PodInfo, node: NodeInfo): Decision | undefined => {
    const claims = claimsFor(pod)
    if (!claims || 'reasons' in claims) return undefined
    const decision = decide(claims, node)
    return 'reasons' in decision ? undefined : decision
  }
  const decisions = new Map<string, Decision>()

  /** Writes the decision down: the binder and the provisioner take it from there. */
  const write = ({ bind, provision }: Decision, nodeName: string): void => {
    for (const { claim, volume } of bind) {
      const { namespace, name: claimName, uid, resourceVersion } = claim.metadata
      const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name: claimName, uid, resourceVersion }
      if (volume.spec?.claimRef?.uid === uid) continue
      const annotations = { ...volume.metadata.annotations, [volumeAnnotations.boundByController]: 'yes' }
      const metadata = volume.spec?.claimRef ? volume.metadata : { ...volume.metadata, annotations }
      api.update(resources.persistentvolumes, { ...volume, metadata, spec: { ...volume.spec, claimRef } })
    }
    for (const claim of provision) {
      if (claim.metadata.annotations?.[volumeAnnotations.selectedNode] === nodeName) continue
      const patch = { metadata: { annotations: { [volumeAnnotations.selectedNode]: nodeName } } }
      api.patch(resources.persistentvolumeclaims, claim.metadata.namespace, String(claim.metadata.name), patch, { type: 'merge' })
    }
  }

  return {
    name,
    preFilter: (pod) => {
      const claims = claimsFor(pod)
      if (!claims || 'reasons' in claims) return claims
      return (node) => {
        const decision = decide(claims, node)
        return 'reasons' in decision ? decision : undefined
      }
    },
    reserve: (pod, node) => {
      const decision = decisionFor(pod, node)
      if (!decision || (decision.bind.length === 0 && decision.provision.length === 0)) return undefined
      decisions.set(pod.uid, decision)
      for (const { volume } of decision.bind) taken.set(String(volume.metadata.name), pod.uid)
      return undefined
    },
    unreserve: (pod) => {
      decisions.delete(pod.uid)
      for (const [volume, uid] of taken) if (uid === pod.uid) taken.delete(volume)
    },
    preBind: (pod, node, done) => {
      const decision = decisions.get(pod.uid)
      if (!decision) {
        done()
        return
      }
      const finish = (error?: string): void => {
        stop()
        sim.cancel(timeout)
        decisions.delete(pod.uid)
        for (const [volume, uid] of taken) if (uid === pod.uid) taken.delete(volume)
        done(error)
      }
      const names = [...decision.bind.map(({ claim }) => claim), ...decision.provision].map((claim) =>
        String(claim.metadata.name),
      )
      const claims = informers.for<PersistentVolumeClaim>(resources.persistentvolumeclaims)
      const check = (): void => {
        if (!decisions.has(pod.uid)) return
        if (names.every((one) => isFullyBound(claims.get(pod.namespace, one) ?? missing))) finish()
        else if (names.some((one) => !claims.get(pod.namespace, one))) finish('pod does not exist any more')
      }
      const stop = claims.onIndexChange('namespace', pod.namespace, { updated: check, deleted: check })
      const timeout = sim.after(bindTimeoutMs, () => finish('binding volumes: context deadline exceeded'))
      try {
        write(decision, node.name)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        finish(error.message)
      }
    },
    queueingHint: (event, { namespace, pod }) => {
      if (event.kind === 'Node') return nodeAddedOrTaintsChanged(event) || (event.action === 'update' && event.labelsChanged)
      if (event.kind !== 'Volume' || event.action === 'delete') return false
      const { kind, metadata } = event.object
      if (kind === 'StorageClass') return event.action === 'add'
      if (kind !== 'PersistentVolumeClaim') return true
      return metadata.namespace === namespace && claimsOf(pod).some(({ name: claim }) => claim === metadata.name)
    },
  }
}

const missing: PersistentVolumeClaim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {} }
