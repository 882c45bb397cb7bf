import type { Action } from '../../lessons/lesson.ts'
import { session } from '../../state/current-session.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { railUpTo, showEditor } from '../shell/workspace.ts'
import { typeIn } from '../terminal/type-in.ts'

/** Puts a manifest into the editor. */
export function openManifest(fileName: string, text: string): void {
  useManifest.getState().open(fileName, text)
  showEditor()
}

/** Does on the learner's behalf what she could do: in the editor and in the terminal, where she can see it. */
export async function perform(actions: readonly Action[]): Promise<void> {
  for (const action of actions) {
    if (action.do === 'apply') {
      useManifest.getState().open(action.fileName, action.manifest)
      // on a narrow screen the editor would cover what is about to happen
      if (innerWidth > railUpTo) showEditor()
      await useManifest.getState().apply()
    } else if (action.do === 'write') await session.writeFiles([{ path: action.fileName, content: action.text }])
    else if (action.do === 'run') typeIn(action.line)
  }
}
