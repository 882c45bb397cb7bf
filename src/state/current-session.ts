import type {
  ApiRequest,
  ApiResponse,
  ApplyResult,
  BrowserAnswer,
  ClusterOptions,
  Frame,
  Inputs,
  KubeObject,
  LaptopNews,
  LogOptions,
  Operation,
  RegistryChange,
} from '../bridge/protocol.ts'
import { WorkerClient } from '../bridge/worker-client.ts'
import { afterFrame, useCluster } from './cluster-store.ts'
import type { FileText, Session, Terminal } from './session.ts'

export interface LaptopKeeper {
  news(news: LaptopNews): void
  forNewLaptop(): readonly FileText[]
}

const defaults = { seed: 1, workers: 2 }

/**
 * The page's one session. Frames are merged into the mirror once an animation frame, so that a burst from the worker
 * renders once.
 */
class WorkerSession implements Session {
  private options: ClusterOptions | undefined
  private client: WorkerClient | undefined
  private readonly pending: Frame[] = []
  private scheduled = false
  private laptop: LaptopKeeper | undefined

  /** Starts the worker and its first cluster. Called once, by the composition root. */
  start(options: Partial<ClusterOptions> = {}): void {
    this.options = { ...defaults, startTime: Date.now(), ...options }
    useCluster.setState({ phase: 'starting', failure: undefined, startTime: this.options.startTime })
    const worker = new Worker(new URL('../bridge/worker.ts', import.meta.url), { type: 'module', name: 'cluster' })
    this.client?.terminate()
    this.client = new WorkerClient(worker, {
      onFrame: (frame) => this.receive(frame),
      onLaptop: (news) => this.laptop?.news(news),
      onBroken: (message) => useCluster.setState({ phase: 'broken', failure: message }),
    })
    this.client.tell({ ask: 'start', options: this.options })
    this.furnish()
  }

  apply(manifest: string, fileName: string): Promise<readonly ApplyResult[]> {
    return this.worker.ask({ ask: 'apply', manifest, fileName })
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    return this.worker.ask({ ask: 'request', request })
  }

  operate(operation: Operation): Promise<void> {
    return this.worker.ask({ ask: 'operate', operation })
  }

  changeRegistry(change: RegistryChange): Promise<void> {
    return this.worker.ask({ ask: 'change-registry', change })
  }

  inputs(): Promise<Inputs> {
    return this.worker.ask({ ask: 'inputs' })
  }

  async restore(recording: Inputs, untilMs?: number): Promise<void> {
    await this.worker.ask({ ask: 'restore', recording, untilMs })
    this.options = recording.options
    useCluster.setState({ startTime: recording.options.startTime })
  }

  objectsAt(atMs: number): Promise<readonly KubeObject[] | undefined> {
    return this.worker.ask({ ask: 'objects-at', at: atMs })
  }

  look(lines: readonly string[]): ReturnType<Session['look']> {
    return this.worker.ask({ ask: 'look', lines })
  }

  play(): void {
    this.worker.tell({ ask: 'play' })
  }

  pause(): void {
    this.worker.tell({ ask: 'pause' })
  }

  step(): void {
    this.worker.tell({ ask: 'step' })
  }

  setSpeed(factor: number): void {
    this.worker.tell({ ask: 'speed', factor })
  }

  reset(options: { readonly workers?: number; readonly seed?: number } = {}): void {
    if (useCluster.getState().phase === 'broken') {
      this.start({ ...this.options, ...options, startTime: Date.now() })
      return
    }
    this.options = { ...defaults, ...this.options, ...options, startTime: Date.now() }
    useCluster.setState({ startTime: this.options.startTime })
    this.worker.tell({ ask: 'start', options: this.options })
    this.furnish()
  }

  followLog(
    pod: { readonly namespace: string; readonly name: string },
    container: string,
    options: LogOptions,
    onChunk: (text: string) => void,
    onEnd: (error?: string) => void,
  ): () => void {
    return this.worker.followLog(
      { ask: 'follow-log', namespace: pod.namespace, pod: pod.name, container, options },
      { chunk: onChunk, end: onEnd },
    )
  }

  async openTerminal(
    size: { readonly columns: number; readonly rows: number },
    onData: (data: string) => void,
    onExit: (code: number) => void,
  ): Promise<Terminal> {
    const { worker } = this
    const terminal = await worker.openTerminal(size.columns, size.rows, { data: onData, exit: onExit })
    return {
      input: (data) => worker.tell({ ask: 'terminal-input', terminal, data }),
      resize: (columns, rows) => worker.tell({ ask: 'terminal-resize', terminal, columns, rows }),
      close: () => worker.tell({ ask: 'close-terminal', terminal }),
    }
  }

  readFile(pod: string, where: { readonly volume: string } | { readonly container: string }, path: string): Promise<string> {
    return this.worker.ask({ ask: 'read-file', pod, where, path })
  }

  writeFiles(files: readonly FileText[]): Promise<void> {
    return this.worker.ask({ ask: 'write-files', files })
  }

  removeFile(path: string): Promise<void> {
    return this.worker.ask({ ask: 'remove-file', path })
  }

  renameFile(from: string, to: string): Promise<void> {
    return this.worker.ask({ ask: 'rename-file', from, to })
  }

  readLaptopFile(path: string): Promise<string | undefined> {
    return this.worker.ask({ ask: 'read-laptop-file', path })
  }

  closeEditor(editor: number): Promise<void> {
    return this.worker.ask({ ask: 'close-editor', editor })
  }

  browse(url: string): Promise<BrowserAnswer> {
    return this.worker.ask({ ask: 'browse', url })
  }

  /** Who keeps the learner's files: told of changes, asked what a new laptop gets. */
  keepFiles(keeper: LaptopKeeper): void {
    this.laptop = keeper
  }

  /** A new cluster comes with a new laptop: the learner's files are put on it as the session's first inputs. */
  private furnish(): void {
    const files = this.laptop?.forNewLaptop() ?? []
    if (files.length > 0) this.worker.tell({ ask: 'write-files', files })
  }

  private get worker(): WorkerClient {
    if (!this.client) throw new Error('the session has not been started')
    return this.client
  }

  private receive(frame: Frame): void {
    this.pending.push(frame)
    if (this.scheduled) return
    this.scheduled = true
    // A hidden page gets no animation frames; it catches up by timer instead.
    if (document.visibilityState === 'hidden') setTimeout(this.merge, 100)
    else requestAnimationFrame(this.merge)
  }

  private readonly merge = (): void => {
    this.scheduled = false
    let state = useCluster.getState()
    for (const frame of this.pending.splice(0)) state = afterFrame(state, frame)
    useCluster.setState(state)
  }
}

export const currentSession = new WorkerSession()
export const session: Session = currentSession
