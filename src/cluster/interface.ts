import type { ApplyResult } from '../bridge/protocol.ts'
import type { BrowserAnswer } from '../laptop/browse.ts'
import type { EditRequest } from '../laptop/editor.ts'
import type { HomeChanges } from '../laptop/home-changes.ts'
import type { KubeObject } from './api/object.ts'
import type { ApiRequest, ApiResponse, LogOptions, WatchEvent } from './apiserver/interface.ts'
import type { RegistryChange } from './images/image.ts'
import type { PodInsides } from './kubelet/insides.ts'
import type { HistoryRecord } from './sim/history.ts'

export type { BrowserAnswer, HomeChanges }

export interface ClusterOptions {
  /** The only source of chance: the same seed and inputs give the same history. */
  readonly seed?: number | undefined
  /** 0 is one node that does everything, as minikube's; n is a tainted control-plane node and n workers. */
  readonly workers?: number | undefined
  /** Milliseconds since the epoch at virtual time 0. */
  readonly startTime?: number | undefined
}

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** How a test's machine differs from the usual one; not part of the embedding API. */
export interface Rig {
  /** The name of the single node of `workers: 0`. */
  readonly nodeName?: string
  readonly nodeMemoryBytes?: number
  /** False: no Pods in kube-system, as on a machine whose control plane runs beside the cluster. */
  readonly kubeSystem?: boolean
  /** Images that are on the nodes from the start. */
  readonly preload?: readonly string[]
}

/** What befalls a node from outside Kubernetes. */
export interface Operation {
  /**
   * A cut leaves everything running and nobody hearing of it; power off stops it all. A node that is added joins as a
   * worker; one that is removed is gone with its Node object, as a machine of a cloud.
   */
  readonly operation: 'cut-network' | 'restore-network' | 'power-off' | 'power-on' | 'add-node' | 'remove-node'
  /** Its name; for one that is added '' means the next free one. */
  readonly node: string
}

/** One thing that was done to the cluster from outside, with its virtual time: together they are the session. */
export type Input =
  | { readonly at: number; readonly input: 'apply'; readonly manifest: string; readonly fileName: string }
  | { readonly at: number; readonly input: 'run'; readonly line: string; readonly stdin?: string; readonly timeoutMs?: number }
  | { readonly at: number; readonly input: 'request'; readonly request: ApiRequest }
  | { readonly at: number; readonly input: 'write-file'; readonly path: string; readonly content: string }
  | { readonly at: number; readonly input: 'remove-file'; readonly path: string }
  | { readonly at: number; readonly input: 'rename-file'; readonly from: string; readonly to: string }
  /** A file that a program on the laptop waits for was closed in the page's editor. */
  | { readonly at: number; readonly input: 'close-editor'; readonly editor: number }
  /** The laptop's browser went to an address. */
  | { readonly at: number; readonly input: 'browse'; readonly url: string }
  | ({ readonly at: number; readonly input: 'operate' } & Operation)
  | { readonly at: number; readonly input: 'change-registry'; readonly change: RegistryChange }
  | {
      readonly at: number
      readonly input: 'open-terminal'
      readonly terminal: number
      readonly columns: number
      readonly rows: number
    }
  | { readonly at: number; readonly input: 'terminal-input'; readonly terminal: number; readonly data: string }
  | {
      readonly at: number
      readonly input: 'terminal-resize'
      readonly terminal: number
      readonly columns: number
      readonly rows: number
    }
  | { readonly at: number; readonly input: 'close-terminal'; readonly terminal: number }

/** A session as data: enough to live through it again. */
export interface Inputs {
  readonly options: Required<{ [K in keyof ClusterOptions]: number }>
  readonly inputs: readonly Input[]
  /** Virtual ms at which the recording was taken. */
  readonly until: number
}

export interface TerminalSession {
  input(data: string): void
  resize(columns: number, rows: number): void
  close(): void
}

/** A file waiting to be edited, with the number to close it by. */
export interface OpenEditor extends EditRequest {
  readonly editor: number
}

export interface ClusterObserver {
  /** An object was written; a newer one replaces it. */
  put(object: KubeObject): void
  gone(object: KubeObject): void
  /** The insides of the Pod with this uid may have changed. */
  insides(uid: string): void
}

/**
 * One simulated cluster. Everything is synchronous: calls answer at once, and virtual time passes only in `advance`,
 * `step` and `terminal.run`.
 */
