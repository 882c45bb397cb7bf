import { Network, ScanSearch, SquarePen, SquareTerminal } from 'lucide-react'
import { words } from '../words.ts'
import { useWorkspace, type Workspace } from './workspace.ts'

const panes = [
  { id: 'graph', title: words.graphShort, Icon: Network },
  { id: 'editor', title: words.editor, Icon: SquarePen },
  { id: 'inspector', title: words.inspector, Icon: ScanSearch },
  { id: 'terminal', title: words.terminal, Icon: SquareTerminal },
] as const

/** On a phone one pane fills the screen; this row, under the thumb, says which. */
export function PhoneTabs() {
  const chosen = useWorkspace((state) => state.phonePane)
  const show = (phonePane: Workspace['phonePane']) =>
    useWorkspace.setState({
      phonePane,
      ...(phonePane === 'editor' || phonePane === 'inspector' ? { side: phonePane, sideOpen: true } : {}),
      ...(phonePane === 'terminal' ? { terminalOpen: true } : {}),
    })
  return (
    <nav className="app__phone" aria-label={words.panes}>
      {panes.map(({ id, title, Icon }) => (
        <button key={id} type="button" aria-pressed={chosen === id} onClick={() => show(id)}>
          <Icon size={18} aria-hidden="true" />
          {title}
        </button>
      ))}
    </nav>
  )
}
