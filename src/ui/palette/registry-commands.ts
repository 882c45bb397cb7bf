import type { RegistryChange } from '../../bridge/protocol.ts'
import { session } from '../../state/current-session.ts'
import { toast } from '../design/toast.tsx'
import { words } from '../words.ts'
import type { Command } from './commands.ts'

function change(wanted: RegistryChange, done: string): void {
  session.changeRegistry(wanted).then(
    () => toast(done),
    (error: Error) => toast(words.actionFailed(words.registry.name, error.message), 8000),
  )
}

/** `nginx:2.0 like nginx:1.27`, or the two alone. */
export function readPush(text: string): { readonly reference: string; readonly like: string } | undefined {
  const [, reference, like] = /^\s*(\S+)\s+(?:like\s+)?(\S+)\s*$/.exec(text) ?? []
  return reference && like ? { reference, like } : undefined
}

/** What can befall the registry that images come from. */
export function registryCommands(): readonly Command[] {
  const said = words.registry
  const asking = (id: string, title: string, example: string, note: string, run: (text: string) => void): Command => ({
    id: `registry ${id}`,
    title,
    note,
    ask: { label: title, example, run },
    run: () => undefined,
  })
  return [
    {
      id: 'registry slow',
      title: said.slow,
      run: () => change({ kind: 'slow', reference: '*', factor: 10 }, said.slowed),
    },
    { id: 'registry refuse', title: said.refuse, run: () => change({ kind: 'refuse', reference: '*' }, said.refused) },
    asking('break', said.break, 'nginx:1.27', said.breakNote, (reference) =>
      change({ kind: 'break', reference }, said.broken(reference)),
    ),
    asking('push', said.push, 'nginx:2.0 like nginx:1.27', 'docker tag, docker push', (text) => {
      const push = readPush(text)
      if (push) change({ kind: 'push', ...push }, said.pushed(push.reference, push.like))
      else toast(said.pushHow, 8000)
    }),
    asking('remove', said.remove, 'nginx:1.27', said.removeNote, (reference) =>
      change({ kind: 'remove', reference }, said.removed(reference)),
    ),
    { id: 'registry mend', title: said.mend, run: () => change({ kind: 'mend', reference: '*' }, said.mended) },
  ]
}
