import { describe, expect, it } from 'vitest'
import type { BrowserAnswer } from '../laptop/browse.ts'
import { createCluster } from './cluster.ts'
import { replay } from './replay.ts'

function withTerminal() {
  const cluster = createCluster({ workers: 1 })
  let screen = ''
  const terminal = cluster.openTerminal(
    { columns: 100, rows: 30 },
    (data) => {
      screen += data
    },
    () => undefined,
  )
  cluster.advance(500)
  const type = (keys: string) => {
    terminal.input(keys)
    cluster.advance(1_000)
  }
  return { cluster, type, screen: () => screen }
}

const replayed = (cluster: ReturnType<typeof createCluster>) => replay(JSON.parse(JSON.stringify(cluster.inputs())))

describe('an editor on the laptop', () => {
  it('waits until its file is closed, and kubectl edit sends what was saved', () => {
    const { cluster, type, screen } = withTerminal()
    cluster.terminal.run('kubectl create configmap settings --from-literal=color=red')
    type('kubectl edit configmap settings; echo done=$?\r')
    const [open] = cluster.editors()
    expect(open).toMatchObject({ editor: 1, program: 'kubectl edit' })
    expect(screen()).not.toContain('done=0')
    const path = open?.path ?? ''
    cluster.files.write(path, (cluster.files.read(path) ?? '').replace('color: red', 'color: blue'))
    cluster.closeEditor(1)
    cluster.advance(1_000)
    expect(screen()).toContain('configmap/settings edited')
    expect(screen()).toContain('done=0')
    expect(cluster.editors()).toEqual([])
    expect(cluster.terminal.run("kubectl get cm settings -o jsonpath='{.data.color}'").stdout).toBe('blue')
    expect(replayed(cluster).hash()).toBe(cluster.hash())
  })

  it('closed without saving, cancels the edit', () => {
    const { cluster, type, screen } = withTerminal()
    type('kubectl edit configmap kube-root-ca.crt\r')
    cluster.closeEditor(1)
    cluster.advance(1_000)
    expect(screen()).toContain('Edit cancelled, no changes made.')
  })

  it('is closed when its program is', () => {
    const { cluster, type } = withTerminal()
    type('vi a/../notes.txt\r')
    expect(cluster.editors()).toEqual([{ editor: 1, path: '/home/learner/notes.txt', program: 'vi' }])
    type('\x03')
    expect(cluster.editors()).toEqual([])
    cluster.closeEditor(1)
  })

  it('is refused to commands without a terminal', () => {
    const { cluster } = withTerminal()
    expect(cluster.terminal.run('vi notes.txt')).toMatchObject({ exitCode: 1 })
  })
})

describe("the laptop's browser", () => {
  it('reaches a Pod through a port-forward, and only then', () => {
    const { cluster, type } = withTerminal()
    cluster.terminal.run('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web')
    expect(cluster.laptopPorts()).toEqual([])
    type('kubectl port-forward pod/web 8080:80\r')
    expect(cluster.laptopPorts()).toEqual([8080])
    const answers: BrowserAnswer[] = []
    cluster.browse('http://localhost:8080/', (answer) => answers.push(answer))
    cluster.advance(2_000)
    expect(answers[0]?.statusLine).toBe('HTTP/1.1 200 OK')
    expect(answers[0]?.body).toContain('Welcome to nginx')
    expect(cluster.terminal.run('kubectl logs web').stdout).toContain('GET / HTTP/1.1')
    type('\x03')
    expect(cluster.laptopPorts()).toEqual([])
    cluster.browse('http://localhost:8080/', (answer) => answers.push(answer))
    cluster.advance(2_000)
    expect(answers[1]?.error).toContain('Failed to connect to localhost port 8080')
    expect(replayed(cluster).hash()).toBe(cluster.hash())
  })
})

describe('files of the laptop', () => {
  it('are written, renamed and removed from outside as inputs', () => {
    const { cluster } = withTerminal()
    cluster.files.write('a.yaml', 'a\n')
    cluster.files.write('old/b.yaml', 'b\n')
    cluster.files.rename('old/b.yaml', 'new/deep/c.yaml')
    cluster.files.remove('a.yaml')
    expect(() => cluster.files.rename('a.yaml', 'b.yaml')).toThrow('there is no file a.yaml')
    expect(cluster.files.list()).toEqual(['new/deep/c.yaml'])
    expect(replayed(cluster).files.read('new/deep/c.yaml')).toBe('b\n')
  })
})
