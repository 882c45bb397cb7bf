import type { Container, EphemeralContainer, Pod } from '../../cluster/api/generated/types.ts'
import type { KubeObject } from '../../cluster/api/object.ts'
import { applyStrategicMergePatch } from '../../cluster/api/patch/strategic-merge.ts'
import { parseYaml } from '../../cluster/api/yaml.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { isKubeObject } from '../connection.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { fileFlags } from '../flag-sets.ts'
import { parseEnvironment } from '../generate.ts'
import type { Invocation } from '../invocation.ts'
import { isObject } from '../json-value.ts'
import { isPod, waitForObject } from '../pods.ts'
import { type Found, findObjects } from '../resource-arguments.ts'
import { attachTo } from './attach.ts'
import { printContainerLog } from './run-log.ts'

const profiles = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin']

export const debug: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: `Debug a pod or a node:

  * A pod: an ephemeral container is added to it, beside those that run.
  * A pod with --copy-to: a copy of it is made, changed as the other flags say.
  * A node: a pod is made there that sees the node's files below /host.`,
  examples: `
# Look into a pod with another image
kubectl debug mypod -it --image=busybox

# Share the processes of the container 'app'
kubectl debug mypod -it --image=busybox --target=app

# A copy of the pod whose container 'mycontainer' runs a shell
kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh

# Look into a node
kubectl debug node/mynode -it --image=busybox`,
  flags: [
    ...fileFlags('the resource to debug.').filter((flag) => flag.name === 'filename'),
    {
      name: 'arguments-only',
      type: 'bool',
      default: 'false',
      usage: "Take what stands after -- as 'args' rather than 'command'.",
    },
    {
      name: 'attach',
      type: 'bool',
      default: 'false',
      usage: "Wait until the container runs, and attach to it. True with '-i/--stdin'.",
    },
    {
      name: 'container',
      shorthand: 'c',
      type: 'string',
      usage: 'Name of the debug container, or of the one to change in a copy.',
    },
    { name: 'copy-to', type: 'string', usage: 'Make a copy of the pod with this name.' },
    {
      name: 'custom',
      type: 'string',
      usage: 'A file with parts of a container spec, in JSON or YAML, that are laid over the debug container.',
    },
    { name: 'env', type: 'stringArray', usage: 'Environment variables of the container.' },
    { name: 'image', type: 'string', usage: 'The image of the debug container.' },
    { name: 'image-pull-policy', type: 'string', usage: 'The image pull policy of the container.' },
    { name: 'keep-annotations', type: 'bool', default: 'false', usage: 'Keep the annotations in a copy.' },
    { name: 'keep-init-containers', type: 'bool', default: 'true', usage: 'Keep the init containers in a copy.' },
    { name: 'keep-labels', type: 'bool', default: 'false', usage: 'Keep the labels in a copy.' },
    { name: 'keep-liveness', type: 'bool', default: 'false', usage: 'Keep the liveness probes in a copy.' },
    { name: 'keep-readiness', type: 'bool', default: 'false', usage: 'Keep the readiness probes in a copy.' },
    { name: 'keep-startup', type: 'bool', default: 'false', usage: 'Keep the startup probes in a copy.' },
    { name: 'profile', type: 'string', default: 'general', usage: `How much the container may do: ${profiles.join(', ')}.` },
    { name: 'quiet', shorthand: 'q', type: 'bool', default: 'false', usage: 'Do not tell what is done.' },
    { name: 'replace', type: 'bool', default: 'false', usage: 'With --copy-to: delete the original pod.' },
    { name: 'same-node', type: 'bool', default: 'false', usage: 'With --copy-to: on the same node.' },
    { name: 'set-image', type: 'stringToString', usage: 'With --copy-to: other images, name=image; * is all.' },
    {
      name: 'share-processes',
      type: 'bool',
      default: 'true',
      usage: "With --copy-to: let the containers see each other's processes.",
    },
    { name: 'stdin', shorthand: 'i', type: 'bool', default: 'false', usage: "Keep the container's stdin open." },
    { name: 'target', type: 'string', usage: 'Share the processes of this container.' },
    { name: 'tty', shorthand: 't', type: 'bool', default: 'false', usage: 'Give the container a terminal.' },
  ],
  *run(k) {
    checkFlags(k)
    const errors: unknown[] = []
    const targets = k.args.slice(0, k.beforeDash ?? k.args.length)
    if (targets.length === 0 && k.flags.list('filename').length === 0) throw k.usage('NAME or filename is required for debug')
    const found = yield* findObjects(k, targets, errors, { defaultType: 'pods' })
    throwCollected(errors)
    for (const one of found) {
      if (one.object.kind === 'Node') yield* debugNode(k, one)
      else if (isPod(one.object))
        yield* k.flags.string('copy-to') === '' ? debugPod(k, one, one.object) : debugCopy(k, one.object)
      else throw new KubectlError(`"${one.object.apiVersion}, Kind=${one.object.kind}" not supported by debug`)
    }
    return 0
  },
}

