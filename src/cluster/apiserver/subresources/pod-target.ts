import type { Node, Pod } from '../../api/generated/types.ts'
import { allContainers } from '../../api/pods.ts'
import type { KubeletServer, PodReference } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import type { ServerContext } from '../server-context.ts'
import { badRequest, untyped } from '../status.ts'

const kubeletPort = 10250

export function referenceTo(pod: Pod): PodReference {
  return { namespace: String(pod.metadata.namespace), name: String(pod.metadata.name), uid: String(pod.metadata.uid) }
}

/** The Pod of a call to one of its subresources. */
export function podOf(server: ServerContext, call: Call): Pod {
  return server.registry.get({ ...call, subresource: undefined }) as Pod
}

/** Which container is meant: the only one if none is named (validateContainer of pkg/registry/core/pod/strategy.go). */
export function containerIn(pod: Pod, name: string | undefined): string {
  const { containers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const names = [...allContainers(pod.spec), ...ephemeralContainers].map((container) => container.name)
  const podName = pod.metadata.name
  if (name) {
    if (!names.includes(name)) throw badRequest(`container ${name} is not valid for pod ${podName}`)
    return name
  }
  if (containers.length === 1 && containers[0]) return containers[0].name
  throw badRequest(`a container name must be specified for pod ${podName}, choose one of: [${names.join(' ')}]`)
}

/** The kubelet that runs a Pod, which must have been scheduled. */
export function kubeletOf(server: ServerContext, pod: Pod, doing: (address: string) => string): KubeletServer {
  const node = pod.spec?.nodeName
  if (!node) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  const kubelet = server.kubelets.get(node)
  if (kubelet) return kubelet
  const address = `${addressOf(server, node)}:${kubeletPort}`
  throw untyped(`${doing(address)}dial tcp ${address}: connect: connection refused`)
}

function addressOf(server: ServerContext, name: string): string {
  const node = server.etcd.get('nodes', name) as Node | undefined
  return node?.status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? name
}
