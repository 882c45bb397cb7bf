import { applyManifest } from '../kubectl/apply-manifest.ts'
import { createLaptop } from '../laptop/laptop.ts'
import { createOnlooker } from '../laptop/onlooker.ts'
import type { KubeObject } from './api/object.ts'
import { type ApiRequest, isRefusal } from './apiserver/interface.ts'
import { Digest } from './hash.ts'
import type { Cluster, ClusterObserver, ClusterOptions, CommandResult, Input, OpenEditor, Rig } from './interface.ts'
import { decode } from './machine/bytes.ts'
import { Simulation } from './sim/simulation.ts'
import { bootstrap, createControlPlane } from './wiring/control-plane.ts'
import { createMetrics } from './wiring/metrics.ts'
import { createNodes } from './wiring/nodes.ts'
import { tieComponents } from './wiring/static-components.ts'
import { TypedLine } from './wiring/typed-line.ts'

export type {
  Cluster,
  ClusterObserver,
  ClusterOptions,
  CommandResult,
  Input,
  Inputs,
  OpenEditor,
  Operation,
  TerminalSession,
} from './interface.ts'

/** How long a cluster gets to settle before its time begins, virtual ms. */
const settleMs = 60_000
/** 2026-01-01: the wall time of clusters whose maker does not care. */
const defaultStartTime = Date.UTC(2026, 0, 1)

/**
 * Makes a cluster: settled, its nodes Ready, at virtual time 0.
 *
 * Wiring only: the rooms are made, told of each other, and given a minute of virtual time to come up.
 */
