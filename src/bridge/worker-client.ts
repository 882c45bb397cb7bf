import type { Ask, Frame, LaptopNews, ToPage, ToWorker } from './protocol.ts'

export interface WorkerEvents {
  readonly onFrame: (frame: Frame) => void
  readonly onLaptop: (news: LaptopNews) => void
  /** The engine failed, or the worker did. */
  readonly onBroken: (message: string) => void
}

interface LogListener {
  readonly chunk: (text: string) => void
  readonly end: (error?: string) => void
}

interface TerminalListener {
  readonly data: (data: string) => void
  readonly exit: (code: number) => void
}

/** The page's end of the worker: questions with answers, frames, and two kinds of streams. */
export class WorkerClient {
  private nextId = 1
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  private readonly logs = new Map<number, LogListener>()
  private readonly terminals = new Map<number, TerminalListener>()

  constructor(
    private readonly worker: Worker,
    private readonly events: WorkerEvents,
  ) {
    worker.onmessage = (event: MessageEvent<ToPage>) => this.receive(event.data)
    worker.onerror = (event) => {
      event.preventDefault()
      this.events.onBroken(event.message || 'the worker could not be loaded')
    }
  }

  ask<T = unknown>(ask: Ask): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(this.send(ask), { resolve: (value) => resolve(value as T), reject })
    })
  }

  /** For what needs no answer. */
  tell(ask: Ask): void {
    this.ask(ask).catch((error: Error) => this.events.onBroken(error.message))
  }

  followLog(ask: Extract<Ask, { ask: 'follow-log' }>, listener: LogListener): () => void {
    const id = this.send(ask)
    this.logs.set(id, listener)
    this.waiting.set(id, { resolve: () => undefined, reject: (error) => this.endLog(id, error.message) })
    return () => {
      if (this.logs.delete(id)) this.tell({ ask: 'stop-log', follow: id })
    }
  }

  async openTerminal(columns: number, rows: number, listener: TerminalListener): Promise<number> {
    const id = this.nextId
    this.terminals.set(id, listener)
    return this.ask<number>({ ask: 'open-terminal', columns, rows })
  }

  terminate(): void {
    this.worker.terminate()
    for (const { reject } of this.waiting.values()) reject(new Error('the cluster was replaced'))
    this.waiting.clear()
  }

  private send(ask: Ask): number {
    const id = this.nextId++
    const message: ToWorker = { id, ...ask }
    this.worker.postMessage(message)
    return id
  }

  private endLog(id: number, error?: string): void {
    const listener = this.logs.get(id)
    this.logs.delete(id)
    listener?.end(error)
  }

  private receive(message: ToPage): void {
    switch (message.tell) {
      case 'frame':
        this.events.onFrame(message)
        return
      case 'laptop':
        this.events.onLaptop(message)
        return
      case 'answer':
        this.waiting.get(message.id)?.resolve(message.value)
        this.waiting.delete(message.id)
        return
      case 'failed':
        this.waiting.get(message.id)?.reject(new Error(message.message))
        this.waiting.delete(message.id)
        return
      case 'log':
        if (message.chunk) this.logs.get(message.follow)?.chunk(message.chunk)
        if (message.end) this.endLog(message.follow, message.error)
        return
      case 'terminal': {
        const listener = this.terminals.get(message.terminal)
        if (message.data) listener?.data(message.data)
        if (message.exit !== undefined) {
          this.terminals.delete(message.terminal)
          listener?.exit(message.exit)
        }
        return
      }
      case 'broken':
        this.events.onBroken(message.message)
    }
  }
}
