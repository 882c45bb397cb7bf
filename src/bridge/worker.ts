// The worker's entry: one cluster at a time, answering the page.
import { type Cluster, createCluster } from '../cluster/cluster.ts'
import { replay } from '../cluster/replay.ts'
import { LaptopWatch } from './laptop-watch.ts'
import { Loop } from './loop.ts'
import type { ToPage, ToWorker } from './protocol.ts'

const post = (message: ToPage) => self.postMessage(message)

/** Stands for an answer that the cluster gives when its time has come. */
const later = Symbol('later')

let cluster: Cluster | undefined
let loop: Loop | undefined
let clusters = 0
const logs = new Map<number, () => void>()
const terminals = new Map<number, ReturnType<Cluster['openTerminal']>>()

function start(made: Cluster, playing = true): void {
  loop?.stop()
  for (const stop of logs.values()) stop()
  logs.clear()
  terminals.clear()
  cluster = made
  import('../cluster/api/generated/docs.json').then(
    ({ default: docs }) => made.setDocs(docs),
    // without them `kubectl explain` has no descriptions; everything else works
    () => undefined,
  )
  const laptop = new LaptopWatch(made, ++clusters, (news) => post({ tell: 'laptop', ...news }))
  loop = new Loop(made, clusters, {
    clock: () => performance.now(),
    post,
    schedule: (run, delayMs) =>
      setTimeout(
        () =>
          guarded(() => {
            run()
            if (cluster === made) laptop.look()
          }),
        delayMs,
      ),
  })
  if (!playing) loop.pause()
}

/** Runs `work`; a fault of the engine's is told to the page instead of being lost in a timer. */
function guarded(work: () => void): void {
  try {
    work()
  } catch (error) {
    loop?.stop()
    post({ tell: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function answer(message: ToWorker): unknown {
  if (message.ask === 'start') return start(createCluster(message.options))
  if (message.ask === 'restore') return start(replay(message.recording, message.untilMs), false)
  if (!cluster || !loop) throw new Error('the cluster has not been started')
  switch (message.ask) {
    case 'request':
      return cluster.request(message.request)
    case 'apply':
      return cluster.applyManifest(message.manifest, message.fileName)
    case 'operate':
      return cluster.operate(message.operation)
    case 'change-registry':
      return cluster.changeRegistry(message.change)
    case 'inputs':
      return cluster.inputs()
    case 'objects-at':
      return cluster.objectsAt(message.at)
    case 'look': {
      const { look } = cluster
      return message.lines.map((line) => look(line))
    }
    case 'play':
      return loop.play()
    case 'pause':
      return loop.pause()
    case 'step':
      return loop.step()
    case 'speed':
      return loop.setSpeed(message.factor)
    case 'follow-log': {
      const follow = message.id
      const stop = cluster.followLog(message.namespace, message.pod, message.container, message.options, {
        text: (chunk) => post({ tell: 'log', follow, chunk, end: false }),
        end: (error) => {
          logs.delete(follow)
          post({ tell: 'log', follow, chunk: '', end: true, error })
        },
      })
      logs.set(follow, stop)
      return undefined
    }
    case 'stop-log':
      logs.get(message.follow)?.()
      logs.delete(message.follow)
      return undefined
    case 'open-terminal': {
      const terminal = message.id
      terminals.set(
        terminal,
        cluster.openTerminal(
          { columns: message.columns, rows: message.rows },
          (data) => post({ tell: 'terminal', terminal, data }),
          (code) => {
            terminals.delete(terminal)
            post({ tell: 'terminal', terminal, data: '', exit: code })
          },
        ),
      )
      return terminal
    }
    case 'terminal-input':
      return terminals.get(message.terminal)?.input(message.data)
    case 'terminal-resize':
      return terminals.get(message.terminal)?.resize(message.columns, message.rows)
    case 'close-terminal':
      terminals.get(message.terminal)?.close()
      terminals.delete(message.terminal)
      return undefined
    case 'write-files':
      for (const { path, content } of message.files) cluster.files.write(path, content)
      return undefined
    case 'remove-file':
      return cluster.files.remove(message.path)
    case 'rename-file':
      return cluster.files.rename(message.from, message.to)
    case 'read-laptop-file':
      return cluster.files.read(message.path)
    case 'close-editor':
      return cluster.closeEditor(message.editor)
    case 'browse':
      cluster.browse(message.url, (value) => post({ tell: 'answer', id: message.id, value }))
      return later
    case 'read-file':
      return cluster.readFile(message.pod, message.where, message.path)
  }
}

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const { id } = event.data
  try {
    const value = answer(event.data)
    if (value !== later) post({ tell: 'answer', id, value })
    // what the action changed is on the page's next frame, not a turn later
    if (['apply', 'request', 'operate'].includes(event.data.ask)) guarded(() => loop?.flush())
  } catch (error) {
    post({ tell: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}
