import type { Pod } from '../api/generated/types.ts'
import { podLimits } from '../api/pods.ts'
import type { SandboxConfig } from '../runtime/config.ts'
import type { KubeletContext } from './context.ts'
import { nameOf, namespaceOf, specOf, uidOf } from './pod-spec.ts'
import { amountOf } from './resources.ts'

/** The hostname and, with a subdomain, the domain of a Pod: kubelet_pods.go GeneratePodHostNameAndDomain. */
export function podHostname(pod: Pod, clusterDomain: string): { readonly hostname: string; readonly domain: string } {
  const spec = specOf(pod)
  if (spec.hostnameOverride) return { hostname: spec.hostnameOverride, domain: '' }
  let hostname = spec.hostname || nameOf(pod)
  // The kernel takes 63 characters; upstream cuts, and drops what must not stand at the end.
  if (hostname.length > 63) hostname = hostname.slice(0, 63).replace(/[-.]+$/, '')
  const domain = spec.subdomain ? `${spec.subdomain}.${namespaceOf(pod)}.svc.${clusterDomain}` : ''
  return { hostname, domain }
}

/** kuberuntime_sandbox.go generatePodSandboxConfig. */
export function sandboxConfig(context: KubeletContext, pod: Pod, attempt: number): SandboxConfig {
  const spec = specOf(pod)
  const { hostname, domain } = podHostname(pod, context.clusterDomain)
  const kernelName = spec.setHostnameAsFQDN && domain ? `${hostname}.${domain}` : hostname
  return {
    pod: { namespace: namespaceOf(pod), name: nameOf(pod), uid: uidOf(pod) },
    attempt,
    hostname: spec.hostNetwork && !spec.hostnameOverride ? context.nodeName : kernelName,
    hostNetwork: spec.hostNetwork === true,
    hostPID: spec.hostPID === true,
    shareProcessNamespace: spec.shareProcessNamespace === true,
    memoryLimitBytes: podMemoryLimit(pod),
    hostPorts: [...spec.containers, ...(spec.initContainers ?? [])].flatMap((container) =>
      (container.ports ?? []).flatMap((port) =>
        port.hostPort
          ? [
              {
                hostPort: port.hostPort,
                containerPort: port.containerPort,
                protocol: port.protocol ?? 'TCP',
                hostIP: port.hostIP ?? '',
              },
            ]
          : [],
      ),
    ),
  }
}

/** ResourceConfigForPod: a Pod is limited as a whole where all its containers are. */
export function podMemoryLimit(pod: Pod): number | undefined {
  const spec = specOf(pod)
  const own = spec.resources?.limits?.memory
  if (own === undefined && !spec.containers.every((container) => container.resources?.limits?.memory !== undefined))
    return undefined
  return amountOf(podLimits(spec).memory)
}