function checkFlags(k: Invocation): void {
  const { flags } = k
  const copying = flags.string('copy-to') !== ''
  if (!profiles.includes(flags.string('profile'))) throw new KubectlError(`unknown profile: ${flags.string('profile')}`)
  if (!copying && flags.string('image') === '') throw new KubectlError('you must specify --image when not using --copy-to.')
  if (!copying && flags.bool('replace')) throw new KubectlError('--replace may only be used with --copy-to.')
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw new KubectlError('-i/--stdin is required for containers with -t/--tty=true')
  if (flags.string('target') !== '' && copying)
    throw new KubectlError('--target is incompatible with --copy-to. Use --share-processes instead.')
}

function commandOf(k: Invocation): Pick<Container, 'command' | 'args'> {
  const words = k.args.slice(k.beforeDash ?? k.args.length)
  if (words.length === 0) return {}
  return k.flags.bool('arguments-only') ? { args: words } : { command: words }
}

function randomName(k: Invocation): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from({ length: 5 }, () => letters[Math.floor(k.process.random() * letters.length)]).join('')
}

function pullPolicy(k: Invocation): Pick<Container, 'imagePullPolicy'> {
  const policy = (['Always', 'IfNotPresent', 'Never'] as const).find((one) => one === k.flags.string('image-pull-policy'))
  return policy ? { imagePullPolicy: policy } : {}
}

function debugContainer(k: Invocation, name: string): Container {
  const env = k.flags.list('env')
  return {
    name,
    image: k.flags.string('image'),
    ...commandOf(k),
    ...(env.length > 0 ? { env: parseEnvironment(env) } : {}),
    ...pullPolicy(k),
    ...(k.flags.bool('stdin') ? { stdin: true } : {}),
    ...(k.flags.bool('tty') ? { tty: true } : {}),
    terminationMessagePolicy: 'File',
  }
}

/** The debug container with what `--custom` says laid over it, after the profile (debug's applyCustomProfile). */
function customized<T extends Container | EphemeralContainer>(k: Invocation, container: T): T {
  const path = k.flags.string('custom')
  if (path === '') return container
  const custom = parseYaml(k.readFile(path))
  if (!isObject(custom)) throw new KubectlError(`unable to parse ${path}: it holds no container`)
  if (['name', 'image', 'command', 'lifecycle', 'volumeDevices'].some((field) => custom[field] !== undefined))
    throw new KubectlError('name, image, command, lifecycle and volume devices are not modifiable via custom profile')
  const merged = applyStrategicMergePatch('CoreV1Container', container, custom)
  return isObject(merged) ? { ...container, ...merged } : container
}

/** What the profile lets the container do (kubectl/pkg/cmd/debug/profiles.go). */
function securityOf(profile: string): Pick<Container, 'securityContext'> {
  if (profile === 'general') return { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } }
  if (profile === 'netadmin') return { securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } } }
  if (profile === 'sysadmin') return { securityContext: { privileged: true } }
  if (profile === 'restricted') {
    return {
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    }
  }
  return {}
}

function* legacyNotice(k: Invocation): Run<void> {
  if (k.flags.string('profile') !== 'legacy') return
  yield* k.err(
    '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
  )
}

