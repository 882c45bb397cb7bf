/** Texts of the `Warning` headers: pkg/api/pod/warnings.go and the strategies of other kinds. */

import { FieldPath } from '../../api/field-path.ts'
import type {
  Container,
  CronJob,
  Deployment,
  Pod,
  PodSpec,
  PodTemplate,
  PodTemplateSpec,
  Service,
} from '../../api/generated/types.ts'
import { dns1123Label } from '../../api/names.ts'
import type { KubeObject } from '../../api/object.ts'
import { parseQuantity } from '../../api/quantity.ts'

const billion = 1_000_000_000n

/** What a client is warned about; nothing for an update that leaves the spec alone. */
export function warningsFor(object: KubeObject, old?: KubeObject): readonly string[] {
  const warnings: string[] = []
  switch (object.kind) {
    case 'Pod':
      warnPod(warnings, object as Pod, old as Pod | undefined)
      break
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'ReplicationController':
      warnTemplate(
        warnings,
        (object as Deployment).spec?.template,
        (old as Deployment | undefined)?.spec?.template,
        'spec.template',
      )
      break
    case 'CronJob': {
      const template = (one: KubeObject | undefined) => (one as CronJob | undefined)?.spec?.jobTemplate.spec?.template
      warnTemplate(warnings, template(object), template(old), 'spec.jobTemplate.spec.template')
      break
    }
    case 'PodTemplate':
      warnTemplate(warnings, (object as PodTemplate).template, (old as PodTemplate | undefined)?.template, 'template')
      break
    case 'Endpoints':
      warnings.push('v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice')
      break
    case 'Service':
      warnService(warnings, object as Service)
      break
    default:
  }
  return warnings
}

function warnPod(warnings: string[], pod: Pod, old: Pod | undefined): void {
  if (!old) {
    const messages = dns1123Label(pod.metadata.name ?? '')
    if (pod.metadata.name && messages.length > 0) {
      const list = messages.map((message) => `"${message}"`).join(' ')
      warnings.push(
        `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${unquoted(list)}]`,
      )
    }
  }
  if (pod.spec && pod.spec !== old?.spec) warnSpec(warnings, FieldPath.of('spec'), pod.spec)
}

/** Go prints a list of strings without quotes. */
const unquoted = (text: string) => text.replaceAll('"', '')

function warnTemplate(
  warnings: string[],
  template: PodTemplateSpec | undefined,
  old: PodTemplateSpec | undefined,
  path: string,
): void {
  if (template?.spec && template !== old) warnSpec(warnings, FieldPath.of(...path.split('.'), 'spec'), template.spec)
}

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

const deprecatedVolumes: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
}

function warnSpec(warnings: string[], at: FieldPath, spec: PodSpec): void {
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort()) {
    const text = deprecatedLabels[key]
    if (text) warnings.push(`${at.child('nodeSelector').key(key)}: ${text}`)
  }
  spec.topologySpreadConstraints?.forEach((one, i) => {
    if (one.labelSelector === undefined) {
      const path = at.child('topologySpreadConstraints').index(i).child('labelSelector')
      warnings.push(`${path}: a null labelSelector results in matching no pod`)
    }
  })
  warnHostAliases(warnings, at, spec)
  spec.volumes?.forEach((volume, i) => {
    for (const source of Object.keys(volume)) {
      const text = Object.hasOwn(deprecatedVolumes, source) ? deprecatedVolumes[source] : undefined
      if (text) warnings.push(`${at.child('volumes').index(i).child(source)}: ${text}`)
    }
  })
  spec.imagePullSecrets?.forEach((secret, i) => {
    if (!secret.name) warnings.push(`${at.child('imagePullSecrets').index(i).child('name')}: invalid empty name ""`)
  })
  /** Ports of the containers so far: the first definition of each. */
  const ports = new Map<string, string>()
  spec.containers?.forEach((container, i) => {
    warnContainer(warnings, () => at.child('containers').index(i), container, ports)
  })
  spec.initContainers?.forEach((container, i) => {
    warnContainer(warnings, () => at.child('initContainers').index(i), container, new Map())
  })
  warnPortNames(warnings, at, spec)
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    warnings.push(
      `${at.child('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`,
    )
  }
}

