import { describe, expect, it } from 'vitest'
import { createApiServer } from '../cluster/apiserver/api-server.ts'
import { Etcd } from '../cluster/etcd/etcd.ts'
import { Simulation } from '../cluster/sim/simulation.ts'
import { createLaptop } from './laptop.ts'

function started() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const server = createApiServer({ sim, etcd: new Etcd(sim) })
  const post = (path: string, body: unknown) => server.handle({ method: 'POST', path, body })
  post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  post('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } })
  return { sim, laptop: createLaptop({ sim, server }) }
}

describe('the laptop', () => {
  it('runs lines of shell with pipes, files and kubectl', () => {
    const { laptop } = started()
    laptop.files.write(
      'pod.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n',
    )
    expect(laptop.run('kubectl apply -f pod.yaml && k get pods -o name | wc -l')).toEqual({
      stdout: 'pod/web created\n1\n',
      stderr: '',
      exitCode: 0,
    })
    expect(laptop.run('kubectl get pod web -o yaml > out.yaml; grep -c nginx out.yaml')).toMatchObject({ exitCode: 0 })
    expect(laptop.files.read('out.yaml')).toContain('name: web')
    expect(laptop.files.list()).toEqual(['out.yaml', 'pod.yaml'])
  })

  it('takes here-documents', () => {
    const { laptop } = started()
    const line = 'cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf\ndata:\n  a: "1"\nEOF'
    expect(laptop.run(line)).toEqual({ stdout: 'configmap/conf created\n', stderr: '', exitCode: 0 })
  })

  it('gives stdin, and gives up in time', () => {
    const { sim, laptop } = started()
    expect(laptop.run('cat', { stdin: 'grüße\n' })).toEqual({ stdout: 'grüße\n', stderr: '', exitCode: 0 })
    const before = sim.now
    expect(laptop.run('echo a; sleep 100; echo b', { timeoutMs: 5000 })).toEqual({ stdout: 'a\n', stderr: '', exitCode: 124 })
    expect(sim.now - before).toBe(5000)
    expect(laptop.machine.pids.processes()).toEqual([])
  })

  it('knows the namespace of the context', () => {
    const { laptop } = started()
    expect(laptop.namespace()).toBe('default')
    expect(laptop.run('kubectl config set-context --current --namespace=kube-system').stdout).toBe(
      'Context "minikube" modified.\n',
    )
    expect(laptop.namespace()).toBe('kube-system')
  })

  it('completes verbs, kinds, flags and live names', () => {
    const { sim, laptop } = started()
    laptop.run('kubectl create configmap settings --from-literal=a=1')
    let screen = ''
    const terminal = laptop.openTerminal(
      { columns: 80, rows: 24 },
      (data) => {
        screen += data
      },
      () => {},
    )
    const type = (keys: string) => {
      sim.runUntil(sim.now + 500)
      terminal.input(keys)
      sim.runUntil(sim.now + 500)
    }
    type('kubectl desc\tconfigm\tsett\t--show-e\tfalse\r')
    expect(screen).toContain('kubectl describe configmaps settings --show-events ')
    expect(screen).toContain('Name:         settings')
  })

  it('opens terminals', () => {
    const { sim, laptop } = started()
    let screen = ''
    let exit: number | undefined
    const terminal = laptop.openTerminal(
      { columns: 80, rows: 24 },
      (data) => {
        screen += data
      },
      (code) => {
        exit = code
      },
    )
    sim.runUntil(sim.now + 1000)
    terminal.input('echo hello $((1+1))\r')
    sim.runUntil(sim.now + 1000)
    expect(screen).toContain('hello 2\r\n')
    terminal.input('exit 3\r')
    sim.runUntil(sim.now + 1000)
    expect(exit).toBe(3)
  })
})
