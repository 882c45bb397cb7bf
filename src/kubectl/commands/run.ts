import type { Container, Pod } from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import type { Run } from '../../cluster/machine/program.ts'
import { withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { deletedUid, waitUntilGone } from '../deletion.ts'
import { KubectlError } from '../errors.ts'
import { dryRunFlag, fieldManagerFlag, podRunningTimeoutFlag, printFlags } from '../flag-sets.ts'
import { parseEnvironment, parseLabels } from '../generate.ts'
import type { Invocation } from '../invocation.ts'
import { overridden, overrideFlags } from '../overrides.ts'
import { isPod, waitForObject } from '../pods.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { attachTo } from './attach.ts'
import { printContainerLog } from './run-log.ts'

export const run: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]',
  short: 'Run a particular image on the cluster',
  long: 'Create and run a particular image in a pod. It is always a bare Pod: for one that is replaced when it is gone, create a Deployment.',
  examples: `
# Start a nginx pod
kubectl run nginx --image=nginx

# With a port, an environment variable and labels
kubectl run web --image=nginx --port=80 --env="MODE=test" --labels="app=web,env=prod"

# Print the object without making it
kubectl run nginx --image=nginx --dry-run=client -o yaml

# Start a busybox pod to type in, and delete it afterwards
kubectl run -it --rm box --image=busybox --restart=Never -- sh

# Arguments for the image's own command
kubectl run nginx --image=nginx -- <arg1> <arg2>

# Another command, with arguments
kubectl run nginx --image=nginx --command -- <cmd> <arg1>`,
  flags: [
    ...printFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-run'),
    podRunningTimeoutFlag,
    { name: 'annotations', type: 'stringArray', usage: 'Annotations of the pod, key=value.' },
    {
      name: 'attach',
      type: 'bool',
      default: 'false',
      usage: "Wait until the pod runs, and attach to it. True with '-i/--stdin'.",
    },
    { name: 'command', type: 'bool', default: 'false', usage: "Take the further arguments as 'command' rather than 'args'." },
    { name: 'detach-keys', type: 'string', usage: 'Keys to detach with; has no effect here.' },
    { name: 'env', type: 'stringArray', usage: 'Environment variables, NAME=value.' },
    { name: 'expose', type: 'bool', default: 'false', usage: 'Also make a ClusterIP service for the pod. Needs --port.' },
    { name: 'image', type: 'string', usage: 'The image for the container to run.', required: true },
    { name: 'image-pull-policy', type: 'string', usage: 'The image pull policy: Always, IfNotPresent, Never.' },
    { name: 'labels', shorthand: 'l', type: 'string', usage: 'Labels of the pod, comma separated.' },
    { name: 'leave-stdin-open', type: 'bool', default: 'false', usage: 'Leave stdin open after the first attach.' },
    ...overrideFlags,
    { name: 'port', type: 'string', usage: 'The port that the container exposes.' },
    { name: 'privileged', type: 'bool', default: 'false', usage: 'Run the container in privileged mode.' },
    { name: 'quiet', shorthand: 'q', type: 'bool', default: 'false', usage: 'Do not print prompts.' },
    { name: 'restart', type: 'string', default: 'Always', usage: 'The restart policy: Always, OnFailure, Never.' },
    {
      name: 'rm',
      type: 'bool',
      default: 'false',
      usage: 'Delete the pod when the command is over. Only for attached containers.',
    },
    {
      name: 'save-config',
      type: 'bool',
      default: 'false',
      usage: 'Note what was made in an annotation, for a later kubectl apply.',
    },
    { name: 'stdin', shorthand: 'i', type: 'bool', default: 'false', usage: "Keep the container's stdin open." },
    { name: 'tty', shorthand: 't', type: 'bool', default: 'false', usage: 'Give the container a terminal.' },
  ],
  removedFlags: {
    replicas: 'kubectl run makes a single Pod since 1.18. For several: kubectl create deployment NAME --image=IMAGE --replicas=N',
    generator:
      'kubectl run always makes a Pod since 1.18. For other kinds: kubectl create deployment, kubectl create job, kubectl create cronjob',
    schedule: 'For a job on a schedule: kubectl create cronjob NAME --image=IMAGE --schedule="*/5 * * * *"',
    serviceaccount: `Give the service account with --overrides='{"spec":{"serviceAccountName":"NAME"}}', or in a manifest`,
    limits: `Give limits with --overrides, in a manifest, or to a workload with kubectl set resources`,
    requests: `Give requests with --overrides, in a manifest, or to a workload with kubectl set resources`,
    hostport: 'Give spec.containers[].ports[].hostPort in a manifest',
    cascade: 'kubectl run --rm deletes in the background; for other ways use kubectl delete pod NAME',
    'grace-period': 'For another grace period use kubectl delete pod NAME --grace-period=SECONDS',
  },
  *run(k) {
    checkFlags(k)
    const dryRun = dryRunOf(k)
    const name = String(k.args[0])
    const printer = new ResultPrinter(k, dryRun)
    const pod = overridden(k, generate(k, name))
    const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: k.flags.string('field-manager') }
    const noted = k.flags.bool('save-config') ? withLastApplied(pod) : pod
    let service: KubeObject | undefined
    if (k.flags.bool('expose')) {
      const generated = serviceFor(k, name)
      service =
        dryRun === 'client' ? generated : k.connection.create(k.discovery.forWord('services'), k.namespace, generated, query)
    }
    const created = dryRun === 'client' ? noted : k.connection.create(k.discovery.forWord('pods'), k.namespace, noted, query)
    if (service) yield* k.out(printer.print(service, 'created'))
    const attaching = k.flags.bool('attach') || k.flags.bool('stdin')
    if (!attaching || dryRun !== 'none' || !isPod(created)) {
      yield* k.out(printer.print(created, 'created'))
      return 0
    }
    return yield* attachAndWait(k, created)
  },
}

