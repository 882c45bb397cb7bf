import type { ObjectMeta, Pod, ResourceFieldSelector } from '../api/generated/types.ts'
import type { ObservedSandbox } from '../runtime/observed.ts'
import { ConfigError } from './config-error.ts'
import type { KubeletContext } from './context.ts'
import { type AnyContainer, findContainer, nameOf, namespaceOf, specOf, uidOf } from './pod-spec.ts'
import { amountOf } from './resources.ts'

/** A field of the Pod for its own containers: pkg/fieldpath, and the kubelet's podFieldSelectorRuntimeValue. */
export function fieldValue(
  context: KubeletContext,
  pod: Pod,
  path: string,
  sandbox: ObservedSandbox | undefined,
): string | undefined {
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path)
  if (subscript) {
    const map = subscript[1] === 'metadata.labels' ? pod.metadata.labels : pod.metadata.annotations
    return map?.[subscript[2] ?? ''] ?? ''
  }
  const ips = specOf(pod).hostNetwork ? [context.nodeIP] : (sandbox?.ips ?? [])
  switch (path) {
    case 'metadata.name':
      return nameOf(pod)
    case 'metadata.namespace':
      return namespaceOf(pod)
    case 'metadata.uid':
      return uidOf(pod)
    case 'metadata.labels':
      return formatMap(pod.metadata.labels)
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations)
    case 'spec.nodeName':
      return specOf(pod).nodeName ?? context.nodeName
    case 'spec.serviceAccountName':
      return specOf(pod).serviceAccountName ?? 'default'
    case 'status.hostIP':
    case 'status.hostIPs':
      return context.nodeIP
    case 'status.podIP':
      return ips[0] ?? ''
    case 'status.podIPs':
      return ips.join(',')
    default:
      throw new ConfigError(`unsupported fieldPath: ${path}`)
  }
}

/** All labels or annotations as a file: `key="escaped value"`, sorted. */
export function formatMap(map: ObjectMeta['labels']): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')
}

/** A request or limit of a container, divided and rounded up: pkg/api/v1/resource ExtractContainerResourceValue. */
export function resourceFieldValue(
  context: KubeletContext,
  pod: Pod,
  container: AnyContainer,
  selector: ResourceFieldSelector,
): string {
  const from = selector.containerName ? findContainer(pod, selector.containerName)?.container : container
  if (!from) throw new ConfigError(`container ${selector.containerName} not found`)
  const [kind, name = ''] = splitOnce(selector.resource)
  const divisor = amountOf(selector.divisor ?? 0) || 1
  const own = kind === 'limits' ? from.resources?.limits?.[name] : from.resources?.requests?.[name]
  const podLevel = kind === 'limits' ? specOf(pod).resources?.limits?.[name] : undefined
  const quantity = own ?? podLevel ?? (kind === 'limits' ? context.allocatable(name) : 0)
  return String(Math.ceil(Number((amountOf(quantity) / divisor).toFixed(9))))
}

function splitOnce(text: string): readonly [string, string] {
  const dot = text.indexOf('.')
  return [text.slice(0, dot), text.slice(dot + 1)]
}
