import { type InspectorTab, type Selection, select, useWorkspace } from './workspace.ts'

const tabs: readonly string[] = ['summary', 'why', 'yaml', 'events', 'logs', 'inside'] satisfies readonly InspectorTab[]

/** `#/Pod/default/web?tab=logs&part=container/nginx`: the address of a view. Cluster-scoped things have `-` as namespace. */
export function hashOf(selection: Selection | undefined, tab: InspectorTab): string {
  if (!selection) return ''
  const { kind, namespace, name, part } = selection
  const path = [kind, namespace ?? '-', name].map(encodeURIComponent).join('/')
  const query = new URLSearchParams()
  if (tab !== 'summary') query.set('tab', tab)
  if (part) query.set('part', `${part.type}/${part.name}`)
  const text = query.toString()
  return `#/${path}${text ? `?${text}` : ''}`
}

/** What a hash asks for; undefined for anything else. */
export function readHash(hash: string): { readonly selection: Selection; readonly tab: InspectorTab } | undefined {
  const match = /^#\/([^/?]+)\/([^/?]+)\/([^/?]+)(?:\?(.*))?$/.exec(hash)
  if (!match) return undefined
  let parts: string[]
  try {
    parts = match.slice(1, 4).map((part) => decodeURIComponent(String(part)))
  } catch {
    return undefined
  }
  const [kind = '', namespace = '', name = ''] = parts
  const query = new URLSearchParams(match[4])
  const tab = query.get('tab') ?? 'summary'
  const [type, partName] = query.get('part')?.split('/') ?? []
  const part = (type === 'container' || type === 'volume') && partName ? { type, name: partName } : undefined
  return {
    selection: { kind, name, ...(namespace === '-' ? {} : { namespace }), ...(part ? { part } : {}) } as Selection,
    tab: tabs.includes(tab) ? (tab as InspectorTab) : 'summary',
  }
}

/** Keeps address and selection the same, both ways; Back goes to what was looked at before. */
export function installDeepLinks(): void {
  const follow = () => {
    const asked = readHash(location.hash)
    if (asked) select(asked.selection, asked.tab)
    else if (useWorkspace.getState().selection) select(undefined)
  }
  if (readHash(location.hash)) follow()
  addEventListener('popstate', follow)
  useWorkspace.subscribe((state, before) => {
    if (state.selection === before.selection && state.inspectorTab === before.inspectorTab) return
    const hash = hashOf(state.selection, state.inspectorTab)
    if (hash === location.hash) return
    history.pushState(null, '', hash || location.pathname + location.search)
  })
}
