import type { Selection } from '../shell/workspace.ts'

/** What an element of the graph stands for, read from its data attributes. */
export function selectionAt(target: EventTarget | null): Selection | undefined {
  if (!(target instanceof Element)) return undefined
  const component = target.closest<HTMLElement>('[data-part-of="control-plane"]')
  if (component?.dataset.podName) {
    return { kind: 'Pod', namespace: component.dataset.podNamespace, name: component.dataset.podName }
  }
  const element = target.closest<HTMLElement>('[data-kind]')
  const { kind, namespace, name, pod } = element?.dataset ?? {}
  if (!kind || !name || kind === 'Mount') return undefined
  if (pod && (kind === 'Container' || kind === 'Volume')) {
    return { kind: 'Pod', namespace, name: pod, part: { type: kind === 'Container' ? 'container' : 'volume', name } }
  }
  return namespace ? { kind, namespace, name } : { kind, name }
}
