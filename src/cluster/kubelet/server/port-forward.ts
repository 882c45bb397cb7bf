import type { PodReference, PortConnection, PortSink } from '../../apiserver/interface.ts'
import { delays } from '../../delays.ts'
import type { Connection } from '../../machine/network.ts'
import type { KubeletContext } from '../context.ts'
import { specOf } from '../pod-spec.ts'
import type { PodWorker } from '../pod-worker.ts'

/** One forwarded connection: dials localhost in the Pod's network namespace, as the runtime does. */
export function forwardPort(
  context: KubeletContext,
  worker: PodWorker | undefined,
  pod: PodReference,
  port: number,
  sink: PortSink,
): PortConnection {
  const sandboxId = worker && context.runtime.observe(worker.uid).sandboxes.find((candidate) => candidate.ready)?.id
  const namespace =
    worker && specOf(worker.pod).hostNetwork
      ? context.machine.network
      : sandboxId === undefined
        ? undefined
        : context.runtime.networkOf(sandboxId)
  let connection: Connection | undefined
  let over = false
  const waiting: string[] = []
  let closeAfter = false
  const end = (error?: string) => {
    if (over) return
    over = true
    sink.end(error)
  }
  if (!namespace) {
    context.sim.soon(() => end(`error forwarding port ${port} to pod ${pod.uid}, uid : failed to find sandbox`))
    return { write() {}, closeWrite() {}, close() {} }
  }
  const stop = namespace.dial(
    { port, address: '127.0.0.1', sourceAddress: '127.0.0.1', delayMs: delays.connectSameNode.ms },
    { onData: (data) => sink.data(data), onEnd: () => end() },
    (result) => {
      if (typeof result === 'string') {
        end(
          `error forwarding port ${port} to pod ${sandboxId ?? pod.uid}, uid : failed to execute portforward in network namespace "${namespace.label}": failed to connect to localhost:${port} inside namespace "${sandboxId ?? ''}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `,
        )
        return
      }
      connection = result
      for (const chunk of waiting) connection.write(chunk)
      waiting.length = 0
      if (closeAfter) connection.end()
    },
  )
  return {
    write(chunk) {
      if (connection) connection.write(chunk)
      else waiting.push(chunk)
    },
    closeWrite() {
      if (connection) connection.end()
      else closeAfter = true
    },
    close() {
      over = true
      if (connection) connection.close()
      else stop()
    },
  }
}