export function createCluster(given: ClusterOptions = {}, rig: Rig = {}): Cluster {
  const options = { seed: given.seed ?? 1, workers: given.workers ?? 2, startTime: given.startTime ?? defaultStartTime }
  const sim = new Simulation(options.seed, options.startTime, -settleMs)
  const plane = createControlPlane(sim)
  bootstrap(plane.server, rig.kubeSystem ?? true)
  const nodes = createNodes(sim, plane, options.workers, rig)
  if (rig.kubeSystem !== false) plane.server.setMetrics(createMetrics(sim, plane, nodes))
  const editors = new Map<number, OpenEditor & { readonly done: () => void }>()
  let editorsOpened = 0
  const laptop = createLaptop({
    sim,
    server: plane.server,
    network: nodes.network,
    clusterName: options.workers === 0 ? 'minikube' : 'podarium',
    openEditor(request, done) {
      const editor = ++editorsOpened
      editors.set(editor, { ...request, editor, done })
      return () => editors.delete(editor)
    },
  })
  const [first] = nodes.kubelets.values()
  if (rig.kubeSystem === false || !first) {
    plane.scheduler.start()
    plane.controllerManager.start()
  } else tieComponents(plane, first)
  nodes.start()
  sim.runUntil(0)

  const inputs: Input[] = []
  let terminals = 0
  const observers = new Set<ClusterObserver>()
  plane.etcd.onAnyChange(({ type, object }) => {
    for (const observer of observers) {
      if (type === 'put') observer.put(object)
      else observer.gone(object)
    }
  })
  nodes.onInsidesChanged((uid) => {
    for (const observer of observers) observer.insides(uid)
  })

  /** Does what was asked from outside: recorded as an input, and as the record that all that follows is because of. */
  function act<T>(input: Input, by: string, detail: Readonly<Record<string, unknown>>, work: () => T): T {
    inputs.push(input)
    const action = sim.record({ by, what: 'action', because: undefined, detail })
    return sim.becauseOf(action.id, work)
  }

  function applyAll(manifest: string, fileName: string) {
    return act({ at: sim.now, input: 'apply', manifest, fileName }, 'kubectl', { command: `kubectl apply -f ${fileName}` }, () =>
      applyManifest(plane.server, manifest, { fileName, namespace: laptop.namespace() }),
    )
  }

  const cluster: Cluster = {
    get now() {
      return sim.now
    },
    startTime: options.startTime,
    terminal: {
      run: (line, how = {}) =>
        act({ at: sim.now, input: 'run', line, ...how }, 'laptop', { command: line }, () => laptop.run(line, how)),
    },
    look: createOnlooker(sim, plane.server, laptop, options.workers === 0 ? 'minikube' : 'podarium'),
    files: {
      write(path, content) {
        inputs.push({ at: sim.now, input: 'write-file', path, content })
        laptop.files.write(path, content)
      },
      read: (path) => laptop.files.read(path),
      list: (path) => laptop.files.list(path),
      remove(path) {
        inputs.push({ at: sim.now, input: 'remove-file', path })
        laptop.files.remove(path)
      },
      rename(from, to) {
        if (!laptop.files.exists(from)) throw new Error(`there is no file ${from}`)
        if (laptop.files.exists(to)) throw new Error(`there is already a file ${to}`)
        inputs.push({ at: sim.now, input: 'rename-file', from, to })
        laptop.files.rename(from, to)
      },
      watch: () => laptop.files.watch(),
    },
    apply(manifest): CommandResult {
      const results = applyAll(manifest, '-')
      if (results.length === 0) return { stdout: '', stderr: 'error: no objects passed to apply\n', exitCode: 1 }
      const refusals = results.filter((result) => result.outcome === 'refused')
      return {
        stdout: results.flatMap((result) => (result.outcome === 'refused' ? [] : [`${result.message}\n`])).join(''),
        stderr: [
          ...results.flatMap((result) => result.warnings.map((warning) => `Warning: ${warning}\n`)),
          ...refusals.map((result) => `${result.message}\n`),
        ].join(''),
        exitCode: refusals.length > 0 ? 1 : 0,
      }
    },
    applyManifest: applyAll,
    advance: (ms) => sim.runUntil(sim.now + Math.max(0, ms)),
    request(request: ApiRequest) {
      // looking changes nothing, and is no part of the story
      if (request.method === 'GET') return plane.server.handle(request)
      return act({ at: sim.now, input: 'request', request }, 'kubectl', { method: request.method, path: request.path }, () =>
        plane.server.handle(request),
      )
    },
    watch(path, onEvent) {
      const started = plane.server.watch({ method: 'GET', path, query: { watch: 'true' } }, onEvent)
      if (!isRefusal(started)) return started
      throw new Error((started.body as { message?: string }).message ?? `the watch was refused with ${started.status}`)
    },
    operate({ operation, node }) {
      const kubelet = nodes.kubelets.get(node)
      if (operation === 'add-node') nodes.checkAdd(node)
      else if (operation === 'remove-node') nodes.checkRemove(node)
      else if (!kubelet) throw new Error(`there is no node ${node}`)
      act({ at: sim.now, input: 'operate', operation, node }, 'operator', { operation, node }, () => {
        if (operation === 'add-node') nodes.add(node)
        else if (operation === 'remove-node') nodes.remove(node)
        else if (!kubelet) return
        else if (operation === 'power-off' || operation === 'power-on') kubelet.setPower(operation === 'power-on')
        else kubelet.setCable(operation === 'restore-network')
      })
    },
    changeRegistry(change) {
      act({ at: sim.now, input: 'change-registry', change }, 'operator', { registry: change }, () =>
        nodes.registry.change(change),
      )
    },
    history: () => sim.history.all(),
    hash() {
      const digest = new Digest()
      digest.add([sim.now, plane.etcd.revision, sim.history.lastId])
      for (const resource of [...plane.etcd.resources()].sort()) digest.add([resource, plane.etcd.list(resource)])
      return digest.hex()
    },
    inputs: () => ({ options, inputs: [...inputs], until: sim.now }),

    step: (untilMs) => sim.step(untilMs),
    settleClock: (untilMs) => sim.runUntil(Math.max(sim.now, untilMs)),
    get nextAt() {
      return sim.nextAt
    },
    observe(observer) {
      observers.add(observer)
      return () => observers.delete(observer)
    },
    *objects(): Iterable<KubeObject> {
      for (const resource of plane.etcd.resources()) yield* plane.etcd.list(resource)
    },
    objectsAt(atMs) {
      const revision = plane.etcd.revisionAt(atMs)
      const objects: KubeObject[] = []
      for (const resource of plane.etcd.allResources()) {
        const then = plane.etcd.listAt(resource, revision)
        if (!then) return undefined
        objects.push(...then)
      }
      return objects
    },
    podsWithInsides: () => nodes.pods(),
    insides: (uid) => nodes.insides(uid),
    noticeInsides: () => nodes.noticeInsides(),
    historyAfter: (id) => sim.history.after(id),
    get lastRecord() {
      return sim.history.lastId
    },
    followLog(namespace, pod, container, log, sink) {
      const query = Object.fromEntries(
        Object.entries({ container, ...log }).map(([key, value]) => [key, value === undefined ? undefined : String(value)]),
      )
      const started = plane.server.logs(
        { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`, query },
        { write: (chunk) => sink.text(decode(chunk)), end: (error) => sink.end(error?.message) },
      )
      if (!isRefusal(started)) return started
      sink.end((started.body as { message?: string }).message ?? `refused with ${started.status}`)
      return () => undefined
    },
    editors: () => [...editors.values()].map(({ editor, path, program }) => ({ editor, path, program })),
    closeEditor(editor) {
      const open = editors.get(editor)
      if (!open) return
      editors.delete(editor)
      act({ at: sim.now, input: 'close-editor', editor }, 'laptop', { editor, path: open.path }, open.done)
    },
    laptopPorts: () => laptop.ports(),
    browse(url, done) {
      act({ at: sim.now, input: 'browse', url }, 'laptop', { command: `browser ${url}` }, () => laptop.browse(url, done))
    },
    setDocs: (docs) => plane.server.setDocs(docs),
    openTerminal(size, onData, onExit) {
      const terminal = ++terminals
      inputs.push({ at: sim.now, input: 'open-terminal', terminal, ...size })
      const session = laptop.openTerminal(size, onData, onExit)
      const typed = new TypedLine()
      return {
        input(data) {
          const input: Input = { at: sim.now, input: 'terminal-input', terminal, data }
          const line = typed.take(data)
          // a key is no action of its own; the line that it ends is
          if (/[\r\n]/.test(data))
            act(input, 'laptop', { terminal, ...(line ? { command: line } : {}) }, () => session.input(data))
          else {
            inputs.push(input)
            session.input(data)
          }
        },
        resize(columns, rows) {
          inputs.push({ at: sim.now, input: 'terminal-resize', terminal, columns, rows })
          session.resize(columns, rows)
        },
        close() {
          inputs.push({ at: sim.now, input: 'close-terminal', terminal })
          session.close()
        },
      }
    },
    readFile: (podUid, where, path) => nodes.readFile(podUid, where, path),
  }
  return cluster
}
