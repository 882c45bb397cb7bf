import { type Cluster, createCluster, type Input, type Inputs, type TerminalSession } from './cluster.ts'

function redo(cluster: Cluster, terminals: Map<number, TerminalSession>, input: Input): void {
  switch (input.input) {
    case 'apply':
      cluster.applyManifest(input.manifest, input.fileName)
      return
    case 'run':
      cluster.terminal.run(input.line, {
        ...(input.stdin === undefined ? {} : { stdin: input.stdin }),
        ...(input.timeoutMs === undefined ? {} : { timeoutMs: input.timeoutMs }),
      })
      return
    case 'request':
      cluster.request(input.request)
      return
    case 'write-file':
      cluster.files.write(input.path, input.content)
      return
    case 'remove-file':
      cluster.files.remove(input.path)
      return
    case 'rename-file':
      cluster.files.rename(input.from, input.to)
      return
    case 'close-editor':
      cluster.closeEditor(input.editor)
      return
    case 'browse':
      cluster.browse(input.url, () => undefined)
      return
    case 'operate':
      cluster.operate(input)
      return
    case 'change-registry':
      cluster.changeRegistry(input.change)
      return
    case 'open-terminal':
      terminals.set(
        input.terminal,
        cluster.openTerminal(
          input,
          () => undefined,
          () => undefined,
        ),
      )
      return
    case 'terminal-input':
      terminals.get(input.terminal)?.input(input.data)
      return
    case 'terminal-resize':
      terminals.get(input.terminal)?.resize(input.columns, input.rows)
      return
    case 'close-terminal':
      terminals.get(input.terminal)?.close()
      return
  }
}

/**
 * Lives through a session again: the same seed and the same inputs at the same virtual times give the same cluster,
 * to the byte ({@link Cluster.hash}).
 *
 * @param untilMs virtual time to stop at; the recording's own end if absent. Inputs after it are left out.
 */
export function replay(recording: Inputs, untilMs = recording.until): Cluster {
  const cluster = createCluster(recording.options)
  const terminals = new Map<number, TerminalSession>()
  for (const input of recording.inputs) {
    if (input.at > untilMs) break
    if (input.at > cluster.now) cluster.advance(input.at - cluster.now)
    redo(cluster, terminals, input)
  }
  if (untilMs > cluster.now) cluster.advance(untilMs - cluster.now)
  return cluster
}
