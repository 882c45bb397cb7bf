import type { Node } from '../api/generated/types.ts'
import { printYaml } from '../api/yaml/print.ts'
import { staticPods, version } from '../bootstrap/control-plane.ts'
import { resources } from '../client/resources.ts'
import type { Registry } from '../images/image.ts'
import { createRegistry } from '../images/registry.ts'
import type { Rig } from '../interface.ts'
import type { PodInsides } from '../kubelet/insides.ts'
import { createKubelet, type Kubelet } from '../kubelet/kubelet.ts'
import { ClusterStorage } from '../kubelet/volumes/cluster-storage.ts'
import { encode } from '../machine/bytes.ts'
import { createMachine } from '../machine/kernel.ts'
import { ClusterNetwork } from '../network/cluster-network.ts'
import { createRuntime } from '../runtime/containerd.ts'
import type { Simulation } from '../sim/simulation.ts'
import type { ControlPlane } from './control-plane.ts'

/** Each node: small enough that a lesson can fill it. */
const cores = 2
const memoryBytes = 4028768 * 1024

const controlPlaneTaint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const

/** All nodes of a cluster, with what they share. */
export interface Nodes {
  readonly network: ClusterNetwork
  readonly registry: Registry
  readonly kubelets: ReadonlyMap<string, Kubelet>
  start(): void
  /** Throws in plain words if no node of that name can be added (`''`: the next free name), or removed. */
  checkAdd(name: string): void
  checkRemove(name: string): void
  /** Another worker joins, as after `kubeadm join`. @returns its name */
  add(name: string): string
  /** A machine is taken away for good: power off, and its Node object deleted, as when a cloud's machine is ended. */
  remove(name: string): void
  /** uids of Pods on any node. */
  pods(): Iterable<string>
  insides(podUid: string): PodInsides | undefined
  onInsidesChanged(handler: (podUid: string) => void): void
  /** A file of a volume or container; throws an Error in plain words. */
  readFile(podUid: string, where: { readonly volume: string } | { readonly container: string }, path: string): string
  /** Finds out which Pods' processes or files have changed, and tells the handlers. */
  noticeInsides(): void
}

interface NodePlan {
  readonly name: string
  readonly controlPlane: boolean
  readonly taints: NonNullable<Node['spec']>['taints']
}

function plan(workers: number, single: string): readonly NodePlan[] {
  if (workers === 0) return [{ name: single, controlPlane: true, taints: [] }]
  return [
    { name: 'control-plane', controlPlane: true, taints: [controlPlaneTaint] },
    ...Array.from({ length: workers }, (_, i) => ({ name: `worker-${i + 1}`, controlPlane: false, taints: [] })),
  ]
}

/** Makes the machines with their runtimes and kubelets, and the network between them; nothing runs before `start`. */
export function createNodes(sim: Simulation, plane: ControlPlane, workers: number, rig: Rig): Nodes {
  const network = new ClusterNetwork(sim)
  const registry = createRegistry()
  const storage = new ClusterStorage()
  const kubelets = new Map<string, Kubelet>()
  const handlers = new Set<(podUid: string) => void>()
  let made = 0
  let running = false

  function make({ name, controlPlane, taints }: NodePlan): Kubelet {
    const number = 2 + made++
    const nodeIP = `172.18.${Math.floor(number / 256)}.${number % 256}`
    const machine = createMachine(sim, name, {
      cores,
      memoryBytes: rig.nodeMemoryBytes ?? memoryBytes,
      addresses: [nodeIP],
      network,
    })
    network.addNode(name, nodeIP, machine.network)
    const runtime = createRuntime({ sim, machine, network, registry })
    for (const image of [...preloaded(controlPlane), ...(rig.preload ?? [])]) runtime.images.preload(image)
    // A control plane that runs beside the cluster leaves its mark on no node.
    const hosts = controlPlane && rig.kubeSystem !== false
    if (hosts) {
      for (const [file, pod] of Object.entries(staticPods))
        machine.disk.write(`/etc/kubernetes/manifests/${file}`, encode(printYaml(pod)), { mode: 0o600 })
    }
    const kubelet = createKubelet({
      sim,
      nodeName: name,
      nodeIP,
      api: plane.clientFor(`kubelet/${name}`, { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }),
      events: plane.eventsFor('kubelet', name),
      informers: plane.informers,
      machine,
      runtime,
      network,
      storage,
      node: {
        ...(taints ? { taints } : {}),
        labels: hosts ? { 'node-role.kubernetes.io/control-plane': '' } : {},
      },
    })
    kubelets.set(name, kubelet)
    kubelet.onInsidesChanged((podUid) => {
      for (const handler of handlers) handler(podUid)
    })
    plane.server.setKubelet(name, kubelet.server)
    if (running) kubelet.start()
    return kubelet
  }

  for (const node of plan(workers, rig.nodeName ?? 'minikube')) make(node)
  return {
    network,
    registry,
    kubelets,
    start() {
      network.start(plane.informers)
      running = true
      for (const kubelet of kubelets.values()) kubelet.start()
    },
    checkAdd(name) {
      if (kubelets.has(name)) throw new Error(`there is a node ${name} already`)
      if (name !== '' && !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) throw new Error(`${name} is no name for a node`)
    },
    checkRemove(name) {
      const kubelet = kubelets.get(name)
      if (!kubelet) throw new Error(`there is no node ${name}`)
      if (kubelet === kubelets.values().next().value) throw new Error(`${name} runs the control plane: it cannot be removed`)
    },
    add(wanted) {
      let number = 1
      while (kubelets.has(`worker-${number}`)) number++
      const name = wanted || `worker-${number}`
      make({ name, controlPlane: false, taints: [] })
      return name
    },
    remove(name) {
      kubelets.get(name)?.setPower(false)
      kubelets.delete(name)
      network.removeNode(name)
      plane.server.setKubelet(name, undefined)
      plane.clientFor('operator').delete(resources.nodes, undefined, name)
    },
    *pods() {
      for (const kubelet of kubelets.values()) yield* kubelet.pods()
    },
    insides(podUid) {
      for (const kubelet of kubelets.values()) {
        const found = kubelet.insides(podUid)
        if (found) return found
      }
      return undefined
    },
    readFile(podUid, where, path) {
      for (const kubelet of kubelets.values()) if (kubelet.has(podUid)) return kubelet.readFile(podUid, where, path)
      throw new Error('that Pod is on no node')
    },
    noticeInsides() {
      for (const kubelet of kubelets.values()) kubelet.noticeInsides()
    },
    onInsidesChanged(handler) {
      handlers.add(handler)
    },
  }
}

/** What is on a node's disk from the start, so that a new cluster need not pull. */
function preloaded(controlPlane: boolean): readonly string[] {
  const everywhere = [
    'registry.k8s.io/pause:3.10.1',
    `registry.k8s.io/kube-proxy:${version}`,
    'registry.k8s.io/coredns/coredns:v1.14.2',
  ]
  const here = Object.values(staticPods).map((pod) => String(pod.spec?.containers[0]?.image))
  return controlPlane ? [...everywhere, ...here] : everywhere
}
