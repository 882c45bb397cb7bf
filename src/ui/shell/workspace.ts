import { create } from 'zustand'

/** What the reader looks at: an object, or a part of a Pod. */
export interface Selection {
  readonly kind: string
  readonly namespace?: string | undefined
  readonly name: string
  readonly part?: { readonly type: 'container' | 'volume'; readonly name: string } | undefined
}

export type SideView = 'editor' | 'inspector' | 'split'
export type InspectorTab = 'summary' | 'why' | 'yaml' | 'events' | 'logs' | 'inside'

/** How the page is arranged and what is chosen on it; the arrangement is remembered. */
export interface Workspace {
  readonly selection: Selection | undefined
  /** What the pointer, or the editor's cursor, is on: it glows. */
  readonly hover: Selection | undefined
  readonly inspectorTab: InspectorTab
  readonly side: SideView
  readonly sideOpen: boolean
  /** px */
  readonly sideWidth: number
  readonly inspectorHeight: number
  readonly terminalHeight: number
  readonly terminalOpen: boolean
  readonly ribbonOpen: boolean
  /** undefined: all but the cluster's own. */
  readonly namespaces: readonly string[] | undefined
  readonly search: string
  /** The one pane a phone shows. */
  readonly phonePane: 'graph' | 'editor' | 'inspector' | 'terminal'
  readonly presenting: boolean
}

/** Below this width the side column is a rail whose panes open over the canvas. */
export const railUpTo = 1180

const remembered = [
  'side',
  'sideOpen',
  'sideWidth',
  'inspectorHeight',
  'terminalHeight',
  'terminalOpen',
  'ribbonOpen',
] as const satisfies readonly (keyof Workspace)[]

export const defaults = { sideWidth: 400, inspectorHeight: 360, terminalHeight: 150 }
const storageKey = 'podarium.workspace'

function saved(): Partial<Workspace> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    const known = Object.entries(value).filter(
      ([key, each]) => (remembered as readonly string[]).includes(key) && ['string', 'number', 'boolean'].includes(typeof each),
    )
    return Object.fromEntries(known)
  } catch {
    return {}
  }
}

export const useWorkspace = create<Workspace>()(() => ({
  selection: undefined,
  hover: undefined,
  inspectorTab: 'summary',
  side: 'split',
  // on a narrow window the panes would lie over the canvas
  sideOpen: (globalThis.innerWidth ?? 1440) > railUpTo,
  terminalOpen: true,
  ribbonOpen: true,
  ...defaults,
  namespaces: undefined,
  search: '',
  phonePane: 'graph',
  presenting: false,
  ...saved(),
}))

let saving: ReturnType<typeof setTimeout> | undefined

useWorkspace.subscribe((state, before) => {
  if (remembered.every((key) => state[key] === before[key])) return
  clearTimeout(saving)
  saving = setTimeout(() => {
    try {
      localStorage.setItem(storageKey, JSON.stringify(Object.fromEntries(remembered.map((key) => [key, state[key]]))))
    } catch {
      // a full or denied storage costs the arrangement, nothing else
    }
  }, 300)
})

/** Shows something in the inspector. */
export function select(selection: Selection | undefined, tab?: InspectorTab): void {
  const state = useWorkspace.getState()
  const opens = selection !== undefined
  useWorkspace.setState({
    selection,
    ...(tab ? { inspectorTab: tab } : {}),
    ...(opens && state.side === 'editor' ? { side: 'split' } : {}),
    ...(opens ? { sideOpen: true } : {}),
  })
}

/** Opens the editor where it is closed or covered. */
export function showEditor(): void {
  useWorkspace.setState(({ side }) => ({ sideOpen: true, side: side === 'inspector' ? 'split' : side, phonePane: 'editor' }))
}

export function sameThing(a: Selection | undefined, b: Selection | undefined): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.kind === b.kind &&
      a.name === b.name &&
      (a.namespace ?? '') === (b.namespace ?? '') &&
      a.part?.type === b.part?.type &&
      a.part?.name === b.part?.name)
  )
}
