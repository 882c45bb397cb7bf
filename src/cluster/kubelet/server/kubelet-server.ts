import type { KubeletServer, LogOptions, PodReference, SessionSink } from '../../apiserver/interface.ts'
import { newestContainer } from '../../runtime/observed.ts'
import type { KubeletContext } from '../context.ts'
import { findContainer } from '../pod-spec.ts'
import type { PodWorker } from '../pod-worker.ts'
import { streamLog } from './log-stream.ts'
import { logTarget } from './log-target.ts'
import { forwardPort } from './port-forward.ts'
import { badRequest, exitStatus, internalError, notFound } from './status.ts'

/** What the API server may ask of a kubelet: logs, exec, attach, port-forward (kubelet/server). */
export function createKubeletServer(context: KubeletContext, workerOf: (uid: string) => PodWorker | undefined): KubeletServer {
  const find = (pod: PodReference) => workerOf(pod.uid)

  function openSession(
    pod: PodReference,
    name: string,
    options: { readonly command?: readonly string[] | undefined; readonly stdin: boolean; readonly tty: boolean },
    sink: SessionSink,
  ) {
    const worker = find(pod)
    if (!worker) return notFound(`pods "${pod.name}" not found`)
    const found = findContainer(worker.pod, name)
    if (!found) return badRequest(`container ${name} is not valid for pod ${pod.name}`)
    const container = newestContainer(context.runtime.observe(worker.uid), name)
    if (container?.state !== 'running') {
      return internalError(`unable to upgrade connection: container not found ("${name}")`)
    }
    if (options.command) {
      const id = context.sim.record({
        by: context.by,
        what: 'exec-started',
        subject: { kind: 'Pod', ...pod, part: name },
        detail: { command: options.command.join(' ') },
      }).id
      return context.sim.becauseOf(id, () => open(container.id))
    }
    return open(container.id)

    function open(id: string) {
      return context.runtime.stream(id, options, {
        stdout: (chunk) => sink.stdout(chunk),
        stderr: (chunk) => sink.stderr(chunk),
        end: (result) => sink.end('error' in result ? internalError(result.error) : exitStatus(result.exitCode)),
      })
    }
  }

  return {
    logs(pod, container, options: LogOptions, sink) {
      const worker = find(pod)
      if (!worker) return notFound(`pods "${pod.name}" not found`)
      const target = logTarget(context, worker, container, options.previous === true)
      if (typeof target === 'object') {
        if (!('removed' in target)) return target
        sink.write(`unable to retrieve container logs for containerd://${target.removed}`)
        sink.end()
        return () => {}
      }
      return streamLog(context, target, options, sink)
    },
    exec: (pod, options, sink) => openSession(pod, options.container, options, sink),
    attach: (pod, options, sink) => openSession(pod, options.container, { stdin: options.stdin, tty: options.tty }, sink),
    portForward: (pod, port, sink) => forwardPort(context, find(pod), pod, port, sink),
  }
}
