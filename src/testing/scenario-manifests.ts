import type { Random } from '../cluster/sim/random.ts'

/** A manifest to make for a scenario; the same recipe gives another text each time. */
export interface Recipe {
  readonly kind: 'pod' | 'deployment' | 'statefulset' | 'daemonset' | 'job' | 'cronjob' | 'service' | 'replicaset' | 'other'
  /** What made names begin with. */
  readonly name: string
  readonly text: (name: string, random: Random) => string
}

const pod = (name: string, spec: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: ${spec}
`

/** A workload whose Pods must all become Ready once nothing is wrong. */
const workload = (kind: string, name: string, head: string, spec: string) => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  ${head}
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: ${spec}}
`

const service = (name: string, app: string, more = '') => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${app}}, ports: [{port: 80, targetPort: 80}]${more}}
`

const requests = (random: Random) =>
  `resources: {requests: {cpu: ${random.pick([10, 50, 200, 400])}m, memory: ${random.pick([16, 64, 200])}Mi}}`

const web = (random: Random) =>
  `{containers: [{name: web, image: "nginx:${random.pick(['1.25', '1.27'])}", ${requests(random)}${random.pick([
    '',
    ', readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 3}',
    ', livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 2}, startupProbe: {httpGet: {path: /, port: 80}, periodSeconds: 2}',
    ', lifecycle: {preStop: {exec: {command: [sleep, "3"]}}}',
  ])}}], terminationGracePeriodSeconds: ${random.pick([1, 5, 30])}}`

export const manifests: readonly Recipe[] = [
  {
    kind: 'pod',
    name: 'sleeper',
    text: (name, random) =>
      pod(
        name,
        `{containers: [{name: main, image: busybox, command: [sleep, "${random.pick([5, 60, 3600])}"], ${requests(random)}}], restartPolicy: ${random.pick(['Always', 'OnFailure', 'Never'])}, terminationGracePeriodSeconds: ${random.pick([0, 2, 30])}}`,
      ),
  },
  {
    kind: 'pod',
    name: 'crash',
    text: (name, random) =>
      pod(
        name,
        `{containers: [{name: main, image: busybox, command: [sh, -c, "sleep ${random.below(4)}; exit ${random.below(3)}"]}, {name: other, image: busybox, command: [sleep, "3600"]}], restartPolicy: ${random.pick(['Always', 'OnFailure', 'Never'])}}`,
      ),
  },
  {
    kind: 'pod',
    name: 'probed',
    text: (name, random) =>
      pod(
        name,
        `{containers: [{name: main, image: busybox, command: [sh, -c, "touch /tmp/ready; trap 'exit 0' TERM; while true; do sleep 1; done"], ${random.pick(['readinessProbe', 'livenessProbe', 'startupProbe'])}: {exec: {command: [cat, ${random.pick(['/tmp/ready', '/tmp/never'])}]}, periodSeconds: 2, failureThreshold: ${1 + random.below(4)}}}]}`,
      ),
  },
  {
    kind: 'pod',
    name: 'stages',
    text: (name, random) =>
      pod(
        name,
        `{initContainers: [{name: first, image: busybox, command: [sh, -c, "sleep ${random.below(5)}; exit ${random.pick([0, 0, 0, 1])}"]}, {name: helper, image: busybox, restartPolicy: Always, command: [sh, -c, "while true; do sleep 2; done"]}, {name: last, image: "busybox:1.36", command: ["true"]}], containers: [{name: main, image: busybox, command: [sh, -c, "sleep ${random.pick([3, 30, 300])}"]}], restartPolicy: ${random.pick(['Always', 'OnFailure', 'Never'])}}`,
      ),
  },
  {
    kind: 'pod',
    name: 'hungry',
    text: (name, random) =>
      pod(
        name,
        `{containers: [{name: main, image: busybox, command: [sh, -c, "${random.pick(['x=a; while true; do x=$x$x$x$x; done', 'head -c 40000000 /dev/zero | tail', 'echo done'])}"], resources: {requests: {memory: ${random.pick([8, 1500, 9000])}Mi}, limits: {memory: ${random.pick([9000, 9500])}Mi}}}]}`,
      ),
  },
  {
    kind: 'pod',
    name: 'volumes',
    text: (name, random) => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data: {key: "${random.nameSuffix()}"}
---
${pod(
  name,
  `{volumes: [{name: scratch, emptyDir: {}}, {name: config, configMap: {name: ${random.pick([name, `${name}-missing`])}}}], containers: [{name: a, image: busybox, command: [sh, -c, "cat /config/key > /scratch/key; sleep 3600"], volumeMounts: [{name: scratch, mountPath: /scratch}, {name: config, mountPath: /config}]}, {name: b, image: busybox, envFrom: [{configMapRef: {name: ${name}}}], command: [sh, -c, "sleep 1; cat /scratch/key; sleep 3600"], volumeMounts: [{name: scratch, mountPath: /scratch, readOnly: true}]}]}`,
)}`,
  },
  {
    kind: 'pod',
    name: 'wrong',
    text: (name, random) =>
      random.pick([
        pod(name, '{containers: []}'),
        pod(name, '{containers: [{name: main}]}'),
        pod('Not_A_Name', '{containers: [{name: main, image: busybox}]}'),
        pod(name, '{containers: [{name: main, image: busybox, resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]}'),
        pod(name, '{containers: [{name: main, image: "no-such-image:ever"}]}'),
        pod(name, '{containers: [{name: main, image: busybox, command: [no-such-command]}]}'),
        pod(name, '{containers: [{name: main, image: busybox, command: [sleep, "9"]}], nodeSelector: {no: where}}'),
        pod(name, '{containers: [{name: main, image: busybox, command: [sleep, "9"]}], nodeName: no-such-node}'),
        'apiVersion: v1\nkind: Nonsense\nmetadata: {name: x}\n',
        `kind: Pod\n: {`,
      ]),
  },
  {
    kind: 'deployment',
    name: 'web',
    text: (name, random) =>
      `${workload('Deployment', name, `replicas: ${random.below(5)}\n  strategy: {type: ${random.pick(['RollingUpdate', 'Recreate'])}}`, web(random))}---\n${service(name, name)}`,
  },
  {
    kind: 'replicaset',
    name: 'set',
    text: (name, random) => workload('ReplicaSet', name, `replicas: ${random.below(4)}`, web(random)),
  },
  {
    kind: 'statefulset',
    name: 'db',
    text: (name, random) =>
      `${workload(
        'StatefulSet',
        name,
        `replicas: ${random.below(4)}\n  serviceName: ${name}\n  podManagementPolicy: ${random.pick(['OrderedReady', 'Parallel'])}`,
        web(random),
      )}---\n${service(name, name, ', clusterIP: None')}`,
  },
  {
    kind: 'daemonset',
    name: 'agent',
    text: (name, random) =>
      workload(
        'DaemonSet',
        name,
        `updateStrategy: {type: ${random.pick(['RollingUpdate', 'OnDelete'])}}`,
        `{containers: [{name: agent, image: busybox, command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 5; done"]}], tolerations: [{operator: Exists}]}`,
      ),
  },
  {
    kind: 'job',
    name: 'job',
    text: (name, random) => `apiVersion: batch/v1
kind: Job
metadata: {name: ${name}}
spec:
  completions: ${1 + random.below(4)}
  parallelism: ${random.below(4)}
  backoffLimit: ${random.below(4)}
  ${random.pick(['', 'completionMode: Indexed', 'activeDeadlineSeconds: 30', 'ttlSecondsAfterFinished: 20', 'suspend: true'])}
  template:
    spec:
      restartPolicy: ${random.pick(['Never', 'OnFailure'])}
      containers: [{name: main, image: busybox, command: [sh, -c, "sleep ${random.below(9)}; exit ${random.pick([0, 0, 1])}"]}]
`,
  },
  {
    kind: 'cronjob',
    name: 'cron',
    text: (name, random) => `apiVersion: batch/v1
kind: CronJob
metadata: {name: ${name}}
spec:
  schedule: "*/${1 + random.below(3)} * * * *"
  concurrencyPolicy: ${random.pick(['Allow', 'Forbid', 'Replace'])}
  jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: main, image: busybox, command: [sh, -c, "date; sleep ${random.pick([1, 20, 100])}"]}]}}}}
`,
  },
  {
    kind: 'service',
    name: 'svc',
    text: (name, random) =>
      service(name, random.pick(['web', 'set', name]), random.pick(['', ', type: NodePort', ', type: LoadBalancer'])),
  },
  {
    kind: 'other',
    name: 'budget',
    text: (name, random) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${name}}
spec: {${random.pick(['minAvailable: 1', 'maxUnavailable: 1', 'minAvailable: 50%'])}, selector: {matchExpressions: [{key: app, operator: Exists}]}}
`,
  },
  {
    kind: 'pod',
    name: 'claim',
    text: (name) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
${pod(
  name,
  `{volumes: [{name: data, persistentVolumeClaim: {claimName: ${name}}}], containers: [{name: main, image: busybox, command: [sh, -c, "date >> /data/log; sleep 3600"], volumeMounts: [{name: data, mountPath: /data}]}]}`,
)}`,
  },
]
