import { ChevronDown, Search, X } from 'lucide-react'
import { IconButton } from '../design/button.tsx'
import { MenuButton, type MenuItem } from '../design/menu.tsx'
import { useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import type { GraphModel } from './model.ts'

/** Above the graph: which namespaces, a search, and how the Pods are doing. */
export function GraphTools({ model }: { readonly model: GraphModel }) {
  const search = useWorkspace((state) => state.search)
  let attention = 0
  for (const pod of model.pods.values()) {
    if (pod.look === 'failing' || pod.look === 'pending' || (pod.look === 'running' && pod.ready < pod.total)) attention++
  }
  return (
    <div className="graph__tools">
      <NamespaceMenu model={model} />
      <label className="graph__search">
        <Search size={12} aria-hidden="true" />
        <span className="visually-hidden">{words.search}</span>
        <input
          type="search"
          placeholder={words.search}
          value={search}
          onChange={(event) => useWorkspace.setState({ search: event.target.value })}
        />
        {search && (
          <IconButton small label={words.clearSearch} onClick={() => useWorkspace.setState({ search: '' })}>
            <X size={12} />
          </IconButton>
        )}
      </label>
      <span className="grow" />
      <span className="graph__count">
        {model.pods.size > 0 && (
          <>
            <b>{words.podCount(model.pods.size)}</b>
            {', '}
            {attention > 0 ? <b className="is-failing">{words.needAttention(attention)}</b> : words.allWell}
          </>
        )}
      </span>
    </div>
  )
}

function NamespaceMenu({ model }: { readonly model: GraphModel }) {
  const chosen = useWorkspace((state) => state.namespaces)
  const set = (namespaces: readonly string[] | undefined) => useWorkspace.setState({ namespaces })
  const all = model.namespaces.map((each) => each.name)
  const isAll = chosen !== undefined && all.every((name) => chosen.includes(name))
  const toggle = (name: string) => {
    const now = chosen ?? []
    const next = now.includes(name) ? now.filter((each) => each !== name) : [...now, name]
    set(next.length > 0 ? next : undefined)
  }
  const items: MenuItem[] = [
    { id: '', title: words.ownNamespaces, checked: chosen === undefined, onChoose: () => set(undefined) },
    { id: '*', title: words.allNamespaces, checked: isAll, onChoose: () => set(all) },
    ...model.namespaces.map(
      ({ name, podCount }, index): MenuItem => ({
        id: name,
        title: <span className="mono">{name}</span>,
        note: words.podCount(podCount),
        checked: chosen?.includes(name) ?? false,
        onChoose: () => toggle(name),
        apart: index === 0,
      }),
    ),
  ]
  const shown = chosen === undefined ? words.ownNamespaces : isAll ? words.allNamespaces : chosen.join(', ')
  return (
    <MenuButton label={`${words.namespace}: ${shown}`} className="chip" items={items} stays>
      {words.namespace} <b>{shown}</b>
      <ChevronDown size={12} />
    </MenuButton>
  )
}
