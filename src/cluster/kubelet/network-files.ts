import type { Pod } from '../api/generated/types.ts'
import type { KubeletContext } from './context.ts'
import { describePod, namespaceOf, specOf } from './pod-spec.ts'

const maxNameservers = 3
const maxSearches = 32
const maxSearchCharacters = 2048

/** The content of /etc/hosts: kubelet_pods.go managedHostsFileContent and nodeHostsFileContent. */
export function hostsFile(
  context: KubeletContext,
  pod: Pod,
  hostname: string,
  domain: string,
  hostNetwork: boolean,
  ip: string,
): string {
  let text: string
  if (hostNetwork) {
    text = `# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${context.nodeIP}\t${context.nodeName}\n`
  } else {
    text = [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      'fe00::0\tip6-localnet',
      'fe00::0\tip6-mcastprefix',
      'fe00::1\tip6-allnodes',
      'fe00::2\tip6-allrouters',
      domain === '' ? `${ip}\t${hostname}` : `${ip}\t${hostname}.${domain}\t${hostname}`,
      '',
    ].join('\n')
  }
  const aliases = specOf(pod).hostAliases ?? []
  if (aliases.length > 0) {
    text += '\n# Entries added by HostAliases.\n'
    for (const alias of aliases) text += `${alias.ip}\t${(alias.hostnames ?? []).join('\t')}\n`
  }
  return text
}

/** The content of /etc/resolv.conf: kubelet/network/dns GetPodDNS, with its limits. */
export function resolvConf(context: KubeletContext, pod: Pod): string {
  const spec = specOf(pod)
  const { clusterDomain: domain } = context
  let nameservers: string[] = []
  let searches: string[] = []
  const options = new Map<string, string | undefined>()
  const policy = spec.dnsPolicy ?? 'ClusterFirst'
  const clusterFirst = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !spec.hostNetwork)
  if (clusterFirst && context.clusterDns !== '') {
    nameservers = [context.clusterDns]
    searches = [`${namespaceOf(pod)}.svc.${domain}`, `svc.${domain}`, domain]
    options.set('ndots', '5')
  } else if (policy !== 'None') {
    nameservers = [...context.nodeNameservers]
    if (clusterFirst) {
      context.events.event(
        pod,
        'Warning',
        'MissingClusterDNS',
        `pod: "${describePod(pod)}". kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy. Falling back to "Default" policy.`,
      )
    }
  }
  const config = spec.dnsConfig
  for (const server of config?.nameservers ?? []) if (!nameservers.includes(server)) nameservers.push(server)
  for (const search of config?.searches ?? []) if (!searches.includes(search)) searches.push(search)
  for (const option of config?.options ?? []) if (option.name) options.set(option.name, option.value)

  if (nameservers.length > maxNameservers) {
    nameservers = nameservers.slice(0, maxNameservers)
    forming(
      context,
      pod,
      `Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: ${nameservers.join(' ')}`,
    )
  }
  let cut = searches.slice(0, maxSearches)
  while (cut.join(' ').length > maxSearchCharacters) cut = cut.slice(0, -1)
  if (cut.length < searches.length) {
    forming(
      context,
      pod,
      `Search Line limits were exceeded, some search paths have been omitted, the applied search line is: ${cut.join(' ')}`,
    )
  }
  const lines: string[] = []
  if (cut.length > 0) lines.push(`search ${cut.join(' ')}`)
  for (const server of nameservers) lines.push(`nameserver ${server}`)
  if (options.size > 0) {
    lines.push(`options ${[...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`)).join(' ')}`)
  }
  return `${lines.join('\n')}\n`
}

function forming(context: KubeletContext, pod: Pod, message: string): void {
  context.events.event(pod, 'Warning', 'DNSConfigForming', message)
}
