/**
 * What the page can do with its cluster. One session a page; the worker behind it can be replaced (reset, recovery)
 * without the views noticing more than a new `cluster` number.
 */
import type {
  ApiRequest,
  ApiResponse,
  ApplyResult,
  BrowserAnswer,
  Inputs,
  KubeObject,
  LogOptions,
  Operation,
  RegistryChange,
} from '../bridge/protocol.ts'

export interface Terminal {
  input(data: string): void
  resize(columns: number, rows: number): void
  close(): void
}

/** A text on its way to the laptop's disk. */
export interface FileText {
  readonly path: string
  readonly content: string
}

export interface Session {
  /** As `kubectl apply -f fileName` would: one result a document. */
  apply(manifest: string, fileName: string): Promise<readonly ApplyResult[]>
  request(request: ApiRequest): Promise<ApiResponse>
  /** What befalls a node: a cut cable, a pulled plug. */
  operate(operation: Operation): Promise<void>
  /** Pushes a tag, breaks one, makes pulls slow… Rejects in plain words what cannot be done. */
  changeRegistry(change: RegistryChange): Promise<void>
  /** The session so far, as data: for saving, sharing and branching. */
  inputs(): Promise<Inputs>
  /** Lives through a recorded session up to a virtual time (its end if absent), and stands there, paused. */
  restore(recording: Inputs, untilMs?: number): Promise<void>
  /** All objects as they stood at a virtual time; undefined where the log no longer reaches. */
  objectsAt(atMs: number): Promise<readonly KubeObject[] | undefined>
  /** Runs shell lines that only look (`kubectl get`…): no trace of it stays. What each printed, in order. */
  look(
    lines: readonly string[],
  ): Promise<readonly { readonly stdout: string; readonly stderr: string; readonly exitCode: number }[]>
  play(): void
  pause(): void
  /** To the next change, then pauses. */
  step(): void
  setSpeed(factor: number): void
  /** A new cluster with the same options; everything in it is gone. */
  reset(options?: { readonly workers?: number; readonly seed?: number }): void
  /** Calls `onChunk` with text as it comes; returns the end of following. */
  followLog(
    pod: { readonly namespace: string; readonly name: string },
    container: string,
    options: LogOptions,
    onChunk: (text: string) => void,
    onEnd: (error?: string) => void,
  ): () => void
  openTerminal(
    size: { readonly columns: number; readonly rows: number },
    onData: (data: string) => void,
    onExit: (code: number) => void,
  ): Promise<Terminal>
  /** Files of the laptop, from the learner's home directory on, or absolute. */
  writeFiles(files: readonly FileText[]): Promise<void>
  /** Whole directories too. */
  removeFile(path: string): Promise<void>
  /** Rejects in plain words where there is no `from`, or already a `to`. */
  renameFile(from: string, to: string): Promise<void>
  /** Undefined if there is no such file. */
  readLaptopFile(path: string): Promise<string | undefined>
  /** Lets the program go on that waits for a file to be edited. */
  closeEditor(editor: number): Promise<void>
  /** One GET by the laptop's browser; takes virtual time, so it waits while the cluster is paused. */
  browse(url: string): Promise<BrowserAnswer>
  readFile(podUid: string, where: { readonly volume: string } | { readonly container: string }, path: string): Promise<string>
}
