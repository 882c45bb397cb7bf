import type { Machine, StartedProcess } from '../machine/machine.ts'
import { Errno } from '../machine/program.ts'
import { signalNumbers } from '../machine/signals.ts'
import { Terminal } from '../machine/terminal.ts'
import type { Container } from './container.ts'
import type { Stream, StreamOptions, StreamSink } from './interface.ts'
import { skipThreads } from './runc-threads.ts'

/** A stream whose process can be killed by the one who opened it. */
export interface KillableStream extends Stream {
  kill(): void
}

/** Opens an exec session (with a command) or attaches to PID 1 (without). */
export function openStream(machine: Machine, container: Container, options: StreamOptions, sink: StreamSink): KillableStream {
  return options.command ? exec(machine, container, options.command, options, sink) : attach(container, options, sink)
}

function exec(
  machine: Machine,
  container: Container,
  command: readonly string[],
  options: StreamOptions,
  sink: StreamSink,
): KillableStream {
  const { sandbox } = container
  let process: StartedProcess | undefined
  let ended = false
  const terminal = options.tty ? new Terminal({ output: (data) => sink.stdout(data) }) : undefined
  try {
    process = machine.start({
      argv: command,
      env: options.tty ? { ...container.env, TERM: 'xterm' } : container.env,
      cwd: container.cwd,
      user: container.user,
      hostname: sandbox.config.hostname,
      mounts: container.mounts,
      pids: container.pids,
      network: sandbox.network,
      cgroup: container.cgroup,
      capabilities: container.capabilities,
      confinement: container.config.confinement,
      ...(terminal
        ? { terminal }
        : {
            ...(options.stdin ? { stdin: 'open' as const } : undefined),
            stdout: (data: string) => sink.stdout(data),
            stderr: (data: string) => sink.stderr(data),
          }),
      onExit: (status) => {
        if (ended) return
        ended = true
        sink.end({ exitCode: status.signal ? 128 + signalNumbers[status.signal] : (status.code ?? 0) })
      },
    })
    skipThreads(container.pids, process.pid)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    ended = true
    sink.end({ error: execErrorText(command[0] ?? '', error) })
  }
  return {
    stdin(chunk) {
      if (terminal) terminal.input(chunk)
      else process?.writeStdin(chunk)
    },
    closeStdin() {
      if (terminal) terminal.input('\x04')
      else process?.closeStdin()
    },
    resize(columns, rows) {
      terminal?.resize(columns, rows)
    },
    close() {
      if (ended) return
      if (terminal) process?.signal('HUP')
      else process?.closeStdin()
    },
    kill() {
      if (ended) return
      ended = true
      process?.kill()
    },
  }
}

function execErrorText(program: string, error: Errno): string {
  const reason =
    error.code === 'ENOENT' && !program.includes('/')
      ? 'executable file not found in $PATH'
      : error.code === 'ENOENT'
        ? `stat ${program}: no such file or directory`
        : error.text.toLowerCase()
  return `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${reason}`
}

function attach(container: Container, options: StreamOptions, sink: StreamSink): KillableStream {
  const output = {
    stdout: (data: string) => sink.stdout(data),
    stderr: (data: string) => sink.stderr(data),
    end: () => sink.end({ exitCode: container.exitCode }),
  }
  container.outputs.add(output)
  return {
    stdin(chunk) {
      if (!options.stdin) return
      if (container.terminal) container.terminal.input(chunk)
      else container.process?.writeStdin(chunk)
    },
    closeStdin() {
      if (!options.stdin || !container.config.stdinOnce) return
      if (container.terminal) container.terminal.input('\x04')
      else container.process?.closeStdin()
    },
    resize(columns, rows) {
      container.terminal?.resize(columns, rows)
    },
    close() {
      container.outputs.delete(output)
    },
    kill() {
      container.outputs.delete(output)
    },
  }
}
