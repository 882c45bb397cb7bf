import type { ApiServer } from '../cluster/apiserver/interface.ts'
import { decode, encode } from '../cluster/machine/bytes.ts'
import { createMachine } from '../cluster/machine/kernel.ts'
import type { FileSystem, Machine, StartedProcess } from '../cluster/machine/machine.ts'
import { Errno, type Program } from '../cluster/machine/program.ts'
import { Terminal } from '../cluster/machine/terminal.ts'
import type { ClusterNetwork } from '../cluster/network/cluster-network.ts'
import { coreutils, extraTools, networkTools, processTools, systemTools, textTools } from '../cluster/programs/applets.ts'
import { dash, sh, shellProgram } from '../cluster/shell/sh.ts'
import type { Simulation } from '../cluster/sim/simulation.ts'
import { completeKubectl } from '../kubectl/complete.ts'
import { Kubeconfig } from '../kubectl/kubeconfig.ts'
import { kubectlProgram } from '../kubectl/kubectl.ts'
import { type BrowserAnswer, browse } from './browse.ts'
import { editorProgram, type OpenEditor } from './editor.ts'
import { furnishHome, homeDirectory, learner, systemFiles } from './home.ts'
import { type HomeChanges, watchHome } from './home-changes.ts'
import { minikube } from './minikube.ts'
import { TextStream } from './text-stream.ts'

export interface LaptopOptions {
  readonly sim: Simulation
  readonly server: ApiServer
  /** The network that the nodes are in; without one, only localhost can be reached. */
  readonly network?: ClusterNetwork | undefined
  /** The laptop's own address in it. */
  readonly address?: string | undefined
  /** Name of the kubeconfig's context, cluster and user; `minikube` if absent. */
  readonly clusterName?: string | undefined
  /** Where the kubeconfig says the API server is. */
  readonly serverUrl?: string | undefined
  /** How vi and `kubectl edit` reach a person; they give up without it. */
  readonly openEditor?: OpenEditor | undefined
}

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export interface TerminalSession {
  /** Keys, as a terminal emulator sends them. */
  input(data: string): void
  resize(columns: number, rows: number): void
  close(): void
}

/** The learner's workstation. */
export interface Laptop {
  readonly machine: Machine
  /** Paths from the home directory on, or absolute. */
  readonly files: {
    write(path: string, content: string): void
    /** Undefined if there is no such file. */
    read(path: string): string | undefined
    /** Every file under a directory, with its path from there on; hidden ones left out. */
    list(path?: string): readonly string[]
    exists(path: string): boolean
    remove(path: string): void
    /** Directories above are made as needed. */
    rename(from: string, to: string): void
    /** Begins to watch the home directory: each call of what it returns tells what changed since the one before. */
    watch(): () => HomeChanges | undefined
  }
  /** Ports on which a process listens for callers from the laptop itself, lowest first. */
  ports(): readonly number[]
  /** One GET by a browser on the laptop; `done` once, after the virtual time that it takes. */
  browse(url: string, done: (answer: BrowserAnswer) => void): void
  /** The namespace that kubectl works in unless told otherwise. */
  namespace(): string
  /**
   * Runs one line of shell to its end, virtual time passing as it needs, up to `timeoutMs` (60 s if absent): then the
   * shell is killed and the exit code is 124.
   */
  run(line: string, how?: { readonly stdin?: string | undefined; readonly timeoutMs?: number | undefined }): CommandResult
  /** A shell at a terminal. `onData` gets what appears on the screen. */
  openTerminal(
    size: { readonly columns: number; readonly rows: number },
    onData: (data: string) => void,
    onExit: (code: number) => void,
  ): TerminalSession
}

const defaultTimeoutMs = 60_000

