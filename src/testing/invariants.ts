import type { Job, Node, Pod, ReplicaSet, Service } from '../cluster/api/generated/types.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import { isReady, isSidecar, isTerminal, podRequests } from '../cluster/api/pods.ts'
import { quantityMilli, quantityValue } from '../cluster/api/quantity.ts'
import type { Cluster } from '../cluster/interface.ts'

/** More than these are not told: the first says it. */
const enough = 20

/** Resources whose sum on a node must fit it, with how to count them. */
const counted = [
  ['cpu', quantityMilli],
  ['memory', quantityValue],
] as const

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`
}

/**
 * What must hold after every single commit, whatever is done to a cluster. It looks on through
 * {@link Cluster.observe}, and collects what it sees broken in plain words.
 */
export class Invariants {
  readonly broken: string[] = []
  private readonly objects = new Map<string, KubeObject>()
  private readonly uidByName = new Map<string, string>()
  private readonly deadUids = new Set<string>()
  private readonly podsByNode = new Map<string, Map<string, Pod>>()
  private readonly podByIp = new Map<string, Pod>()
  private readonly nodes = new Map<string, Node>()
  private lastRevision = 0
  private lastRecord = 0

  constructor(private readonly cluster: Cluster) {
    const before = [...cluster.objects()].sort((a, b) => revisionOf(a) - revisionOf(b))
    for (const object of before) this.put(object)
    cluster.observe({
      put: (object) => this.put(object),
      gone: (object) => this.gone(object),
      insides: () => undefined,
    })
    this.lookAtRecords()
  }

  /** The history since the last call: nothing of ours fell over, and effects come after their causes. */
  lookAtRecords(): void {
    for (const record of this.cluster.historyAfter(this.lastRecord)) {
      if (record.what === 'program-failed' || record.what === 'fault')
        this.tell(`${record.what} by ${record.by}: ${JSON.stringify(record.detail)}`)
      if (record.because !== undefined && record.because >= record.id) this.tell(`record ${record.id} is because of a later one`)
      if (record.id <= this.lastRecord) this.tell(`record ${record.id} comes after ${this.lastRecord}`)
      this.lastRecord = record.id
    }
  }

  private tell(text: string): void {
    if (this.broken.length < enough) this.broken.push(`at ${(this.cluster.now / 1000).toFixed(3)} s: ${text}`)
  }

  private put(object: KubeObject): void {
    const { uid, resourceVersion, name } = object.metadata
    const what = nameOf(object)
    if (!uid || !name || !resourceVersion) {
      this.tell(`${what} has no name, uid or resourceVersion`)
      return
    }
    const revision = revisionOf(object)
    if (revision <= this.lastRevision) this.tell(`${what} was written at ${revision}, after ${this.lastRevision}`)
    this.lastRevision = revision
    if (this.deadUids.has(uid)) this.tell(`${what} came back with the uid of something that was deleted`)
    const known = this.uidByName.get(what)
    if (known !== undefined && known !== uid) this.tell(`${what} was replaced by another without being deleted`)
    this.uidByName.set(what, uid)
    const before = this.objects.get(uid)
    this.objects.set(uid, object)
    if (before) this.compare(before, object, what)
    switch (object.kind) {
      case 'Pod':
        this.pod(before as Pod | undefined, object as Pod, what)
        break
      case 'Node':
        this.nodes.set(name, object as Node)
        break
      case 'ReplicaSet':
        this.replicaSet(object as ReplicaSet, what)
        break
      case 'Job':
        this.job(before as Job | undefined, object as Job, what)
        break
      case 'Service':
        this.service(before as Service | undefined, object as Service, what)
        break
    }
  }

  private gone(object: KubeObject): void {
    const uid = String(object.metadata.uid)
    const last = this.objects.get(uid)
    if (!last) {
      this.tell(`${nameOf(object)} went, and never was`)
      return
    }
    this.objects.delete(uid)
    this.uidByName.delete(nameOf(object))
    this.deadUids.add(uid)
    if (object.kind === 'Pod') this.forgetPod(last as Pod)
    if (object.kind === 'Node') this.nodes.delete(String(object.metadata.name))
  }

  private compare(before: KubeObject, after: KubeObject, what: string): void {
    if (before.metadata.deletionTimestamp && !after.metadata.deletionTimestamp) this.tell(`${what} is no longer being deleted`)
    if ((after.metadata.generation ?? 0) < (before.metadata.generation ?? 0)) this.tell(`the generation of ${what} fell`)
    if (before.metadata.creationTimestamp !== after.metadata.creationTimestamp) this.tell(`${what} changed its creationTimestamp`)
    const observed = (after as { status?: { observedGeneration?: number } }).status?.observedGeneration
    if (observed !== undefined && observed > (after.metadata.generation ?? 0))
      this.tell(`${what} observes generation ${observed} of ${after.metadata.generation}`)
  }

  private pod(before: Pod | undefined, pod: Pod, what: string): void {
    const node = pod.spec?.nodeName
    if (before?.spec?.nodeName && before.spec.nodeName !== node)
      this.tell(`${what} moved from ${before.spec.nodeName} to ${node}`)
    if (before && isTerminal(before) && before.status?.phase !== pod.status?.phase)
      this.tell(`${what} was ${before.status?.phase} and became ${pod.status?.phase}`)
    if (isReady(pod)) this.readyPod(pod, what)
    this.containerStatuses(before, pod, what)
    this.address(before, pod, what)
    if (node) this.placed(before, pod, node, what)
  }

  private readyPod(pod: Pod, what: string): void {
    if (pod.status?.phase !== 'Running') this.tell(`${what} is Ready and ${pod.status?.phase}`)
    const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
    const needed = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? []).filter(isSidecar)]
    for (const { name } of needed) {
      const status = statuses.find((one) => one.name === name)
      if (!status?.ready || !status.state?.running) this.tell(`${what} is Ready, its container ${name} is not`)
    }
  }

  private containerStatuses(before: Pod | undefined, pod: Pod, what: string): void {
    for (const list of ['containerStatuses', 'initContainerStatuses'] as const) {
      for (const status of pod.status?.[list] ?? []) {
        const states = Object.values(status.state ?? {}).filter((state) => state !== undefined)
        if (states.length > 1) this.tell(`${what}: container ${status.name} is in ${states.length} states`)
        if (status.started === true && !status.state?.running) this.tell(`${what}: ${status.name} is started and not running`)
        const earlier = before?.status?.[list]?.find((one) => one.name === status.name)
        if (!earlier) continue
        if ((status.restartCount ?? 0) < (earlier.restartCount ?? 0))
          this.tell(`${what}: restarts of ${status.name} fell from ${earlier.restartCount} to ${status.restartCount}`)
        if (earlier.state?.terminated && status.state?.running && earlier.containerID === status.containerID)
          this.tell(`${what}: ${status.name} runs again in the container that had ended`)
      }
    }
  }

  /** No two live Pods share an address; on a node that was cut off, the last word of a Pod may be an old one. */
  private address(before: Pod | undefined, pod: Pod, what: string): void {
    if (pod.spec?.hostNetwork) return
    const ip = pod.status?.podIP
    const old = before?.status?.podIP
    if (old && (old !== ip || isTerminal(pod)) && this.podByIp.get(old)?.metadata.uid === pod.metadata.uid)
      this.podByIp.delete(old)
    if (!ip || isTerminal(pod)) return
    const holder = this.podByIp.get(ip)
    if (holder && holder.metadata.uid !== pod.metadata.uid && isReady(holder) && isReady(pod))
      this.tell(`${what} and ${nameOf(holder as KubeObject)} both have ${ip}`)
    this.podByIp.set(ip, pod)
  }

  private placed(before: Pod | undefined, pod: Pod, node: string, what: string): void {
    let pods = this.podsByNode.get(node)
    if (!pods) {
      pods = new Map()
      this.podsByNode.set(node, pods)
    }
    const uid = String(pod.metadata.uid)
    if (isTerminal(pod)) pods.delete(uid)
    else pods.set(uid, pod)
    // a Pod that was made on its node (a static one) has not been asked whether it fits
    if (!before || before.spec?.nodeName || isTerminal(pod)) return
    const allocatable = this.nodes.get(node)?.status?.allocatable
    if (!allocatable) {
      this.tell(`${what} was placed on ${node}, which is not there`)
      return
    }
    if (pods.size > Number(allocatable.pods)) this.tell(`${what} is one Pod too many for ${node}`)
    for (const [resource, count] of counted) {
      let sum = 0
      for (const other of pods.values()) {
        const request = podRequests(other.spec)[resource]
        if (request !== undefined) sum += count(request)
      }
      const room = count(allocatable[resource])
      const own = podRequests(pod.spec)[resource]
      if (own !== undefined && count(own) > 0 && sum > room)
        this.tell(`${what} does not fit ${node}: ${resource} ${sum} of ${room}`)
    }
  }

  private forgetPod(pod: Pod): void {
    this.podsByNode.get(String(pod.spec?.nodeName))?.delete(String(pod.metadata.uid))
    const ip = pod.status?.podIP
    if (ip && this.podByIp.get(ip)?.metadata.uid === pod.metadata.uid) this.podByIp.delete(ip)
  }

  private replicaSet({ status }: ReplicaSet, what: string): void {
    const { replicas = 0, readyReplicas = 0, availableReplicas = 0, fullyLabeledReplicas = 0 } = status ?? {}
    if (readyReplicas > replicas || fullyLabeledReplicas > replicas)
      this.tell(`${what} has ${readyReplicas} ready, ${fullyLabeledReplicas} labelled of ${replicas} replicas`)
    if (availableReplicas > readyReplicas) this.tell(`${what} has ${availableReplicas} available of ${readyReplicas} ready`)
  }

  private job(before: Job | undefined, job: Job, what: string): void {
    const has = (one: Job | undefined, type: string) =>
      one?.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
    for (const type of ['Complete', 'Failed']) if (has(before, type) && !has(job, type)) this.tell(`${what} is no longer ${type}`)
    if (has(job, 'Complete') && has(job, 'Failed')) this.tell(`${what} is both Complete and Failed`)
    for (const count of ['succeeded', 'failed'] as const)
      if ((job.status?.[count] ?? 0) < (before?.status?.[count] ?? 0)) this.tell(`the number of ${count} Pods of ${what} fell`)
  }

  private service(before: Service | undefined, service: Service, what: string): void {
    const ip = service.spec?.clusterIP
    const earlier = before?.spec?.clusterIP
    if (earlier && ip && earlier !== ip && service.spec?.type !== 'ExternalName')
      this.tell(`${what} moved from ${earlier} to ${ip}`)
  }
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion)
}
