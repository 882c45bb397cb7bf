import { createApiServer } from '../../cluster/apiserver/api-server.ts'
import { Etcd } from '../../cluster/etcd/etcd.ts'
import { decode, encode } from '../../cluster/machine/bytes.ts'
import { createMachine } from '../../cluster/machine/kernel.ts'
import { Simulation } from '../../cluster/sim/simulation.ts'
import { kubectlProgram } from '../kubectl.ts'

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** kubectl on a machine of its own, before a real API server without controllers or nodes. */
export function kubectlRig() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const server = createApiServer({ sim, etcd: new Etcd(sim) })
  const post = (path: string, body: unknown) => server.handle({ method: 'POST', path, body })
  for (const name of ['default', 'kube-system']) {
    post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    post(`/api/v1/namespaces/${name}/serviceaccounts`, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default' },
    })
  }
  const machine = createMachine(sim, 'laptop')
  const kubectl = kubectlProgram({
    server,
    after: (ms, run) => {
      const timer = sim.after(ms, run)
      return () => sim.cancel(timer)
    },
  })
  const home = machine.newFileSystem({ type: 'ext4', layer: { files: {}, programs: { '/usr/bin/kubectl': kubectl } } })
  home.mkdir('/home/learner', { uid: 1000, gid: 1000 })
  home.mkdir('/tmp', { mode: 0o1777 })

  /** Runs one command, virtual time passing as it needs, a minute at most. */
  const run = (line: string, stdin = ''): Outcome => {
    let stdout = ''
    let stderr = ''
    let exitCode: number | undefined
    const process = machine.start({
      argv: split(line).map(encode),
      env: { HOME: '/home/learner', PATH: '/usr/bin' },
      cwd: '/home/learner',
      hostname: 'laptop',
      mounts: machine.newMountTable([{ target: '/', fileSystem: home }], machine.pids),
      pids: machine.pids,
      network: machine.network,
      cgroup: machine.cgroup,
      stdin: 'open',
      stdout: (data) => {
        stdout += data
      },
      stderr: (data) => {
        stderr += data
      },
      onExit: (status) => {
        exitCode = status.code ?? 137
      },
    })
    process.writeStdin(encode(stdin))
    process.closeStdin()
    const until = sim.now + 60_000
    while (exitCode === undefined && sim.step(until)) {
      // virtual time passes
    }
    if (exitCode === undefined) process.kill()
    return { stdout: decode(stdout), stderr: decode(stderr), exitCode: exitCode ?? 124 }
  }
  return { sim, server, run, write: (path: string, text: string) => home.write(`/home/learner/${path}`, encode(text)) }
}

/** Words with quotes, as a shell would hand them over. */
function split(line: string): string[] {
  const words: string[] = []
  for (const [, plain] of line.matchAll(/((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/g)) {
    words.push(
      String(plain).replace(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
        (_, single?: string, double?: string, escaped?: string) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
      ),
    )
  }
  return words
}