/** Adds an ephemeral container to a running pod. */
function* debugPod(k: Invocation, one: Found, pod: Pod): Run<void> {
  const target = k.flags.string('target')
  if (target !== '')
    yield* k.err(
      `Targeting container "${target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    )
  let name = k.flags.string('container')
  if (name === '') {
    name = `debugger-${randomName(k)}`
    if (!k.flags.bool('quiet')) yield* k.err(`Defaulting debug container name to ${name}.\n`)
  }
  yield* legacyNotice(k)
  const container = customized<EphemeralContainer>(k, {
    ...debugContainer(k, name),
    ...securityOf(k.flags.string('profile')),
    ...(target === '' ? {} : { targetContainerName: target }),
  })
  const body = { spec: { ephemeralContainers: [...(pod.spec?.ephemeralContainers ?? []), container] } }
  k.connection.patch(one.type, one.namespace, one.name, { type: 'strategic', body, subresource: 'ephemeralcontainers' })
  yield* attach(k, one.name, one.namespace, name)
}

/** Makes a changed copy of a pod. */
function* debugCopy(k: Invocation, pod: Pod): Run<void> {
  const { flags } = k
  yield* legacyNotice(k)
  const name = flags.string('copy-to')
  const images = flags.map('set-image')
  const keep = (flag: string) => flags.bool(flag)
  const command = commandOf(k)
  let debugName = flags.string('container')
  const containers = (pod.spec?.containers ?? []).map((container): Container => {
    const { livenessProbe, readinessProbe, startupProbe, ...rest } = container
    const image = images[container.name] ?? images['*']
    return {
      ...rest,
      ...(keep('keep-liveness') && livenessProbe ? { livenessProbe } : {}),
      ...(keep('keep-readiness') && readinessProbe ? { readinessProbe } : {}),
      ...(keep('keep-startup') && startupProbe ? { startupProbe } : {}),
      ...(image === undefined ? {} : { image }),
      ...(container.name === debugName
        ? {
            ...command,
            ...(flags.string('image') === '' ? {} : { image: flags.string('image') }),
            ...(flags.bool('stdin') ? { stdin: true } : {}),
            ...(flags.bool('tty') ? { tty: true } : {}),
          }
        : {}),
    }
  })
  const known = containers.some((container) => container.name === debugName)
  if (debugName === '' && flags.string('image') === '' && Object.keys(images).length === 0) debugName = containers[0]?.name ?? ''
  if (!known && flags.string('image') !== '') {
    if (debugName === '') {
      debugName = `debugger-${randomName(k)}`
      yield* k.err(`Defaulting debug container name to ${debugName}.\n`)
    }
    containers.push(customized(k, { ...debugContainer(k, debugName), ...securityOf(flags.string('profile')) }))
  }
  const { nodeName, ephemeralContainers: _ephemeral, initContainers, ...spec } = pod.spec ?? { containers: [] }
  const copy = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: pod.metadata.namespace,
      ...(keep('keep-annotations') && pod.metadata.annotations ? { annotations: pod.metadata.annotations } : {}),
      ...(keep('keep-labels') && pod.metadata.labels ? { labels: pod.metadata.labels } : {}),
    },
    spec: {
      ...spec,
      ...(keep('keep-init-containers') && initContainers ? { initContainers } : {}),
      containers,
      ...(flags.bool('share-processes') ? { shareProcessNamespace: true } : {}),
      ...(flags.bool('same-node') && nodeName ? { nodeName } : {}),
    },
  }
  const type = k.discovery.forWord('pods')
  if (flags.bool('replace'))
    k.connection.delete(type, pod.metadata.namespace, String(pod.metadata.name), { propagationPolicy: 'Background' })
  k.connection.create(type, pod.metadata.namespace, copy)
  yield* attach(k, name, pod.metadata.namespace, debugName)
}

/** Makes a pod on a node that sees all of it. */
function* debugNode(k: Invocation, one: Found): Run<void> {
  yield* legacyNotice(k)
  const container = k.flags.string('container') || 'debugger'
  const name = `node-debugger-${one.name}-${randomName(k)}`
  const profile = k.flags.string('profile')
  const isHost = profile !== 'restricted' && profile !== 'baseline'
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [
        customized(k, {
          ...debugContainer(k, container),
          ...(profile === 'sysadmin' ? securityOf(profile) : {}),
          ...(isHost ? { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } : {}),
        }),
      ],
      ...(isHost
        ? { hostIPC: true, hostNetwork: true, hostPID: true, volumes: [{ hostPath: { path: '/' }, name: 'host-root' }] }
        : {}),
      nodeName: one.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  }
  if (!isKubeObject(pod)) return
  if (!k.flags.bool('quiet')) yield* k.err(`Creating debugging pod ${name} with container ${container} on node ${one.name}.\n`)
  k.connection.create(k.discovery.forWord('pods'), k.namespace, pod)
  yield* attach(k, name, k.namespace, container)
}

/** With -i or --attach: waits until the container runs or is over, and joins it. */
function* attach(k: Invocation, name: string, namespace: string | undefined, container: string): Run<void> {
  if (!k.flags.bool('stdin') && !k.flags.bool('attach')) return
  const about = { type: k.discovery.forWord('pods'), namespace, name }
  const begun = (object: KubeObject | undefined) =>
    object === undefined || (isPod(object) && statesOf(object, container) !== 'waiting')
  const pod = yield* waitForObject(k, about, 0, begun)
  if (!pod || pod === 'gone' || !isPod(pod)) throw new KubectlError(`pods "${name}" not found`)
  if (statesOf(pod, container) === 'terminated') yield* printContainerLog(k, pod, container)
  else yield* attachTo(k, pod, container, { stdin: k.flags.bool('stdin'), tty: k.flags.bool('tty') })
}

function statesOf(pod: Pod, container: string): 'running' | 'terminated' | 'waiting' {
  const { containerStatuses = [], ephemeralContainerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
  const state = [...containerStatuses, ...ephemeralContainerStatuses, ...initContainerStatuses].find(
    (one) => one.name === container,
  )?.state
  return state?.running ? 'running' : state?.terminated ? 'terminated' : 'waiting'
}
