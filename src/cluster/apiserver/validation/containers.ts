/** Containers of all sorts: validateContainers, validateInitContainers, validateEphemeralContainers. */
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { Container, ContainerPort, EphemeralContainer, PodSpec, VolumeMount } from '../../api/generated/types.ts'
import { dns1123Label, ipAddress, portName } from '../../api/names.ts'
import { checkFormat, checkPort, checkRequiredFormat, checkSupported } from './checks.ts'
import { checkEnv, checkEnvFrom } from './env.ts'
import { checkHooksAndProbes } from './probes.ts'
import { checkContainerResources } from './resources.ts'
import { checkSecurityContext } from './security.ts'
import { checkRelativePath } from './volumes.ts'

const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const restartPolicies = ['Always', 'OnFailure', 'Never']

/** What containers are checked against. */
export interface ContainerSurroundings {
  readonly volumes: ReadonlySet<string>
  readonly spec: PodSpec
  /** terminationGracePeriodSeconds */
  readonly graceSeconds: number
}

export function checkContainers(errors: FieldError[], at: FieldPath, around: ContainerSurroundings): void {
  const containers = around.spec.containers
  if (!containers?.length) {
    errors.push(required(at))
    return
  }
  const names = new Set<string>()
  containers.forEach((container, i) => {
    const path = at.index(i)
    checkCommon(errors, path, container, around)
    if (names.has(container.name)) errors.push(duplicate(path.child('name'), container.name))
    else if (container.name) names.add(container.name)
    checkHooksAndProbes(errors, path, container, around.graceSeconds)
    checkRestartRules(errors, path, container)
  })
  checkHostPortConflicts(errors, at, containers)
}

export function checkInitContainers(errors: FieldError[], at: FieldPath, around: ContainerSurroundings): void {
  const inits = around.spec.initContainers
  if (!inits) return
  const names = new Set(around.spec.containers?.map((container) => container.name))
  inits.forEach((container, i) => {
    const path = at.index(i)
    const isSidecar = container.restartPolicy === 'Always'
    checkCommon(errors, path, container, around)
    checkRestartRules(errors, path, container)
    if (container.name && names.has(container.name)) errors.push(duplicate(path.child('name'), container.name))
    else names.add(container.name)
    checkHostPortConflicts(errors, at, [container], i)
    if (isSidecar) checkHooksAndProbes(errors, path, container, around.graceSeconds)
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[field] === undefined) continue
        errors.push(forbidden(path.child(field), 'may not be set for init containers without restartPolicy=Always'))
      }
    }
  })
}

/** Ephemeral containers have no ports, resources, hooks or probes. */
const ephemeralForbidden = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy'] as const

export function checkEphemeralContainers(errors: FieldError[], at: FieldPath, around: ContainerSurroundings): void {
  const ephemeral = around.spec.ephemeralContainers
  if (!ephemeral) return
  const others = [...(around.spec.containers ?? []), ...(around.spec.initContainers ?? [])].map((container) => container.name)
  const names = new Set(others)
  const targets = new Set(others)
  ephemeral.forEach((container, i) => {
    const path = at.index(i)
    checkCommon(errors, path, container, around)
    if (container.name && names.has(container.name)) errors.push(duplicate(path.child('name'), container.name))
    else names.add(container.name)
    if (container.targetContainerName && !targets.has(container.targetContainerName)) {
      errors.push(notFound(path.child('targetContainerName'), container.targetContainerName))
    }
    for (const field of ephemeralForbidden) {
      if (container[field]) errors.push(forbidden(path.child(field), 'cannot be set for an Ephemeral Container'))
    }
    if (container.resources && Object.keys(container.resources).length > 0) {
      errors.push(forbidden(path.child('resources'), 'cannot be set for an Ephemeral Container'))
    }
    if (container.restartPolicy) errors.push(forbidden(path.child('restartPolicy'), 'may not be set for ephemeral containers'))
    container.volumeMounts?.forEach((mount, j) => {
      const where = path.child('volumeMounts').index(j)
      if (mount.subPath) errors.push(forbidden(where.child('subPath'), 'cannot be set for an Ephemeral Container'))
      if (mount.subPathExpr) errors.push(forbidden(where.child('subPathExpr'), 'cannot be set for an Ephemeral Container'))
    })
  })
}

type AnyContainer = Container | EphemeralContainer

