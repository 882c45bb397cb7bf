import type { WatchEvent } from '../cluster/apiserver/interface.ts'
import type { Run } from '../cluster/machine/program.ts'
import { pathOf, resourceVersionOf } from './connection.ts'
import type { ResourceType } from './discovery.ts'
import { isNotFound, KubectlError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { isObject, textAt } from './json-value.ts'
import { Mailbox } from './mailbox.ts'

export interface Gone {
  readonly type: ResourceType
  readonly namespace: string | undefined
  readonly name: string
  /** Of the object that was deleted; another one of the same name does not count. */
  readonly uid: string
}

/** The uid in the answer to a DELETE: of the object, or of the Status about it. */
export function deletedUid(body: unknown): string {
  return textAt(body, 'metadata', 'uid') || textAt(body, 'details', 'uid')
}

/** Waits until the object is gone. @param timeoutMs 0 waits for ever @throws KubectlError as a time-out */
export function* waitUntilGone(k: Invocation, gone: Gone, timeoutMs: number): Run<void> {
  if (!stillThere(k, gone)) return
  const path = pathOf(gone.type, gone.namespace)
  const fieldSelector = `metadata.name=${gone.name}`
  const list = k.connection.request({ method: 'GET', path, query: { fieldSelector } }).body
  const events = new Mailbox<WatchEvent | 'over'>()
  const stop = k.connection.watch(path, { fieldSelector, resourceVersion: resourceVersionOf(list) }, false, (event) =>
    events.put(event),
  )
  const cancel = timeoutMs === 0 ? () => {} : k.after(timeoutMs, () => events.put('over'))
  try {
    if (!stillThere(k, gone)) return
    for (;;) {
      const event = yield* events.take(k.process, stop)
      if (event === undefined) return
      if (event === 'over') throw new KubectlError(`timed out waiting for the condition on ${gone.type.resource}/${gone.name}`)
      if (event.type === 'DELETED') return
      if (isObject(event.object) && gone.uid !== '' && textAt(event.object, 'metadata', 'uid') !== gone.uid) return
    }
  } finally {
    stop()
    cancel()
  }
}

function stillThere(k: Invocation, gone: Gone): boolean {
  try {
    const object = k.connection.get(gone.type, gone.namespace, gone.name)
    return gone.uid === '' || object.metadata.uid === gone.uid
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
