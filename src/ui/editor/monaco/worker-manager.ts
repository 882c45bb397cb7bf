import type * as Monaco from 'monaco-editor'

interface WorkerOptions {
  readonly label: string
  readonly moduleId: string
  readonly createData: unknown
}

/**
 * Takes the place of `monaco-worker-manager` 2 under monaco-yaml: the same calls, but in the handshake that monaco
 * has spoken since 0.53 (a first message to wake the worker, a second with its data).
 */
export function createWorkerManager<T extends object>(monaco: typeof Monaco, options: WorkerOptions) {
  let createData = options.createData
  let client: Monaco.editor.MonacoWebWorker<T> | undefined
  let disposed = false
  const stop = () => {
    client?.dispose()
    client = undefined
  }
  return {
    dispose() {
      disposed = true
      stop()
    },
    getWorker(...resources: Monaco.Uri[]): Promise<T> {
      if (disposed) throw new Error('the worker manager is disposed')
      if (!client) {
        const worker = self.MonacoEnvironment?.getWorker?.(options.moduleId, options.label) as Worker
        worker.postMessage('ignore')
        worker.postMessage(createData)
        client = monaco.editor.createWebWorker<T>({ worker } as never)
      }
      return client.withSyncedResources(resources)
    },
    updateCreateData(next: unknown) {
      createData = next
      stop()
    },
  }
}
