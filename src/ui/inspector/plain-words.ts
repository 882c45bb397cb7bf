import { leftWords } from '../clock/duration.ts'
import type { ContainerModel, PodModel } from '../graph/model.ts'

/** What a Pod is doing and why, in a sentence or two that need no Kubernetes. Pure. */
export function podInWords(pod: PodModel): string {
  const apps = pod.containers.filter((each) => each.role === 'app')
  const failing =
    pod.containers.find((each) => each.name === pod.backOffContainer) ?? apps.find((each) => each.look === 'failing')
  if (pod.look === 'terminating') {
    return `It was asked to stop: its processes got SIGTERM and have ${leftWords(pod.graceSeconds * 1000)} to end by themselves. Whatever is left then is killed.`
  }
  if (!pod.node) {
    return pod.reason
      ? 'No node can take it yet. The scheduler says why below, and tries again when something changes.'
      : 'It exists, and waits for the scheduler to choose a node.'
  }
  if (pod.backOff?.kind === 'image-pull') {
    return `The image ${failing?.image ?? ''} could not be pulled. The kubelet tries again, each time after a longer wait.`
  }
  if (/^(ErrImagePull|InvalidImageName|ErrImageNeverPull)$/.test(pod.status)) {
    return `The image ${failing?.image ?? ''} could not be pulled.`
  }
  if (pod.backOff && failing) return crashWords(failing, pod)
  if (pod.status === 'CreateContainerConfigError') return 'A container cannot be made: something that it refers to is missing.'
  if (pod.status.startsWith('Init:')) return initWords(pod)
  if (pod.status === 'ContainerCreating' || pod.status === 'PodInitializing') {
    return `Its place on ${pod.node} is being prepared: network, volumes and images first, then the containers start.`
  }
  if (pod.status === 'Completed') return 'Every container ended by itself with exit code 0: the work is done.'
  if (pod.look === 'failing') {
    if (failing?.exitCode !== undefined) {
      return `Container ${failing.name} ended with exit code ${failing.exitCode}${meaning(failing.exitCode)}.${restartWords(pod, failing)}`
    }
    return pod.reason ?? `It is ${pod.status}.`
  }
  if (pod.ready < pod.total) {
    const not = apps.filter((each) => !each.ready)
    const running = not.filter((each) => each.state === 'running')
    if (running.length > 0 && running.length === not.length) {
      return `It runs, but ${names(running)} ${running.length > 1 ? 'are' : 'is'} not ready: Services send nothing there until the readiness probe passes.`
    }
    return `${pod.ready} of its ${pod.total} containers are ready; ${names(not)} ${not.length > 1 ? 'are' : 'is'} not running.`
  }
  const restarted = pod.restarts > 0 ? ` Containers were restarted ${pod.restarts === 1 ? 'once' : `${pod.restarts} times`}.` : ''
  return `All is well: ${pod.total === 1 ? 'its container runs' : `all ${pod.total} containers run`} on ${pod.node}.${restarted}`
}

function crashWords(container: ContainerModel, pod: PodModel): string {
  const code = container.exitCode ?? container.lastExitCode
  const times = container.restarts === 1 ? 'once' : `${container.restarts} times`
  const restarted = container.restarts > 0 ? `, and was restarted ${times} already` : ''
  const zero =
    code === 0
      ? ` It ended without a fault, but restartPolicy ${pod.restartPolicy} means that a container is to run all the time.`
      : ''
  return `Container ${container.name} keeps ending${code === undefined ? '' : ` with exit code ${code}${meaning(code)}`}${restarted}.${zero} The kubelet waits longer before each new try: ${leftWords(pod.backOff?.delayMs ?? 0)} this time.`
}

function initWords(pod: PodModel): string {
  const inits = pod.containers.filter((each) => each.role === 'init')
  const done = inits.filter((each) => each.exitCode === 0).length
  const current = inits.find((each) => each.exitCode !== 0)
  if (pod.look === 'failing')
    return `Init step ${current?.name ?? ''} fails; the containers after it start only once it ends with 0.`
  return `Init steps run one after the other before the containers: ${done} of ${inits.length} done${current ? `, now ${current.name}` : ''}.`
}

function restartWords(pod: PodModel, container: ContainerModel): string {
  if (pod.restartPolicy === 'Never') return ' restartPolicy Never: it is not started again.'
  if (pod.restartPolicy === 'OnFailure' && container.exitCode === 0) return ''
  return ' The kubelet starts it again.'
}

/** What an exit code usually says. */
export function meaning(exitCode: number): string {
  switch (exitCode) {
    case 0:
      return ' (success)'
    case 126:
      return ' (the command could not be executed)'
    case 127:
      return ' (command not found)'
    case 130:
      return ' (SIGINT)'
    case 137:
      return ' (killed by SIGKILL)'
    case 139:
      return ' (segmentation fault)'
    case 143:
      return ' (ended by SIGTERM)'
    default:
      return ''
  }
}

function names(containers: readonly ContainerModel[]): string {
  const list = containers.map((each) => each.name)
  return list.length > 1 ? `${list.slice(0, -1).join(', ')} and ${list.at(-1)}` : (list[0] ?? '')
}
