// The worker's half of worker-manager.ts.
import { start } from 'monaco-editor/editor/editor.worker.start.js'

export function initialize(make: (context: unknown, createData: unknown) => object): void {
  self.onmessage = () => {
    self.onmessage = (message: MessageEvent) => {
      start((context: unknown) => Object.create(make(context, message.data)))
    }
  }
}