function checkCommon(errors: FieldError[], at: FieldPath, container: AnyContainer, around: ContainerSurroundings): void {
  checkRequiredFormat(errors, at.child('name'), container.name, dns1123Label)
  const image = container.image ?? ''
  if (image === '') errors.push(required(at.child('image')))
  else if (image !== image.trim()) {
    errors.push(invalid(at.child('image'), image, 'must not have leading or trailing whitespace'))
  }
  checkSupported(errors, at.child('terminationMessagePolicy'), container.terminationMessagePolicy, [
    'File',
    'FallbackToLogsOnError',
  ])
  checkPorts(errors, at.child('ports'), container.ports, around.spec.hostNetwork === true)
  checkEnv(errors, at.child('env'), container.env)
  checkEnvFrom(errors, at.child('envFrom'), container.envFrom)
  checkMounts(errors, at.child('volumeMounts'), container, around.volumes)
  checkDevices(errors, at.child('volumeDevices'), container, around.volumes)
  checkSupported(errors, at.child('imagePullPolicy'), container.imagePullPolicy, pullPolicies)
  checkContainerResources(errors, at.child('resources'), container.resources)
  checkResizePolicy(errors, at.child('resizePolicy'), container.resizePolicy)
  checkSecurityContext(errors, at.child('securityContext'), container.securityContext, around.spec.hostUsers !== false)
}

function checkPorts(
  errors: FieldError[],
  at: FieldPath,
  ports: readonly ContainerPort[] | undefined,
  hostNetwork: boolean,
): void {
  if (!ports) return
  const names = new Set<string>()
  ports.forEach((port, i) => {
    const path = at.index(i)
    if (port.name) {
      const messages = portName(port.name)
      if (messages.length > 0) checkFormat(errors, path.child('name'), port.name, portName)
      else if (names.has(port.name)) errors.push(duplicate(path.child('name'), port.name))
      else names.add(port.name)
    }
    if (!port.containerPort) errors.push(required(path.child('containerPort')))
    else checkPort(errors, path.child('containerPort'), port.containerPort)
    if (port.hostPort) {
      checkPort(errors, path.child('hostPort'), port.hostPort)
      if (hostNetwork && port.hostPort !== port.containerPort) {
        const message = 'must match `containerPort` when `hostNetwork` is true'
        errors.push(invalid(path.child('hostPort'), port.hostPort, message))
      }
    }
    checkSupported(errors, path.child('protocol'), port.protocol, ['SCTP', 'TCP', 'UDP'])
    if (port.hostIP) checkFormat(errors, path.child('hostIP'), port.hostIP, ipAddress)
  })
}

