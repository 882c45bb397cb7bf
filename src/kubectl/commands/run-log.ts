import type { Pod } from '../../cluster/api/generated/types.ts'
import { isRefusal } from '../../cluster/apiserver/interface.ts'
import type { Bytes, Run } from '../../cluster/machine/program.ts'
import { pathOf } from '../connection.ts'
import { refusal } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

/** What a container has said so far. @throws StatusError if its log cannot be had */
export function containerLog(k: Invocation, pod: Pod, container: string): Bytes {
  const path = pathOf(k.discovery.forWord('pods'), pod.metadata.namespace, pod.metadata.name, 'log')
  let text = ''
  const request = k.connection.dressed({ method: 'GET', path, query: { container } })
  const started = k.connection.server.logs(request, {
    write: (chunk) => {
      text += chunk
    },
    end: () => {},
  })
  if (isRefusal(started)) throw refusal(started)
  return text
}

/** Prints it: for pods that were over before anybody could attach. */
export function* printContainerLog(k: Invocation, pod: Pod, container: string): Run<void> {
  yield* k.process.write(1, containerLog(k, pod, container))
}
