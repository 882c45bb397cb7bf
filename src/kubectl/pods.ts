import type { LabelSelector, Pod } from '../cluster/api/generated/types.ts'
import { formatLabelSelector, formatSelector, selectorFromMap } from '../cluster/api/label-selector.ts'
import type { KubeObject } from '../cluster/api/object.ts'
import type { Run } from '../cluster/machine/program.ts'
import { isKubeObject, pathOf } from './connection.ts'
import { KubectlError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { isObject, objectAt, stringsAt } from './json-value.ts'
import { Mailbox } from './mailbox.ts'
import type { Found } from './resource-arguments.ts'

export function isPod(object: KubeObject | undefined): object is Pod {
  return object?.kind === 'Pod'
}

/** The selector of the pods behind an object (polymorphichelpers.SelectorsForObject). @throws KubectlError */
export function podSelectorOf(object: KubeObject): string {
  const spec = objectAt(object, 'spec')
  const selector = spec.selector
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    const labels = stringsAt(object, 'spec', 'selector')
    if (Object.keys(labels).length === 0)
      throw new KubectlError(`invalid service '${object.metadata.name}': Service is defined without a selector`)
    return formatSelector(selectorFromMap(labels))
  }
  if (!isObject(selector)) throw new KubectlError(`selector for ${object.kind} not implemented`)
  return formatLabelSelector(labelSelector(selector))
}

function labelSelector(value: unknown): LabelSelector {
  return isObject(value) ? value : {}
}

/** The pods that an object stands for, those that kubectl likes best first: running, ready, long so. */
export function podsOf(k: Invocation, found: Pick<Found, 'object' | 'namespace'>): readonly Pod[] {
  const { object } = found
  if (isPod(object)) return [object]
  const type = k.discovery.forWord('pods')
  const { items } = k.connection.list(type, found.namespace, { labelSelector: podSelectorOf(object) })
  return items.filter(isPod).sort(byReadiness)
}

/**
 * The pod to talk to behind an object, waiting for one to run as long as `--pod-running-timeout` says
 * (polymorphichelpers.AttachablePodForObject). @throws KubectlError when the time is over
 */
export function* firstPod(k: Invocation, found: Found): Run<Pod> {
  const until = k.now + k.flags.duration('pod-running-timeout')
  for (;;) {
    const [pod] = podsOf(k, found)
    if (pod) return pod
    const left = until - k.now
    if (left <= 0) throw new KubectlError('timed out waiting for the condition')
    yield* waitForAny(k, found, left)
  }
}

/** Until a pod with the labels of an object appears, or the time is over. */
function* waitForAny(k: Invocation, found: Found, timeoutMs: number): Run<void> {
  const type = k.discovery.forWord('pods')
  const query = { labelSelector: podSelectorOf(found.object) }
  const { resourceVersion } = k.connection.list(type, found.namespace, query)
  const events = new Mailbox<true>()
  const stop = k.connection.watch(pathOf(type, found.namespace), { ...query, resourceVersion }, false, () => events.put(true))
  const cancel = k.after(timeoutMs, () => events.put(true))
  try {
    yield* events.take(k.process, stop)
  } finally {
    stop()
    cancel()
  }
}

/** As ActivePods sorts, reversed: the pod that is most worth talking to first. */
function byReadiness(a: Pod, b: Pod): number {
  const rank = (pod: Pod) =>
    (pod.spec?.nodeName ? 0 : 4) +
    (pod.status?.phase === 'Running' ? 0 : pod.status?.phase === 'Pending' ? 1 : 2) / 2 +
    (isReady(pod) ? 0 : 0.25)
  return rank(a) - rank(b) || (a.metadata.name ?? '').localeCompare(b.metadata.name ?? '')
}

export function isReady(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True')
}

export interface ContainerName {
  readonly name: string
  readonly kind: 'container' | 'init' | 'ephem'
}

/** All containers, in the order of `Defaulted container … out of`. */
export function containersOf(pod: Pod): readonly ContainerName[] {
  return [
    ...(pod.spec?.containers ?? []).map(({ name }) => ({ name, kind: 'container' as const })),
    ...(pod.spec?.initContainers ?? []).map(({ name }) => ({ name, kind: 'init' as const })),
    ...(pod.spec?.ephemeralContainers ?? []).map(({ name }) => ({ name, kind: 'ephem' as const })),
  ]
}

/** `c, c2, i (init), d (ephem)` */
export function containerNames(pod: Pod): string {
  return containersOf(pod)
    .map(({ name, kind }) => (kind === 'container' ? name : `${name} (${kind})`))
    .join(', ')
}

/**
 * The container that is meant: the one given, the one of the annotation, or the first, which is told
 * (podcmd.FindOrDefaultContainerByName). @throws KubectlError for a name that the pod does not have
 */
export function* chooseContainer(k: Invocation, pod: Pod, given: string, quiet = false): Run<string> {
  const all = containersOf(pod)
  if (given !== '') {
    if (all.some(({ name }) => name === given)) return given
    throw new KubectlError(`container ${given} is not valid for pod ${pod.metadata.name} out of: ${containerNames(pod)}`)
  }
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (annotated && all.some(({ name }) => name === annotated)) return annotated
  const [first] = all
  if (!first) throw new KubectlError(`no container found in pod ${pod.metadata.name}`)
  if (all.length > 1 && !quiet) yield* k.err(`Defaulted container "${first.name}" out of: ${containerNames(pod)}\n`)
  return first.name
}

/** Waits until an object fulfils a condition, watching it. Undefined when the time is over. */
export function* waitForObject(
  k: Invocation,
  found: Pick<Found, 'type' | 'namespace' | 'name'>,
  timeoutMs: number,
  condition: (object: KubeObject | undefined) => boolean,
): Run<KubeObject | 'gone' | undefined> {
  const path = pathOf(found.type, found.namespace)
  const fieldSelector = `metadata.name=${found.name}`
  const events = new Mailbox<{ object: KubeObject | undefined } | 'over'>()
  const { items, resourceVersion } = k.connection.list(found.type, found.namespace, { fieldSelector })
  const [now] = items
  if (condition(now)) return now ?? 'gone'
  const stop = k.connection.watch(path, { fieldSelector, resourceVersion }, false, (event) => {
    if (event.type === 'BOOKMARK') return
    events.put({ object: event.type !== 'DELETED' && isKubeObject(event.object) ? event.object : undefined })
  })
  const cancel = timeoutMs <= 0 ? () => {} : k.after(timeoutMs, () => events.put('over'))
  try {
    for (;;) {
      const event = yield* events.take(k.process, stop)
      if (event === undefined || event === 'over') return undefined
      if (condition(event.object)) return event.object ?? 'gone'
    }
  } finally {
    stop()
    cancel()
  }
}
