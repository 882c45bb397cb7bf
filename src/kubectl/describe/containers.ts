import type {
  Container,
  ContainerState,
  ContainerStatus,
  EnvVar,
  EphemeralContainer,
  Pod,
  Probe,
} from '../../cluster/api/generated/types.ts'
import { at, byBytes } from '../json-value.ts'
import { capitalBool, longTime, type Page, resourceLines } from './page.ts'
import { resourceFieldValue } from './resource-field.ts'

type AnyContainer = Container | EphemeralContainer

/** `Containers:` and each of them. In a template (`space`) everything stands one space further in, without states. */
export function containerLines(
  page: Page,
  title: string,
  containers: readonly AnyContainer[] | undefined,
  statuses: readonly ContainerStatus[] | undefined,
  options: { readonly pod?: Pod | undefined; readonly space?: string } = {},
): void {
  const { space = '', pod } = options
  page.line(0, `${space}${title}:${containers && containers.length > 0 ? '' : ' <none>'}`)
  for (const container of containers ?? []) {
    const status = statuses?.find((one) => one.name === container.name)
    basicLines(page, container, status, space)
    commandLines(page, 'Command', container.command)
    commandLines(page, 'Args', container.args)
    if (status) stateLines(page, container, status)
    resourceLines(page, 2, container.resources)
    probeLine(page, 'Liveness', container.livenessProbe)
    probeLine(page, 'Readiness', container.readinessProbe)
    probeLine(page, 'Startup', container.startupProbe)
    environmentLines(page, container, pod)
    mountLines(page, container)
  }
}

function basicLines(page: Page, container: AnyContainer, status: ContainerStatus | undefined, space: string): void {
  page.line(1, `${space === '' ? '' : ' '}${container.name}:`)
  if (status) page.line(2, `Container ID:\t${status.containerID ?? ''}`)
  page.line(2, `Image:\t${container.image ?? ''}`)
  if (status) page.line(2, `Image ID:\t${status.imageID}`)
  const named = (name: string | undefined) => (name ? ` (${name})` : '')
  const ports = (container.ports ?? []).map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}${named(port.name)}`)
  const hostPorts = (container.ports ?? []).map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${named(port.name)}`)
  page.line(2, `Port${ports.length > 1 ? 's' : ''}:\t${ports.join(', ') || '<none>'}`)
  page.line(2, `Host Port${ports.length > 1 ? 's' : ''}:\t${hostPorts.join(', ') || '<none>'}`)
  const seccomp = container.securityContext?.seccompProfile
  if (seccomp) {
    page.line(2, `SeccompProfile:\t${seccomp.type}`)
    if (seccomp.type === 'Localhost') page.line(3, `LocalhostProfile:\t${seccomp.localhostProfile ?? ''}`)
  }
}

function commandLines(page: Page, title: string, words: readonly string[] | undefined): void {
  if (!words || words.length === 0) return
  page.line(2, `${title}:`)
  for (const word of words) for (const part of word.split('\n')) page.line(3, part)
}

function stateLines(page: Page, container: AnyContainer, status: ContainerStatus): void {
  oneState(page, 'State', status.state)
  if (status.lastState?.terminated) oneState(page, 'Last State', status.lastState)
  page.line(2, `Ready:\t${capitalBool(status.ready)}`)
  page.line(2, `Restart Count:\t${status.restartCount}`)
  const restartPolicy = at(container, 'restartPolicy')
  if (typeof restartPolicy === 'string') page.line(2, `Restart Policy:\t${restartPolicy}`)
}

function oneState(page: Page, title: string, state: ContainerState | undefined): void {
  if (state?.running) {
    page.line(2, `${title}:\tRunning`)
    page.line(3, `Started:\t${longTime(state.running.startedAt)}`)
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated
    page.line(2, `${title}:\tTerminated`)
    if (reason) page.line(3, `Reason:\t${reason}`)
    if (message) page.line(3, `Message:\t${message}`)
    page.line(3, `Exit Code:\t${exitCode}`)
    if (signal) page.line(3, `Signal:\t${signal}`)
    page.line(3, `Started:\t${longTime(startedAt)}`)
    page.line(3, `Finished:\t${longTime(finishedAt)}`)
  } else {
    page.line(2, `${title}:\tWaiting`)
    if (state?.waiting?.reason) page.line(3, `Reason:\t${state.waiting.reason}`)
  }
}

function probeLine(page: Page, title: string, probe: Probe | undefined): void {
  if (probe) page.line(2, `${title}:\t${probeText(probe)}`)
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3` */
export function probeText(probe: Probe): string {
  const timing = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${timing}`
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path.startsWith('/') || path === '' ? path : `/${path}`} ${timing}`
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${timing}`
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${timing}`
  return `unknown ${timing}`
}

function environmentLines(page: Page, container: AnyContainer, pod: Pod | undefined): void {
  if (container.envFrom && container.envFrom.length > 0) {
    page.line(2, 'Environment Variables from:')
    for (const source of container.envFrom) {
      const [kind, from] = source.configMapRef
        ? (['ConfigMap', source.configMapRef] as const)
        : (['Secret', source.secretRef] as const)
      const prefix = source.prefix ? ` with prefix '${source.prefix}'` : ''
      page.line(3, `${from?.name ?? ''}\t${kind}${prefix}\tOptional: ${from?.optional ?? false}`)
    }
  }
  const variables = container.env ?? []
  page.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`)
  for (const variable of variables) {
    const [first = '', ...more] = variableText(variable, container, pod).split('\n')
    page.line(3, `${variable.name}:\t${first}`)
    for (const part of more) page.line(3, `\t${part}`)
  }
}

function variableText(variable: EnvVar, container: AnyContainer, pod: Pod | undefined): string {
  const from = variable.valueFrom
  if (!from) return variable.value ?? ''
  if (from.fieldRef)
    return `${pod ? podField(pod, from.fieldRef.fieldPath) : ''} (${from.fieldRef.apiVersion ?? 'v1'}:${from.fieldRef.fieldPath})`
  if (from.resourceFieldRef) {
    const { resource } = from.resourceFieldRef
    const value = resourceFieldValue(from.resourceFieldRef, container)
    const unlimited = value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory')
    return `${unlimited ? 'node allocatable' : value} (${resource})`
  }
  if (from.secretKeyRef) {
    const { key, name = '', optional = false } = from.secretKeyRef
    return `<set to the key '${key}' in secret '${name}'>\tOptional: ${optional}`
  }
  if (from.configMapKeyRef) {
    const { key, name = '', optional = false } = from.configMapKeyRef
    return `<set to the key '${key}' of config map '${name}'>\tOptional: ${optional}`
  }
  return ''
}

/** What kubectl can resolve by itself: the name and the namespace. Everything else stays empty. */
function podField(pod: Pod, path: string): string {
  if (path === 'metadata.name') return pod.metadata.name ?? ''
  return path === 'metadata.namespace' ? (pod.metadata.namespace ?? '') : ''
}

function mountLines(page: Page, container: AnyContainer): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => byBytes(a.mountPath, b.mountPath))
  page.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`)
  for (const mount of mounts) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : [])]
    page.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`)
  }
  const devices = container.volumeDevices ?? []
  if (devices.length === 0) return
  page.line(2, 'Devices:')
  for (const device of devices) page.line(3, `${device.devicePath} from ${device.name}`)
}
