import { describe, expect, it } from 'vitest'
import { fieldErrorText } from '../../api/field-errors.ts'
import type { KubeObject } from '../../api/object.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { validateCreate } from './validate.ts'

const pod = (spec: object, metadata: object = {}) =>
  applyDefaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'x', ...metadata },
    spec,
  } as unknown as KubeObject)
const errorsOf = (spec: object, metadata: object = {}) => validateCreate(pod(spec, metadata)).map(fieldErrorText)

const main = { name: 'a', image: 'nginx' }
const one = (more: object) => ({ containers: [{ ...main, ...more }] })
const withMain = (more: object) => ({ containers: [main], ...more })
const c0 = 'spec.containers[0]'

describe('what a Pod may not be', () => {
  it.each<[string, object, string[]]>([
    ['no containers', { containers: [] }, ['spec.containers: Required value']],
    [
      'a padded image',
      one({ image: ' nginx' }),
      [`${c0}.image: Invalid value: " nginx": must not have leading or trailing whitespace`],
    ],
    ['two of a name', { containers: [main, main] }, ['spec.containers[1].name: Duplicate value: "a"']],
    [
      'an init container of that name',
      withMain({ initContainers: [main] }),
      ['spec.initContainers[0].name: Duplicate value: "a"'],
    ],
    [
      'dnsPolicy',
      withMain({ dnsPolicy: 'x' }),
      ['spec.dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"'],
    ],
    [
      'dnsPolicy None alone',
      withMain({ dnsPolicy: 'None' }),
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'no nameserver',
      withMain({ dnsPolicy: 'None', dnsConfig: {} }),
      ['spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None'],
    ],
    ['no port', one({ ports: [{}] }), [`${c0}.ports[0].containerPort: Required value`]],
    [
      'a protocol',
      one({ ports: [{ containerPort: 1, protocol: 'x' }] }),
      [`${c0}.ports[0].protocol: Unsupported value: "x": supported values: "SCTP", "TCP", "UDP"`],
    ],
    [
      'a port name',
      one({ ports: [{ containerPort: 1, name: 'Much_too_long_name' }] }),
      [
        `${c0}.ports[0].name: Invalid value: "Much_too_long_name": must be no more than 15 characters`,
        `${c0}.ports[0].name: Invalid value: "Much_too_long_name": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)`,
      ],
    ],
    [
      'a host port twice',
      {
        containers: [
          { ...main, ports: [{ containerPort: 80, hostPort: 80 }] },
          { ...main, name: 'b', ports: [{ containerPort: 81, hostPort: 80 }] },
        ],
      },
      ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"'],
    ],
    [
      'host network',
      { ...one({ ports: [{ containerPort: 80, hostPort: 81 }] }), hostNetwork: true },
      [`${c0}.ports[0].hostPort: Invalid value: 81: must match \`containerPort\` when \`hostNetwork\` is true`],
    ],
    ['env without a name', one({ env: [{ value: 'x' }] }), [`${c0}.env[0].name: Required value`]],
    [
      'env with both',
      one({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      [`${c0}.env[0].valueFrom: Invalid value: "": may not be specified when \`value\` is not empty`],
    ],
    [
      'env with neither',
      one({ env: [{ name: 'A', valueFrom: {} }] }),
      [
        `${c0}.env[0].valueFrom: Invalid value: "": must specify one of: \`fieldRef\`, \`resourceFieldRef\`, \`configMapKeyRef\`, \`secretKeyRef\` or \`fileKeyRef\``,
      ],
    ],
    [
      'env with two',
      one({
        env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 's', key: 'k' } } }],
      }),
      [`${c0}.env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time`],
    ],
    [
      'a field that is none',
      one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.foo' } } }] }),
      [
        `${c0}.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error converting fieldPath: field label not supported: spec.foo`,
      ],
    ],
    [
      'a field for volumes',
      one({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }] }),
      [
        `${c0}.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"`,
      ],
    ],
    [
      'a resource',
      one({ env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'x' } } }] }),
      [
        `${c0}.env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "x": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"`,
      ],
    ],
    [
      'a divisor',
      one({ env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }] }),
      [
        `${c0}.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      ],
    ],
    [
      'envFrom nothing',
      one({ envFrom: [{}] }),
      [`${c0}.envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``],
    ],
    [
      'no key',
      one({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c' } } }] }),
      [`${c0}.env[0].valueFrom.configMapKeyRef.key: Required value`],
    ],
    [
      'a mount twice',
      {
        ...one({
          volumeMounts: [
            { name: 'v', mountPath: '/a' },
            { name: 'v', mountPath: '/a' },
          ],
        }),
        volumes: [{ name: 'v' }],
      },
      [`${c0}.volumeMounts[1].mountPath: Invalid value: "/a": must be unique`],
    ],
    [
      'subPath',
      { ...one({ volumeMounts: [{ name: 'v', mountPath: '/a', subPath: '/b' }] }), volumes: [{ name: 'v' }] },
      [`${c0}.volumeMounts[0].subPath: Invalid value: "/b": must be a relative path`],
    ],
    [
      'subPath up',
      { ...one({ volumeMounts: [{ name: 'v', mountPath: '/a', subPath: '../b' }] }), volumes: [{ name: 'v' }] },
      [`${c0}.volumeMounts[0].subPath: Invalid value: "../b": must not contain '..'`],
    ],
    [
      'propagation',
      { ...one({ volumeMounts: [{ name: 'v', mountPath: '/a', mountPropagation: 'Bidirectional' }] }), volumes: [{ name: 'v' }] },
      [
        `${c0}.volumeMounts[0].mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers`,
      ],
    ],
    [
      'hostPath without a path',
      withMain({ volumes: [{ name: 'v', hostPath: {} }] }),
      ['spec.volumes[0].hostPath.path: Required value'],
    ],
    [
      'hostPath type',
      withMain({ volumes: [{ name: 'v', hostPath: { path: '/x', type: 'x' } }] }),
      [
        'spec.volumes[0].hostPath.type: Unsupported value: "x": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
      ],
    ],
    [
      'a nameless secret',
      withMain({ volumes: [{ name: 'v', secret: {} }] }),
      ['spec.volumes[0].secret.secretName: Required value'],
    ],
    [
      'a claim without a name',
      withMain({ volumes: [{ name: 'v', persistentVolumeClaim: {} }] }),
      ['spec.volumes[0].persistentVolumeClaim.claimName: Required value'],
    ],
    [
      'a mode',
      withMain({ volumes: [{ name: 'v', configMap: { name: 'c', defaultMode: 1024 } }] }),
      ['spec.volumes[0].configMap.defaultMode: Invalid value: 1024: must be a number between 0 and 0777 (octal), both inclusive'],
    ],
    [
      'a short token',
      withMain({
        volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 60 } }] } }],
      }),
      [
        'spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
      ],
    ],
    [
      'request above limit',
      one({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      [`${c0}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`],
    ],
    [
      'devices differ',
      one({ resources: { requests: { 'nvidia.com/gpu': '2' }, limits: { 'nvidia.com/gpu': '1' } } }),
      [`${c0}.resources.requests: Invalid value: "2": must be equal to nvidia.com/gpu limit of 1`],
    ],
    [
      'devices without limit',
      one({ resources: { requests: { 'nvidia.com/gpu': '1' } } }),
      [`${c0}.resources.limits: Required value: Limit must be set for non overcommitable resources`],
    ],
    [
      'hugepages alone',
      one({ resources: { limits: { 'hugepages-2Mi': '2Mi' } } }),
      [`${c0}.resources: Forbidden: HugePages require cpu or memory`],
    ],
    [
      'a liveness success threshold',
      one({ livenessProbe: { exec: { command: ['x'] }, successThreshold: 2 } }),
      [`${c0}.livenessProbe.successThreshold: Invalid value: 2: must be 1`],
    ],
    [
      'a negative delay',
      one({ readinessProbe: { exec: { command: ['x'] }, initialDelaySeconds: -1 } }),
      [`${c0}.readinessProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0`],
    ],
    [
      'readiness grace',
      one({ readinessProbe: { exec: { command: ['x'] }, terminationGracePeriodSeconds: 5 } }),
      [`${c0}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes`],
    ],
    ['a probe of nothing', one({ livenessProbe: { exec: {} } }), [`${c0}.livenessProbe.exec.command: Required value`]],
    [
      'a probe scheme',
      one({ livenessProbe: { httpGet: { port: 0, scheme: 'x' } } }),
      [
        `${c0}.livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`,
        `${c0}.livenessProbe.httpGet.scheme: Unsupported value: "x": supported values: "HTTP", "HTTPS"`,
      ],
    ],
    [
      'an init hook',
      withMain({ initContainers: [{ name: 'i', image: 'x', lifecycle: { preStop: { exec: { command: ['x'] } } } }] }),
      ['spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always'],
    ],
    [
      'an init restart policy',
      withMain({ initContainers: [{ name: 'i', image: 'x', restartPolicy: 'x' }] }),
      ['spec.initContainers[0].restartPolicy: Unsupported value: "x": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'rules without a policy',
      one({ restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] }),
      [`${c0}.restartPolicy: Required value: must specify restartPolicy when restart rules are used`],
    ],
    [
      'a long sleep',
      one({ lifecycle: { preStop: { sleep: { seconds: 99 } } } }),
      [`${c0}.lifecycle.preStop.sleep: Invalid value: 99: must be non-negative and less than terminationGracePeriodSeconds (30)`],
    ],
    [
      'a keyless toleration',
      withMain({ tolerations: [{ operator: 'Equal' }] }),
      [
        'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'a toleration operator',
      withMain({ tolerations: [{ key: 'k', operator: 'Lt', value: '1' }] }),
      ['spec.tolerations[0].operator: Unsupported value: "Lt": supported values: "Equal", "Exists"'],
    ],
    [
      'Exists with a value',
      withMain({ tolerations: [{ key: 'k', operator: 'Exists', value: 'v' }] }),
      ['spec.tolerations[0].operator: Invalid value: "v": value must be empty when `operator` is \'Exists\''],
    ],
    [
      'seconds without NoExecute',
      withMain({ tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 }] }),
      ['spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set'],
    ],
    [
      'an effect',
      withMain({ tolerations: [{ key: 'k', operator: 'Exists', effect: 'x' }] }),
      ['spec.tolerations[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"'],
    ],
    [
      'no terms',
      withMain({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }),
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      ],
    ],
    [
      'In without values',
      withMain({
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'k', operator: 'In' }] }],
            },
          },
        },
      }),
      [
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      ],
    ],
    [
      'a weight',
      withMain({
        affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, preference: {} }] } },
      }),
      [
        'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100',
      ],
    ],
    [
      'no topology key',
      withMain({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } } }),
      [
        'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty',
      ],
    ],
    [
      'spread',
      withMain({ topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'x' }] }),
      [
        'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
        'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "x": supported values: "DoNotSchedule", "ScheduleAnyway"',
      ],
    ],
    [
      'minDomains',
      withMain({
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }],
      }),
      [
        'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
      ],
    ],
    [
      'a node and a gate',
      withMain({ nodeName: 'n', schedulingGates: [{ name: 'g' }] }),
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      'a gate twice',
      withMain({ schedulingGates: [{ name: 'g' }, { name: 'g' }] }),
      ['spec.schedulingGates[1]: Duplicate value: "g"'],
    ],
    [
      'ephemeral at birth',
      withMain({ ephemeralContainers: [{ name: 'e', image: 'x' }] }),
      ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    ],
    [
      'a user',
      one({ securityContext: { runAsUser: -1 } }),
      [`${c0}.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive`],
    ],
    [
      'a local profile',
      one({ securityContext: { seccompProfile: { type: 'Localhost' } } }),
      [`${c0}.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost`],
    ],
    [
      'shared and host PIDs',
      withMain({ shareProcessNamespace: true, hostPID: true }),
      [
        'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ],
    ],
    [
      'a deadline',
      withMain({ activeDeadlineSeconds: 0 }),
      ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
    ],
    [
      'Pod-level requests',
      { ...one({ resources: { requests: { cpu: '2' } } }), resources: { requests: { cpu: '1' } } },
      ['spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2'],
    ],
  ])('%s', (_, spec, errors) => expect(errorsOf(spec)).toEqual(errors))
})