const restartPolicies = ['Always', 'OnFailure', 'Never'] as const
const pullPolicies = ['Always', 'IfNotPresent', 'Never'] as const

function oneOf<T extends string>(value: string, known: readonly T[]): T | undefined {
  return known.find((one) => one === value)
}

function checkFlags(k: Invocation): void {
  const { flags } = k
  if (k.args.length === 0 || k.beforeDash === 0) throw k.usage('NAME is required for run')
  if (flags.string('image') === '') throw new KubectlError('--image is required')
  if (
    !/^[a-z0-9]([a-z0-9._/:@-]*[a-zA-Z0-9._-])?$/.test(flags.string('image')) ||
    /[A-Z]/.test(String(flags.string('image').split(/[:@]/)[0]))
  ) {
    throw new KubectlError(`Invalid image name "${flags.string('image')}": invalid reference format`)
  }
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw new KubectlError('-i/--stdin is required for containers with -t/--tty=true')
  if (flags.bool('expose') && flags.string('port') === '') throw new KubectlError('--port must be set when exposing a service')
  const restart = flags.string('restart')
  if (!oneOf(restart, restartPolicies)) throw k.usage(`invalid restart policy: ${restart}`)
  const pull = flags.string('image-pull-policy')
  if (pull !== '' && !oneOf(pull, pullPolicies)) throw k.usage(`invalid image pull policy: ${pull}`)
  const attached = flags.bool('attach') || flags.bool('stdin')
  if (flags.bool('rm') && !attached) throw new KubectlError('--rm should only be used for attached containers')
  if (attached && dryRunOf(k) !== 'none')
    throw new KubectlError(
      `--dry-run=${dryRunOf(k)} can't be used with attached containers options (--attach, --stdin, or --tty)`,
    )
}

