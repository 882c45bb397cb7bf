import type { ApiRequest, PortConnection, PortSink, Session, SessionSink } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import { flag, integer, param, params } from '../requests/query.ts'
import type { ServerContext } from '../server-context.ts'
import { badRequest, StatusError, unknownPath } from '../status.ts'
import { containerIn, kubeletOf, podOf, referenceTo } from './pod-target.ts'

const dialing = () => 'error dialing backend: '

/** …/pods/x/exec and …/pods/x/attach. */
export function openSession(server: ServerContext, request: ApiRequest, call: Call, sink: SessionSink): Session {
  const attaching = call.subresource === 'attach'
  if (!attaching && call.subresource !== 'exec') throw unknownPath()
  const { query } = request
  const pod = podOf(server, call)
  const container = containerIn(pod, param(query, 'container'))
  const tty = flag(query, 'tty')
  const streams = {
    container,
    stdin: flag(query, 'stdin'),
    stdout: flag(query, 'stdout'),
    // a terminal has one output
    stderr: flag(query, 'stderr') && !tty,
    tty,
  }
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr')
  }
  const kubelet = kubeletOf(server, pod, dialing)
  const opened = attaching
    ? kubelet.attach(referenceTo(pod), streams, sink)
    : kubelet.exec(referenceTo(pod), { ...streams, command: params(query, 'command') }, sink)
  if ('kind' in opened) throw new StatusError(opened)
  return opened
}

/** …/pods/x/portforward: one connection. */
export function openPort(server: ServerContext, request: ApiRequest, call: Call, sink: PortSink): PortConnection {
  if (call.subresource !== 'portforward') throw unknownPath()
  const port = integer(request.query, 'port') ?? integer(request.query, 'ports')
  if (port === undefined) throw badRequest('port is required')
  const pod = podOf(server, call)
  return kubeletOf(server, pod, dialing).portForward(referenceTo(pod), port, sink)
}