export function createLaptop(options: LaptopOptions): Laptop {
  const { sim, network, address = '192.168.49.1', clusterName = 'minikube', serverUrl = 'https://127.0.0.1:6443' } = options
  const machine = createMachine(sim, 'laptop', { addresses: [address], network })
  network?.addHost('laptop', address, machine.network)
  const disk = machine.newFileSystem({
    type: 'ext4',
    layer: { files: systemFiles, programs: programsOf(options, clusterName, serverUrl) },
  })
  furnishHome(disk, { name: clusterName, url: serverUrl })
  const mounts = machine.newMountTable([{ target: '/', fileSystem: disk, source: '/dev/nvme0n1p2' }], machine.pids)
  const common = {
    env: environment,
    cwd: homeDirectory,
    user: learner,
    hostname: 'laptop',
    mounts,
    pids: machine.pids,
    network: machine.network,
    cgroup: machine.cgroup,
  }

  function run(
    line: string,
    how: { readonly stdin?: string | undefined; readonly timeoutMs?: number | undefined } = {},
  ): CommandResult {
    let stdout = ''
    let stderr = ''
    let exitCode: number | undefined
    const until = sim.now + (how.timeoutMs ?? defaultTimeoutMs)
    const shell = machine.start({
      ...common,
      argv: ['bash', '-c', encode(line)],
      stdin: 'open',
      stdout: (data) => {
        stdout += data
      },
      stderr: (data) => {
        stderr += data
      },
      onExit: (status) => {
        exitCode = status.code ?? 128 + 9
      },
    })
    if (how.stdin !== undefined) shell.writeStdin(encode(how.stdin))
    shell.closeStdin()
    while (exitCode === undefined && sim.step(until)) {
      // virtual time passes as the command needs it
    }
    if (exitCode !== undefined) return { stdout: decode(stdout), stderr: decode(stderr), exitCode }
    sim.runUntil(until)
    stopTree(machine, shell)
    return { stdout: decode(stdout), stderr: decode(stderr), exitCode: 124 }
  }

  return {
    machine,
    files: filesOf(disk),
    ports: () =>
      machine.network
        .listeners()
        .flatMap(({ pid, port, address }) => (pid !== undefined && /^(0\.0\.0\.0|127\.)/.test(address) ? [port] : []))
        .sort((a, b) => a - b),
    browse: (url, done) => browse((how) => machine.start({ ...common, ...how }), url, done),
    namespace() {
      try {
        return kubeconfigOn(disk).namespace('') || 'default'
      } catch {
        return 'default'
      }
    },
    run,
    openTerminal(size, onData, onExit) {
      const text = new TextStream()
      const terminal = new Terminal({ ...size, output: (data) => onData(text.add(data)) })
      machine.start({
        ...common,
        env: { ...environment, TERM: 'xterm-256color' },
        argv: ['bash', '-l'],
        terminal,
        onExit: (status) => onExit(status.code ?? 128 + 1),
      })
      return {
        input: (data) => terminal.input(encode(data)),
        resize: (columns, rows) => terminal.resize(columns, rows),
        close: () => terminal.hangUp(),
      }
    },
  }
}

const environment = {
  HOME: homeDirectory,
  USER: 'learner',
  LOGNAME: 'learner',
  SHELL: '/bin/bash',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
}

function programsOf(options: LaptopOptions, clusterName: string, serverUrl: string): Readonly<Record<string, Program>> {
  const { sim, server, openEditor } = options
  const kubectl = kubectlProgram({
    server,
    after: (ms, run) => {
      const timer = sim.after(ms, run)
      return () => sim.cancel(timer)
    },
  })
  const tools = [...coreutils, ...processTools, ...textTools, ...systemTools, ...networkTools, ...extraTools]
  const editors = ['vi', 'vim', 'nano', 'emacs', 'code'].map((name) => editorProgram(name, openEditor))
  const bash = shellProgram('bash', 'bash', {
    // biome-ignore lint/correctness/useYield: everything kubectl asks is answered at once
    *completer({ process, words, current }) {
      const [program, ...rest] = words
      if (program !== 'kubectl' && program !== 'k') return undefined
      return completeKubectl(server, rest, current, Kubeconfig.load(process).namespace('') || 'default')
    },
  })
  const host = serverUrl.replace(/^https?:\/\//, '').replace(/:\d+$/, '')
  return {
    ...Object.fromEntries([...tools, ...editors].map((program) => [`/usr/bin/${program.name}`, program])),
    '/bin/sh': sh,
    '/bin/dash': dash,
    '/bin/bash': bash,
    '/usr/local/bin/kubectl': kubectl,
    '/usr/local/bin/k': kubectl,
    '/usr/local/bin/minikube': minikube(clusterName, host),
  }
}

function filesOf(disk: FileSystem): Laptop['files'] {
  const absolute = (path: string) => (path.startsWith('/') ? path : `${homeDirectory}/${path.replace(/^(\.\/|~\/)/, '')}`)
  return {
    write(path, content) {
      const whole = absolute(path)
      const directory = whole.slice(0, whole.lastIndexOf('/'))
      if (!disk.exists(directory)) disk.mkdir(directory, learner)
      disk.write(whole, encode(content), learner)
    },
    read(path) {
      try {
        return decode(disk.read(absolute(path)))
      } catch (error) {
        if (error instanceof Errno) return undefined
        throw error
      }
    },
    list(path = '.') {
      const base = absolute(path === '.' ? '' : path).replace(/\/$/, '')
      if (!disk.exists(base)) return []
      const found: string[] = []
      disk.walk(base, (file, stat) => {
        const relative = file.slice(base.length + 1)
        if (stat.type === 'file' && !/(^|\/)\./.test(relative)) found.push(relative)
      })
      return found
    },
    exists: (path) => disk.exists(absolute(path)),
    remove: (path) => disk.remove(absolute(path)),
    rename(from, to) {
      const target = absolute(to)
      disk.mkdir(target.slice(0, target.lastIndexOf('/')), learner)
      disk.rename(absolute(from), target)
    },
    watch: () => watchHome(disk, homeDirectory),
  }
}

function kubeconfigOn(disk: FileSystem): Kubeconfig {
  const path = `${homeDirectory}/.kube/config`
  return Kubeconfig.parse(path, decode(disk.read(path)))
}

/** Ends a shell and everything that it has started. */
function stopTree(machine: Machine, shell: StartedProcess): void {
  const all = machine.pids.processes()
  const below = (pid: number): number[] => all.filter((one) => one.ppid === pid).flatMap((one) => [one.pid, ...below(one.pid)])
  const children = below(shell.pid)
  shell.kill()
  for (const pid of children) if (machine.pids.processes().some((one) => one.pid === pid)) machine.pids.signal(pid, 'KILL')
}
