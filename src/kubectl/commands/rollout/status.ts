import type { DaemonSet, Deployment, StatefulSet } from '../../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../../cluster/api/object.ts'
import type { WatchEvent } from '../../../cluster/apiserver/interface.ts'
import type { Run } from '../../../cluster/machine/program.ts'
import type { Command } from '../../command.ts'
import { isKubeObject, pathOf } from '../../connection.ts'
import { KubectlError, throwCollected } from '../../errors.ts'
import { fileFlags, selectorFlag } from '../../flag-sets.ts'
import { Interrupts } from '../../interrupts.ts'
import type { Invocation } from '../../invocation.ts'
import { numberAt, textAt } from '../../json-value.ts'
import { Mailbox } from '../../mailbox.ts'
import { type Found, findObjects } from '../../resource-arguments.ts'

export const status: Command = {
  name: 'status',
  use: 'status (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'Show the status of the rollout',
  long: 'Show the status of the rollout, until it is done. If another rollout begins meanwhile, it goes on with that; --revision ends instead.',
  examples: '# Watch the rollout of a deployment\nkubectl rollout status deployment/nginx',
  flags: [
    ...fileFlags('the resource to look at.'),
    selectorFlag,
    { name: 'revision', type: 'int', default: '0', usage: 'Only look at this revision; 0 is the newest.' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'How long to wait; zero never gives up.' },
    { name: 'watch', shorthand: 'w', type: 'bool', default: 'true', usage: 'Watch until the rollout is done.' },
  ],
  *run(k) {
    if (k.args.length === 0 && k.flags.list('filename').length === 0) throw k.usage('required resource not specified')
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
    throwCollected(errors)
    for (const one of found) {
      if (!viewers[one.object.kind]) throw new KubectlError(`no status viewer has been implemented for ${one.object.kind}`)
      const code = yield* follow(k, one)
      if (code !== 0) return code
    }
    return 0
  },
}

interface Progress {
  readonly text: string
  readonly done: boolean
}

const viewers: Readonly<Record<string, (object: KubeObject, revision: number) => Progress>> = {
  Deployment: (object, revision) => (isDeployment(object) ? deploymentProgress(object, revision) : nothing),
  DaemonSet: (object) => (isDaemonSet(object) ? daemonSetProgress(object) : nothing),
  StatefulSet: (object) => (isStatefulSet(object) ? statefulSetProgress(object) : nothing),
}
const nothing: Progress = { text: '', done: true }
const isDeployment = (object: KubeObject): object is Deployment => object.kind === 'Deployment'
const isDaemonSet = (object: KubeObject): object is DaemonSet => object.kind === 'DaemonSet'
const isStatefulSet = (object: KubeObject): object is StatefulSet => object.kind === 'StatefulSet'

function* follow(k: Invocation, one: Found): Run<number> {
  const progressOf = viewers[one.object.kind]
  if (!progressOf) return 0
  const revision = k.flags.int('revision')
  const fieldSelector = `metadata.name=${one.name}`
  const { items, resourceVersion } = k.connection.list(one.type, one.namespace, { fieldSelector })
  const [now] = items
  if (!now) throw new KubectlError('object has been deleted')
  const first = progressOf(now, revision)
  yield* k.out(first.text)
  if (first.done || !k.flags.bool('watch')) return 0
  const events = new Mailbox<WatchEvent | 'over'>()
  const interrupts = new Interrupts(k.process)
  const stop = k.connection.watch(pathOf(one.type, one.namespace), { fieldSelector, resourceVersion }, false, (event) =>
    events.put(event),
  )
  const timeout = k.flags.duration('timeout')
  const cancel = timeout === 0 ? () => {} : k.after(timeout, () => events.put('over'))
  try {
    for (;;) {
      const event = yield* events.take(k.process)
      if (interrupts.code !== undefined) return interrupts.code
      if (event === 'over') throw new KubectlError('timed out waiting for the condition')
      if (event === undefined || event.type === 'BOOKMARK' || !isKubeObject(event.object)) continue
      if (event.type === 'DELETED') throw new KubectlError('object has been deleted')
      const progress = progressOf(event.object, revision)
      yield* k.out(progress.text)
      if (progress.done) return 0
    }
  } finally {
    stop()
    cancel()
  }
}

/** DeploymentStatusViewer.Status */
function deploymentProgress(deployment: Deployment, revision: number): Progress {
  const { metadata, spec, status = {} } = deployment
  const name = metadata.name
  if (revision > 0) {
    const now = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
    if (now !== revision) throw new KubectlError(`desired revision (${revision}) is different from the running revision (${now})`)
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed...')
  const progressing = status.conditions?.find((condition) => condition.type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    throw new KubectlError(`deployment "${name}" exceeded its progress deadline`)
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  const wanted = spec?.replicas ?? 1
  const head = `Waiting for deployment "${name}" rollout to finish:`
  if (updatedReplicas < wanted) return waiting(`${head} ${updatedReplicas} out of ${wanted} new replicas have been updated...`)
  if (replicas > updatedReplicas) return waiting(`${head} ${replicas - updatedReplicas} old replicas are pending termination...`)
  if (availableReplicas < updatedReplicas)
    return waiting(`${head} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`)
  return { text: `deployment "${name}" successfully rolled out\n`, done: true }
}

function daemonSetProgress(set: DaemonSet): Progress {
  const { metadata, spec, status } = set
  if (spec?.updateStrategy?.type === 'OnDelete')
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type')
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed...')
  const wanted = status?.desiredNumberScheduled ?? 0
  const updated = status?.updatedNumberScheduled ?? 0
  const available = status?.numberAvailable ?? 0
  const head = `Waiting for daemon set "${metadata.name}" rollout to finish:`
  if (updated < wanted) return waiting(`${head} ${updated} out of ${wanted} new pods have been updated...`)
  if (available < wanted) return waiting(`${head} ${available} of ${wanted} updated pods are available...`)
  return { text: `daemon set "${metadata.name}" successfully rolled out\n`, done: true }
}

function statefulSetProgress(set: StatefulSet): Progress {
  const { metadata, spec, status } = set
  if (spec?.updateStrategy?.type === 'OnDelete')
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type')
  if ((metadata.generation ?? 0) > (status?.observedGeneration ?? 0))
    return waiting('Waiting for statefulset spec update to be observed...')
  const wanted = spec?.replicas ?? 1
  const ready = status?.readyReplicas ?? 0
  const updated = status?.updatedReplicas ?? 0
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`)
  const partition = numberAt(spec, 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
  if (partition > 0) {
    if (updated < wanted - partition)
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      )
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true }
  }
  const target = textAt(status, 'updateRevision')
  if (target !== textAt(status, 'currentRevision'))
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${target}...`)
  return {
    text: `statefulset rolling update complete ${status?.currentReplicas ?? 0} pods at revision ${textAt(status, 'currentRevision')}...\n`,
    done: true,
  }
}

function waiting(text: string): Progress {
  return { text: `${text}\n`, done: false }
}
