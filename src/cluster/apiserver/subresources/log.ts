import type { FieldError } from '../../api/field-errors.ts'
import { forbidden, invalid as invalidField } from '../../api/field-errors.ts'
import type { ApiRequest, Bytes, LogOptions, LogSink, Status, Stop } from '../interface.ts'
import type { Call } from '../registry/call.ts'
import { flag, integer, param } from '../requests/query.ts'
import type { ServerContext } from '../server-context.ts'
import { invalid, StatusError } from '../status.ts'
import { containerIn, kubeletOf, podOf, referenceTo } from './pod-target.ts'

/** GET …/pods/x/log: pkg/registry/core/pod/rest/log.go. */
export function streamLog(server: ServerContext, request: ApiRequest, call: Call, sink: LogSink): Stop {
  const options = optionsOf(request)
  const errors = problemsOf(options)
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, '', errors)
  const pod = podOf(server, call)
  const container = containerIn(pod, param(request.query, 'container'))
  // no node yet: nothing to read, and no error
  if (!pod.spec?.nodeName) {
    sink.end()
    return () => {}
  }
  const path = `${pod.metadata.namespace}/${pod.metadata.name}/${container}`
  const kubelet = kubeletOf(server, pod, (address) => `Get "https://${address}/containerLogs/${path}": `)
  const streaming = kubelet.logs(referenceTo(pod), container, options, sink)
  if (typeof streaming !== 'function') throw new StatusError(streaming)
  return streaming
}

/** The log without following it, in one piece. */
export function wholeLog(server: ServerContext, request: ApiRequest, call: Call): Bytes {
  let text = ''
  let failure: Status | undefined
  const sink: LogSink = {
    write(chunk) {
      text += chunk
    },
    end(error) {
      failure = error
    },
  }
  streamLog(server, { ...request, query: { ...request.query, follow: undefined } }, call, sink)()
  if (failure && text === '') throw new StatusError(failure)
  return text
}

function optionsOf({ query }: ApiRequest): LogOptions {
  return {
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    sinceSeconds: integer(query, 'sinceSeconds'),
    sinceTime: param(query, 'sinceTime') || undefined,
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
  }
}

/** ValidatePodLogOptions. */
function problemsOf(options: LogOptions): readonly FieldError[] {
  const errors: FieldError[] = []
  if (options.tailLines !== undefined && options.tailLines < 0) {
    errors.push(invalidField('tailLines', options.tailLines, 'must be greater than or equal to 0'))
  }
  if (options.limitBytes !== undefined && options.limitBytes < 1) {
    errors.push(invalidField('limitBytes', options.limitBytes, 'must be greater than 0'))
  }
  if (options.sinceSeconds !== undefined && options.sinceTime !== undefined) {
    errors.push(forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  } else if (options.sinceSeconds !== undefined && options.sinceSeconds < 1) {
    errors.push(invalidField('sinceSeconds', options.sinceSeconds, 'must be greater than 0'))
  }
  return errors
}
