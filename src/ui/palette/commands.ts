import { objectsOf, useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import { save as saveDocument } from '../../state/files-store.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { useLookingBack } from '../../state/past.ts'
import { switchTheme } from '../design/theme.ts'
import { toast } from '../design/toast.tsx'
import { systemNamespaces } from '../graph/system-namespaces.ts'
import { chooseFile, copyLink, saveFile, undo } from '../keep/keep.ts'
import { stepForward, togglePlaying } from '../shell/shortcuts.ts'
import { select, useWorkspace } from '../shell/workspace.ts'
import { typeIn } from '../terminal/type-in.ts'
import { words } from '../words.ts'
import { operationsOn } from './operations.ts'
import { registryCommands } from './registry-commands.ts'

/** One line of the palette. */
export interface Command {
  readonly id: string
  readonly title: string
  /** The command that does the same, or where the thing is. */
  readonly note?: string | undefined
  readonly keys?: string | undefined
  readonly run: () => void
  /** Something has to be written first; then this is run instead. */
  readonly ask?: { readonly label: string; readonly example: string; readonly run: (text: string) => void }
}

const goTo = ['Pod', 'Deployment', 'Service', 'StatefulSet', 'DaemonSet', 'Job', 'Node', 'ConfigMap', 'Secret', 'ReplicaSet']

/** Everything that can be done or found now: what is selected comes first. */
export function commands(): readonly Command[] {
  const { selection } = useWorkspace.getState()
  const { playing } = useCluster.getState()
  const { fileName } = useManifest.getState()
  const past = useLookingBack.getState().past !== undefined
  return [
    ...(selection ? operationsOn(selection) : []),
    { id: 'apply', title: 'Apply the manifest', keys: 'Ctrl ↵', run: () => void useManifest.getState().apply() },
    { id: 'changes', title: words.changes, note: `kubectl diff -f ${fileName}`, run: () => void showChanges(fileName) },
    { id: 'play', title: playing ? words.pause : words.play, keys: 'P', run: togglePlaying },
    { id: 'step', title: words.step, keys: 'N', run: stepForward },
    ...[1, 10, 100, 1000].map((factor) => ({
      id: `speed ${factor}`,
      title: `${words.speed} ${words.speedOf(factor)}`,
      run: () => session.setSpeed(factor),
    })),
    { id: 'undo', title: words.undo, run: () => void undo() },
    { id: 'link', title: words.copyLink, run: () => void copyLink() },
    { id: 'save', title: words.saveFile, run: () => void saveFile() },
    { id: 'open', title: words.openFile, run: chooseFile },
    { id: 'theme', title: words.theme, run: switchTheme },
    { id: 'present', title: words.present, run: () => useWorkspace.setState({ presenting: true }) },
    {
      id: 'terminal',
      title: 'Show or hide the terminal',
      run: () => useWorkspace.setState(({ terminalOpen }) => ({ terminalOpen: !terminalOpen })),
    },
    ...(past ? [] : registryCommands()),
    { id: 'add-node', title: words.addNode, run: addNode },
    { id: 'reset', title: `${words.reset}: ${words.resetTitle}`, run: askToReset },
    ...things(),
  ]
}

function askToReset(): void {
  // the dialog belongs to the button, and says what would be lost
  document.querySelector<HTMLButtonElement>('.time__legend .btn')?.click()
}

/** What an apply would change, told by kubectl in the terminal that is shown. */
async function showChanges(fileName: string): Promise<void> {
  await saveDocument(fileName)
  typeIn(`kubectl diff -f '${fileName}' && echo '${words.noChanges}'`)
}

function addNode(): void {
  session
    .operate({ operation: 'add-node', node: '' })
    .catch((error: Error) => toast(words.actionFailed(words.addNode, error.message), 8000))
}

function things(): readonly Command[] {
  const state = useCluster.getState()
  return goTo.flatMap((kind) =>
    [...objectsOf(state, kind).values()]
      .map(({ metadata: { name, namespace } }) => ({ name: String(name), namespace }))
      .sort((a, b) => Number(systemNamespaces.has(a.namespace ?? '')) - Number(systemNamespaces.has(b.namespace ?? '')))
      .map(({ name, namespace }) => ({
        id: `${kind}/${namespace ?? ''}/${name}`,
        title: `${kind} ${name}`,
        note: namespace,
        run: () => select(namespace ? { kind, namespace, name } : { kind, name }),
      })),
  )
}
