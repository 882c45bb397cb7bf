import { deepEqual } from '../api/equality.ts'
import type { EndpointSlice, Endpoints, Service } from '../api/generated/types.ts'
import type { GroupVersionResource, KubeObject } from '../api/object.ts'
import type { Simulation, Timer } from '../sim/simulation.ts'
import type { DirectAccess, DirectCall } from './interface.ts'
import type { ServerContext } from './server-context.ts'

/** How often the server looks after the Service under which Pods find it. */
const intervalMs = 10_000

const namespace = 'default'
const name = 'kubernetes'
const services: GroupVersionResource = { group: '', version: 'v1', resource: 'services' }
const endpoints: GroupVersionResource = { group: '', version: 'v1', resource: 'endpoints' }
const slices: GroupVersionResource = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }

const port = { name: 'https', port: 6443, protocol: 'TCP' } as const

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: {
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    sessionAffinity: 'None',
    type: 'ClusterIP',
  },
}

/**
 * Keeps the Service `kubernetes` with its Endpoints and EndpointSlice, which no controller makes since it selects
 * nothing: pkg/controlplane/controller/kubernetesservice with the lease reconciler of pkg/controlplane/reconcilers.
 * Like upstream's it comes by every ten seconds, but only when something has been changed.
 * @param address of the node that the server runs on
 */
export function keepKubernetesService(server: ServerContext, direct: DirectAccess, address: string): void {
  const { sim, etcd } = server
  const wanted: readonly (readonly [GroupVersionResource, Endpoints | EndpointSlice])[] = [
    [
      endpoints,
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        // the slice is made here, not mirrored
        metadata: { name, namespace, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
        subsets: [{ addresses: [{ ip: address }], ports: [port] }],
      },
    ],
    [
      slices,
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name, namespace, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [address], conditions: { ready: true } }],
        ports: [port],
      },
    ],
  ]
  const reconcile = () => {
    if (!etcd.get('namespaces', namespace)) return
    if (!etcd.get('services', `${namespace}/${name}`)) direct.create(callOf(services), service)
    for (const [resource, object] of wanted) {
      const storage = server.resources.get(resource).storage
      const present = etcd.get(storage, `${namespace}/${name}`)
      if (!present) direct.create(callOf(resource), object)
      else if (!says(present, object)) direct.update(callOf(resource, name), { ...object, metadata: merged(present, object) })
    }
  }
  reconcile()
  const lookAgain = atNextTick(sim, reconcile)
  for (const storage of ['services', 'endpoints', 'endpointslices.discovery.k8s.io']) {
    etcd.onChange(storage, ({ object: { metadata } }) => {
      if (metadata.name === name && metadata.namespace === namespace) lookAgain()
    })
  }
}

function callOf(resource: GroupVersionResource, named?: string): DirectCall {
  const user = { name: 'system:apiserver', groups: ['system:masters'] }
  return { resource, namespace, name: named, by: 'kube-apiserver', user }
}

/** Runs the work once at the next of the ticks that are `intervalMs` apart from now on. */
function atNextTick(sim: Simulation, work: () => void): () => void {
  const start = sim.now
  let planned: Timer | undefined
  return () => {
    if (planned) return
    planned = sim.after(intervalMs - ((sim.now - start) % intervalMs), () => {
      planned = undefined
      work()
    })
  }
}

/** Whether an object has all that another says; what the server or a person added beside is left. */
function says(present: KubeObject, wanted: KubeObject): boolean {
  const fields = (object: KubeObject) => object as object as Readonly<Record<string, unknown>>
  const [has, wants] = [fields(present), fields(wanted)]
  for (const field in wants) if (field !== 'metadata' && !deepEqual(has[field], wants[field])) return false
  return Object.entries(wanted.metadata.labels ?? {}).every(([key, value]) => present.metadata.labels?.[key] === value)
}

function merged(present: KubeObject, wanted: KubeObject): KubeObject['metadata'] {
  return { ...present.metadata, labels: { ...present.metadata.labels, ...wanted.metadata.labels } }
}