function generate(k: Invocation, name: string): KubeObject {
  const { flags, args } = k
  const words = args.slice(1)
  const port = flags.string('port')
  const pull = flags.string('image-pull-policy')
  if (port !== '' && !/^\d+$/.test(port)) throw new KubectlError(`strconv.Atoi: parsing "${port}": invalid syntax`)
  const container: Container = {
    name,
    image: flags.string('image'),
    ...(words.length > 0 ? (flags.bool('command') ? { command: words } : { args: words }) : {}),
    ...(flags.list('env').length > 0 ? { env: parseEnvironment(flags.list('env')) } : {}),
    ...(port === '' ? {} : { ports: [{ containerPort: Number(port) }] }),
    ...(pull === '' ? {} : { imagePullPolicy: oneOf(pull, pullPolicies) }),
    ...(flags.bool('stdin') ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    resources: {},
  }
  const annotations = flags.list('annotations')
  const labels = flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'))
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(annotations.length > 0 ? { annotations: parseLabels(annotations.join(',')) } : {}), labels, name },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: oneOf(flags.string('restart'), restartPolicies) },
    status: {},
  }
  return pod
}

function serviceFor(k: Invocation, name: string): KubeObject {
  const port = Number(k.flags.string('port'))
  const labels = k.flags.string('labels') === '' ? { run: name } : parseLabels(k.flags.string('labels'))
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: labels },
    status: { loadBalancer: {} },
  }
  return service
}

/** Waits until the pod runs or is over, joins it, and tells its exit code; deletes it with --rm. */
function* attachAndWait(k: Invocation, created: Pod): Run<number> {
  const about = { type: k.discovery.forWord('pods'), namespace: created.metadata.namespace, name: created.metadata.name ?? '' }
  const over = (pod: KubeObject | undefined) =>
    isPod(pod) && (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed')
  const running = (pod: KubeObject | undefined) =>
    pod === undefined || over(pod) || (isPod(pod) && pod.status?.phase === 'Running')
  try {
    const pod = yield* waitForObject(k, about, k.flags.duration('pod-running-timeout'), running)
    if (pod === undefined) throw new KubectlError('timed out waiting for the condition')
    if (pod === 'gone' || !isPod(pod)) throw new KubectlError(`pods "${about.name}" not found`)
    const container = pod.spec?.containers?.[0]?.name ?? ''
    if (over(pod)) yield* printContainerLog(k, pod, container)
    else yield* attachTo(k, pod, container, { stdin: k.flags.bool('stdin'), tty: k.flags.bool('tty') })
    return k.flags.string('restart') === 'Always' ? 0 : yield* exitCodeOf(k, about, over)
  } finally {
    if (k.flags.bool('rm')) yield* remove(k, about)
  }
}

type About = Parameters<typeof waitForObject>[1]

function* exitCodeOf(k: Invocation, about: About, over: (object: KubeObject | undefined) => boolean): Run<number> {
  const pod = yield* waitForObject(k, about, 0, (object) => object === undefined || over(object))
  if (!pod || pod === 'gone' || !isPod(pod)) return 0
  if (pod.status?.phase === 'Succeeded') return 0
  const where = `${about.namespace}/${about.name}`
  const failed = pod.status?.containerStatuses?.find(
    (status) => status.state?.terminated && status.state.terminated.exitCode !== 0,
  )
  const terminated = failed?.state?.terminated
  if (!terminated) throw new KubectlError(`pod ${where} failed with unknown exit code`)
  yield* k.err(`pod ${where} terminated (${terminated.reason})\n${terminated.message ? `${terminated.message}\n` : ''}`)
  return terminated.exitCode
}

function* remove(k: Invocation, about: About): Run<void> {
  const body = k.connection.delete(about.type, about.namespace, about.name, { propagationPolicy: 'Background' })
  yield* k.out(`pod "${about.name}" deleted from ${about.namespace} namespace\n`)
  yield* waitUntilGone(k, { ...about, uid: deletedUid(body) }, 0)
}