function warnHostAliases(warnings: string[], at: FieldPath, spec: PodSpec): void {
  if (!spec.hostAliases) return
  const seen = new Map<string, string>()
  spec.hostAliases.forEach((alias, i) => {
    const path = `${at.child('hostAliases').index(i).child('ip')}`
    const before = seen.get(alias.ip)
    if (before) warnings.push(`${path}: duplicate ip "${alias.ip}"`)
    seen.set(alias.ip, path)
  })
}

/** @param at makes the path, once there is something to say */
function warnContainer(warnings: string[], at: () => FieldPath, container: Container, ports: Map<string, string>): void {
  for (const list of ['limits', 'requests'] as const) {
    const amounts = container.resources?.[list]
    if (!amounts) continue
    for (const name of Object.keys(amounts).sort()) {
      if (name !== 'memory' && name !== 'ephemeral-storage') continue
      const amount = parseQuantity(amounts[name])
      if (amount.nano % billion !== 0n) {
        const path = at().child('resources', list).key(name)
        warnings.push(`${path}: fractional byte value "${amount.text}" is invalid, must be an integer`)
      }
    }
  }
  if (container.env && container.env.length > 1) {
    const names = new Set<string>()
    container.env.forEach((variable, i) => {
      if (names.has(variable.name)) {
        const text = `hides previous definition of "${variable.name}", which may be dropped when using apply`
        warnings.push(`${at().child('env').index(i)}: ${text}`)
      }
      names.add(variable.name)
    })
  }
  if (container.ports) warnDuplicatePorts(warnings, at, container.ports, ports)
}

/** @param seen the first definition of each port, in this container or one before it */
function warnDuplicatePorts(
  warnings: string[],
  at: () => FieldPath,
  ports: NonNullable<Container['ports']>,
  seen: Map<string, string>,
): void {
  ports.forEach((port, i) => {
    if (port.hostIP && !port.hostPort) {
      const shown = {
        Name: port.name ?? '',
        HostPort: 0,
        ContainerPort: port.containerPort,
        Protocol: port.protocol,
        HostIP: port.hostIP,
      }
      warnings.push(`${at().child('ports').index(i)}: hostIP set without hostPort: ${JSON.stringify(shown)}`)
    }
    const key = `${port.containerPort}/${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${port.hostPort ?? 0}`
    const path = `${at().child('ports').index(i)}`
    const before = seen.get(key)
    if (before === undefined) seen.set(key, path)
    else warnings.push(`${path}: duplicate port definition with ${before}`)
  })
}

/** The same port name in two containers: only the first is found by name. */
function warnPortNames(warnings: string[], at: FieldPath, spec: PodSpec): void {
  if ((spec.containers?.length ?? 0) < 2) return
  const seen = new Map<string, readonly [number, number]>()
  const pathOf = (i: number, j: number) => `${at.child('containers').index(i).child('ports').index(j).child('name')}`
  spec.containers.forEach((container, i) => {
    container.ports?.forEach((port, j) => {
      if (!port.name) return
      const before = seen.get(port.name)
      if (!before) seen.set(port.name, [i, j])
      else if (before[0] !== i) {
        const first = pathOf(...before)
        warnings.push(
          `${pathOf(i, j)}: duplicate port name "${port.name}" with ${first}, services and probes that select ports by name will use ${first}`,
        )
      }
    })
  })
}

function warnService(warnings: string[], service: Service): void {
  if (service.spec?.loadBalancerIP) {
    warnings.push(
      'spec.loadBalancerIP is deprecated; Using this field is discouraged since it was under-specified and its meaning varies across implementations. It may not support dual-stack. Please migrate to a corresponding annotation if there is one for your cloud or environment.',
    )
  }
}