/** `checkHostPortConflicts`: the same port of the host twice in one Pod. */
function checkHostPortConflicts(errors: FieldError[], at: FieldPath, containers: readonly Container[], offset = 0): void {
  let taken: Set<string> | undefined
  containers.forEach((container, i) => {
    container.ports?.forEach((port, j) => {
      if (!port.hostPort) return
      taken ??= new Set()
      const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort}`
      if (taken.has(key))
        errors.push(
          duplicate(
            at
              .index(i + offset)
              .child('ports')
              .index(j)
              .child('hostPort'),
            key,
          ),
        )
      taken.add(key)
    })
  })
}

function checkMounts(errors: FieldError[], at: FieldPath, container: AnyContainer, volumes: ReadonlySet<string>): void {
  const mounts = container.volumeMounts
  if (!mounts) return
  const paths = new Set<string>()
  const devices = new Set(container.volumeDevices?.map((device) => device.devicePath))
  const deviceNames = new Set(container.volumeDevices?.map((device) => device.name))
  mounts.forEach((mount, i) => {
    const path = at.index(i)
    if (!mount.name) errors.push(required(path.child('name')))
    if (!volumes.has(mount.name)) errors.push(notFound(path.child('name'), mount.name ?? ''))
    if (!mount.mountPath) errors.push(required(path.child('mountPath')))
    else if (paths.has(mount.mountPath)) errors.push(invalid(path.child('mountPath'), mount.mountPath, 'must be unique'))
    paths.add(mount.mountPath)
    if (deviceNames.has(mount.name)) {
      errors.push(invalid(path.child('name'), mount.name, 'must not already exist in volumeDevices'))
    }
    if (devices.has(mount.mountPath)) {
      errors.push(invalid(path.child('mountPath'), mount.mountPath, 'must not already exist as a path in volumeDevices'))
    }
    checkSubPath(errors, path, mount)
    checkPropagation(errors, path, mount, container)
  })
}

function checkSubPath(errors: FieldError[], at: FieldPath, mount: VolumeMount): void {
  if (mount.subPath) checkRelativePath(errors, at.child('subPath'), mount.subPath)
  if (!mount.subPathExpr) return
  if (mount.subPath) {
    errors.push(invalid(at.child('subPathExpr'), mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'))
  }
  checkRelativePath(errors, at.child('subPathExpr'), mount.subPathExpr)
}

const propagations = ['Bidirectional', 'HostToContainer', 'None']

function checkPropagation(errors: FieldError[], at: FieldPath, mount: VolumeMount, container: AnyContainer): void {
  const propagation = mount.mountPropagation
  const path = at.child('mountPropagation')
  if (propagation !== undefined && !propagations.includes(propagation)) {
    errors.push(notSupported(path, propagation, propagations))
  }
  if (propagation === 'Bidirectional' && !container.securityContext?.privileged) {
    errors.push(forbidden(path, 'Bidirectional mount propagation is available only to privileged containers'))
  }
  const recursive = mount.recursiveReadOnly
  if (recursive === undefined) return
  const where = at.child('recursiveReadOnly')
  if (recursive !== 'Disabled' && recursive !== 'IfPossible' && recursive !== 'Enabled') {
    errors.push(notSupported(where, recursive, ['Disabled', 'IfPossible', 'Enabled']))
  } else if (recursive !== 'Disabled' && !mount.readOnly) {
    errors.push(forbidden(where, 'may only be specified when readOnly is true'))
  }
}

function checkDevices(errors: FieldError[], at: FieldPath, container: AnyContainer, volumes: ReadonlySet<string>): void {
  const paths = new Set<string>()
  container.volumeDevices?.forEach((device, i) => {
    const path = at.index(i)
    if (!device.name) errors.push(required(path.child('name')))
    else if (!volumes.has(device.name)) errors.push(notFound(path.child('name'), device.name))
    if (!device.devicePath) errors.push(required(path.child('devicePath')))
    else if (paths.has(device.devicePath)) errors.push(invalid(path.child('devicePath'), device.devicePath, 'must be unique'))
    paths.add(device.devicePath)
  })
}

function checkResizePolicy(errors: FieldError[], at: FieldPath, policies: Container['resizePolicy']): void {
  const names = new Set<string>()
  policies?.forEach((policy, i) => {
    if (names.has(policy.resourceName)) errors.push(duplicate(at.index(i), policy.resourceName))
    names.add(policy.resourceName)
    if (policy.resourceName !== 'cpu' && policy.resourceName !== 'memory') {
      errors.push(notSupported(at, policy.resourceName, ['cpu', 'memory']))
    }
    checkSupported(errors, at, policy.restartPolicy, ['NotRequired', 'RestartContainer'])
  })
}

/** ContainerRestartRules: a container's own restart policy and rules. */
function checkRestartRules(errors: FieldError[], at: FieldPath, container: Container): void {
  const rules = container.restartPolicyRules
  const policy = container.restartPolicy as string | undefined
  if (policy !== undefined && !restartPolicies.includes(policy)) {
    errors.push(notSupported(at.child('restartPolicy'), policy, restartPolicies))
  }
  if (!rules) return
  const path = at.child('restartPolicyRules')
  if (policy === undefined)
    errors.push(required(at.child('restartPolicy'), 'must specify restartPolicy when restart rules are used'))
  if (rules.length > 20) errors.push(tooMany(path, rules.length, 20))
  rules.forEach((rule, i) => {
    const where = path.index(i)
    if (rule.action !== 'Restart' && rule.action !== 'RestartAllContainers') {
      errors.push(notSupported(where.child('action'), rule.action, ['Restart', 'RestartAllContainers']))
    }
    const codes = rule.exitCodes
    if (!codes) errors.push(required(where.child('exitCodes'), 'must be specified'))
    else {
      if (codes.operator !== 'In' && codes.operator !== 'NotIn') {
        errors.push(notSupported(where.child('exitCodes', 'operator'), codes.operator, ['In', 'NotIn']))
      }
      if (!codes.values?.length) errors.push(required(where.child('exitCodes', 'values'), 'must specify at least one value'))
      else if (codes.values.length > 255) errors.push(tooMany(where.child('exitCodes', 'values'), codes.values.length, 255))
    }
  })
}
