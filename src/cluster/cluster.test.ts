import { describe, expect, it } from 'vitest'
import { createCluster } from './cluster.ts'
import { replay } from './replay.ts'

const pod = (name: string, spec: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: ${spec}
`
const sleeper = pod('sleeper', '{containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}')

type Cluster = ReturnType<typeof createCluster>
const stdout = (cluster: Cluster, line: string) => cluster.terminal.run(line).stdout.trim()

describe('a new cluster', () => {
  it.each([
    [0, ['minikube']],
    [1, ['control-plane', 'worker-1']],
    [3, ['control-plane', 'worker-1', 'worker-2', 'worker-3']],
  ])('with %d workers is settled at time 0: nodes Ready, kube-system running', (workers, names) => {
    const cluster = createCluster({ workers })
    expect(cluster.now).toBe(0)
    expect(stdout(cluster, "kubectl get nodes -o jsonpath='{.items[*].metadata.name}'").split(' ')).toEqual(names)
    expect(stdout(cluster, 'kubectl get nodes --no-headers | grep -vc " Ready "')).toBe('0')
    expect(stdout(cluster, 'kubectl get pods -n kube-system --no-headers | grep -vc Running')).toBe('0')
    expect(stdout(cluster, 'kubectl get pods -n kube-system -o name | cut -d- -f1,2 | sort -u | wc -l')).toBe('6')
  })

  it('keeps the control plane free of what does not tolerate its taint', () => {
    const cluster = createCluster({ workers: 1 })
    cluster.apply(sleeper)
    cluster.advance(10_000)
    expect(stdout(cluster, "kubectl get pod sleeper -o jsonpath='{.spec.nodeName} {.status.phase}'")).toBe('worker-1 Running')
  })
})

describe('the same seed and inputs', () => {
  const session = (seed: number) => {
    const cluster = createCluster({ seed, workers: 2 })
    cluster.apply(sleeper)
    cluster.advance(5_000)
    cluster.files.write('web.yaml', pod('web', '{containers: [{name: nginx, image: nginx}]}'))
    cluster.terminal.run('kubectl apply -f web.yaml; kubectl wait --for=condition=Ready pod/web; kubectl exec web -- kill 1')
    cluster.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/sleeper' })
    cluster.operate({ operation: 'cut-network', node: 'worker-1' })
    cluster.advance(90_000)
    const terminal = cluster.openTerminal(
      { columns: 80, rows: 24 },
      () => undefined,
      () => undefined,
    )
    terminal.input('kubectl delete pod web --now\r')
    cluster.advance(20_000)
    return cluster
  }

  it('give the same history, to the byte', () => {
    const one = session(7)
    const other = session(7)
    expect(other.hash()).toBe(one.hash())
    expect(other.history()).toEqual(one.history())
    expect(session(8).hash()).not.toBe(one.hash())
  })

  it('come to the same when the session is replayed as data', () => {
    const cluster = session(7)
    const recording = JSON.parse(JSON.stringify(cluster.inputs()))
    expect(replay(recording).hash()).toBe(cluster.hash())
  })

  it('can be replayed up to any moment', () => {
    const cluster = session(7)
    const early = replay(cluster.inputs(), 4_000)
    expect(early.now).toBe(4_000)
    expect(stdout(early, 'kubectl get pods -o name')).toBe('pod/sleeper')
  })
})

describe('every commit and occurrence', () => {
  it('leads back to the action that began it', () => {
    const cluster = createCluster({ workers: 1 })
    const before = cluster.lastRecord
    cluster.apply(pod('crash', '{containers: [{name: main, image: busybox, command: ["false"]}]}'))
    cluster.advance(60_000)
    const records = cluster.historyAfter(before)
    const byId = new Map(records.map((record) => [record.id, record]))
    const about = records.filter((record) => record.subject?.name === 'crash' && record.subject.kind === 'Pod')
    expect(about.length).toBeGreaterThan(20)
    for (const record of about) {
      let root = record
      for (let next = byId.get(root.because ?? -1); next; next = byId.get(root.because ?? -1)) root = next
      expect(root.what, JSON.stringify(record)).toBe('action')
    }
    expect(new Set(about.map((record) => record.what))).toContain('process-exited')
  })
})

describe('the control plane is what its static Pods are', () => {
  const move = (cluster: Cluster, file: string, how: 'away' | 'back') => {
    const at = '/host/etc/kubernetes'
    const [from, to] = how === 'away' ? ['manifests', 'stash'] : ['stash', 'manifests']
    return cluster.terminal.run(
      `kubectl exec -n kube-system janitor -- sh -c 'mkdir -p ${at}/stash; mv ${at}/${from}/${file} ${at}/${to}/'`,
    )
  }
  const janitor = `apiVersion: v1
kind: Pod
metadata: {name: janitor, namespace: kube-system}
spec:
  nodeName: control-plane
  tolerations: [{operator: Exists}]
  containers: [{name: main, image: busybox, command: [sleep, "86400"], volumeMounts: [{name: host, mountPath: /host}]}]
  volumes: [{name: host, hostPath: {path: /}}]
`

  it('without its scheduler, new Pods stay Pending; with it, they are placed', () => {
    const cluster = createCluster({ workers: 1 })
    cluster.apply(janitor)
    cluster.advance(10_000)
    expect(move(cluster, 'kube-scheduler.yaml', 'away').exitCode).toBe(0)
    cluster.advance(60_000)
    cluster.apply(sleeper)
    cluster.advance(60_000)
    expect(stdout(cluster, "kubectl get pod sleeper -o jsonpath='{.status.phase}'")).toBe('Pending')
    move(cluster, 'kube-scheduler.yaml', 'back')
    cluster.advance(60_000)
    expect(stdout(cluster, "kubectl get pod sleeper -o jsonpath='{.status.phase}'")).toBe('Running')
  })
})

describe('apply', () => {
  it('answers as kubectl does', () => {
    const cluster = createCluster({ workers: 1 })
    expect(cluster.apply(sleeper)).toEqual({ stdout: 'pod/sleeper created\n', stderr: '', exitCode: 0 })
    expect(cluster.apply(sleeper)).toEqual({ stdout: 'pod/sleeper unchanged\n', stderr: '', exitCode: 0 })
    expect(cluster.apply('')).toEqual({ stdout: '', stderr: 'error: no objects passed to apply\n', exitCode: 1 })
    const refused = cluster.apply(pod('x', '{containers: []}'))
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('The Pod "x" is invalid: spec.containers: Required value')
  })
})

describe('operations', () => {
  it('refuse what is not there', () => {
    const cluster = createCluster({ workers: 1 })
    expect(() => cluster.operate({ operation: 'power-off', node: 'nowhere' })).toThrow('there is no node nowhere')
    expect(() => cluster.watch('/api/v1/nonsense', () => undefined)).toThrow()
  })

  it('break an image as told', () => {
    const cluster = createCluster({ workers: 1 })
    cluster.changeRegistry({ kind: 'break', reference: 'busybox' })
    cluster.apply(sleeper)
    cluster.advance(5_000)
    expect(stdout(cluster, 'kubectl get pod sleeper --no-headers')).toMatch(/ErrImagePull|ImagePullBackOff/)
  })
})
