import { create } from 'zustand'
import { useWorkspace } from '../shell/workspace.ts'

/** A tab of the laptop: a shell, or a browser. */
export type LaptopTab =
  | {
      readonly id: number
      readonly kind: 'shell'
      readonly title: string | undefined
      /** Typed once, when the shell is ready. */
      readonly command: string | undefined
    }
  | { readonly id: number; readonly kind: 'browser'; readonly port: number }

interface LaptopTabs {
  readonly tabs: readonly LaptopTab[]
  readonly chosen: number
  /** xterm keeps a text for screen readers beside its screen. */
  readonly spoken: boolean
}

export const useLaptopTabs = create<LaptopTabs>()(() => ({
  tabs: [{ id: 1, kind: 'shell', title: undefined, command: undefined }],
  chosen: 1,
  spoken: false,
}))

function add(tab: (id: number) => LaptopTab): void {
  const { tabs } = useLaptopTabs.getState()
  const id = Math.max(0, ...tabs.map((each) => each.id)) + 1
  useLaptopTabs.setState({ tabs: [...tabs, tab(id)], chosen: id })
  useWorkspace.setState({ terminalOpen: true, phonePane: 'terminal' })
}

/** Opens a shell on the laptop in a tab of its own; `command` is its first line. */
export function openShell(how: { readonly title?: string; readonly command?: string } = {}): void {
  add((id) => ({ id, kind: 'shell', title: how.title, command: how.command }))
}

/** Shows what a port of the laptop's localhost serves. */
export function openBrowser(port: number): void {
  const there = useLaptopTabs.getState().tabs.find((each) => each.kind === 'browser' && each.port === port)
  if (there) chooseTab(there.id)
  else {
    add((id) => ({ id, kind: 'browser', port }))
    // a page needs more room than a few lines of shell
    useWorkspace.setState(({ terminalHeight }) => ({ terminalHeight: Math.max(terminalHeight, 260) }))
  }
}

export function chooseTab(id: number): void {
  useLaptopTabs.setState({ chosen: id })
  useWorkspace.setState({ terminalOpen: true })
}

/** The last shell cannot be closed: the row folds instead. */
export function closeTab(id: number): void {
  const { tabs, chosen } = useLaptopTabs.getState()
  const rest = tabs.filter((each) => each.id !== id)
  if (!rest.some((each) => each.kind === 'shell')) useWorkspace.setState({ terminalOpen: false })
  else useLaptopTabs.setState({ tabs: rest, chosen: chosen === id ? (rest.at(-1)?.id ?? 1) : chosen })
}
