import { useWorkspace } from '../shell/workspace.ts'

interface Typist {
  /** Whether its screen is the one that is shown. */
  readonly shown: () => boolean
  readonly input: (data: string) => void
}

const typists = new Set<Typist>()
let waiting: string[] = []
let watching = false

/** A terminal that is open lets others type into it; returns the end of that. */
export function offerTyping(typist: Typist): () => void {
  typists.add(typist)
  flush()
  return () => typists.delete(typist)
}

function flush(triesLeft = 100): void {
  if (waiting.length === 0) return
  const typist = [...typists].find((each) => each.shown())
  if (typist) for (const text of waiting.splice(0)) typist.input(text)
  else if (triesLeft > 0) setTimeout(() => flush(triesLeft - 1), 50)
}

/** Types a command into the terminal that is shown, opening it if it is folded, as the learner's own keys would. */
export function typeIn(command: string): void {
  useWorkspace.setState({ terminalOpen: true })
  // what still watches would swallow the keys
  const interrupt = watching ? '\x03' : ''
  watching = /\s(-w|--watch|-f)\b|port-forward(?!.*&\s*$)/.test(command.replace(/apply -f|create -f/g, ''))
  waiting = [...waiting, `${interrupt}${command.replaceAll('\n', '\r')}\r`]
  flush()
}