export interface Cluster {
  /** Virtual milliseconds since the start. */
  readonly now: number
  readonly startTime: number
  readonly terminal: {
    /** Runs one sh line on the laptop; virtual time passes as it needs, up to `timeoutMs` (60 s if absent; exit 124). */
    run(line: string, options?: { readonly stdin?: string; readonly timeoutMs?: number }): CommandResult
  }
  /**
   * Runs one sh line that only looks (`kubectl get`, `logs`, `wait`…): nothing changes, no virtual time passes, and it
   * is neither an input nor in the history. What would change something is refused; files are not the laptop's.
   */
  look(line: string): CommandResult
  readonly files: {
    /** The laptop's files; relative paths start at the learner's home. */
    write(path: string, content: string): void
    /** Undefined if there is no such file. */
    read(path: string): string | undefined
    list(path?: string): readonly string[]
    /** Whole directories too; fine if it is not there. */
    remove(path: string): void
    /** Throws if there is no `from`. */
    rename(from: string, to: string): void
    /** Begins to watch the home directory: each call of what it returns tells what changed since the one before. */
    watch(): () => HomeChanges | undefined
  }
  /** As `kubectl apply -f -`. */
  apply(manifest: string): CommandResult
  /** As `apply`, told per document with places in the text: what an editor needs. */
  applyManifest(manifest: string, fileName: string): readonly ApplyResult[]
  /** Lets virtual time pass. */
  advance(ms: number): void
  /** The Kubernetes API. */
  request(request: ApiRequest): ApiResponse
  /** Watches a list path (`/api/v1/pods`); returns the end of it. Throws what the server refused. */
  watch(path: string, onEvent: (event: WatchEvent) => void): () => void
  /** Throws if there is no such node. */
  operate(operation: Operation): void
  /** Pushes a tag, breaks one, makes pulls slow… Throws in plain words for what cannot be done. */
  changeRegistry(change: RegistryChange): void
  history(): readonly HistoryRecord[]
  /** A digest of the whole state: the same for the same seed and inputs. */
  hash(): string
  inputs(): Inputs

  // --- for those who drive it in slices and show it
  /** Runs the next planned event if it is due by `untilMs`; says whether there was one. */
  step(untilMs: number): boolean
  /** Moves the clock to `untilMs` when nothing is due before. */
  settleClock(untilMs: number): void
  readonly nextAt: number | undefined
  observe(observer: ClusterObserver): () => void
  objects(): Iterable<KubeObject>
  /**
   * Everything as it stood at a virtual time, from the store's log; undefined where the log no longer reaches. Insides
   * of Pods are not kept: to see those, replay up to that time.
   */
  objectsAt(atMs: number): readonly KubeObject[] | undefined
  podsWithInsides(): Iterable<string>
  insides(podUid: string): PodInsides | undefined
  /** Tells observers of Pods whose processes or written files have changed since the last call; for every frame. */
  noticeInsides(): void
  historyAfter(recordId: number): readonly HistoryRecord[]
  readonly lastRecord: number
  followLog(
    namespace: string,
    pod: string,
    container: string,
    options: LogOptions,
    sink: { text(chunk: string): void; end(error?: string): void },
  ): () => void
  openTerminal(
    size: { readonly columns: number; readonly rows: number },
    onData: (data: string) => void,
    onExit: (code: number) => void,
  ): TerminalSession
  /** Files that a program at a terminal (vi, `kubectl edit`) waits for: it goes on when its editor is closed. */
  editors(): readonly OpenEditor[]
  /** What the person saved was written to the file before. Nothing happens if the program is gone. */
  closeEditor(editor: number): void
  /** Ports of the laptop's localhost on which a process listens, as `kubectl port-forward` does. */
  laptopPorts(): readonly number[]
  /** One GET by a browser on the laptop; `done` once, after the virtual time that it takes. */
  browse(url: string, done: (answer: BrowserAnswer) => void): void
  /**
   * Brings the descriptions of kinds and fields (generated docs.json), which `kubectl explain` prints. They are large:
   * the page loads them when it has time. In Node they are there from the start.
   */
  setDocs(docs: Readonly<Record<string, Readonly<Record<string, string>>>>): void
  /** A file of a volume or container; throws with the reason if it cannot be read. */
  readFile(podUid: string, where: { readonly volume: string } | { readonly container: string }, path: string): string
}
