import { describe, expect, it } from 'vitest'
import type { Pod } from '../../api/generated/types.ts'
import { type KubeObject, keyOf } from '../../api/object.ts'
import { Simulation } from '../../sim/simulation.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { StatusError } from '../status.ts'
import { admit, admitValidating } from './admission.ts'
import type { AdmissionRequest, PolicyContext } from './context.ts'

type Objects = Readonly<Record<string, readonly object[]>>

/** A world of a few objects, a Pod that wants in, and what came of it. */
function world(objects: Objects = {}, user = { name: 'jane', groups: [] as string[] }) {
  const store = new Map<string, KubeObject[]>()
  const start: Objects = {
    namespaces: [{ metadata: { name: 'x' } }],
    serviceaccounts: [{ metadata: { name: 'default', namespace: 'x' } }],
    ...objects,
  }
  for (const [resource, list] of Object.entries(start)) store.set(resource, list as KubeObject[])
  const warnings: string[] = []
  const context: PolicyContext = {
    sim: new Simulation(1, 0),
    get: (resource, namespace, name) =>
      store.get(resource)?.find((one) => keyOf(one) === (namespace === undefined ? name : `${namespace}/${name}`)),
    list: (resource, namespace) =>
      (store.get(resource) ?? []).filter((one) => !namespace || one.metadata.namespace === namespace),
    put: (resource, object) => {
      const rest = (store.get(resource) ?? []).filter((one) => keyOf(one) !== keyOf(object))
      store.set(resource, [...rest, object])
    },
    user,
    dryRun: false,
    warn: (text) => warnings.push(text),
  }
  const request = (more: Partial<AdmissionRequest>): AdmissionRequest => ({
    operation: 'CREATE',
    group: '',
    version: 'v1',
    resource: 'pods',
    kind: 'Pod',
    namespace: 'x',
    ...more,
  })
  const create = (object: unknown, more: Partial<AdmissionRequest> = {}): KubeObject => {
    const asked = request({ object: applyDefaults(object as KubeObject), ...more })
    const admitted = admit(asked, context)
    admitValidating({ ...asked, object: admitted }, context)
    return admitted
  }
  const why = (work: () => unknown): string => {
    try {
      work()
      return 'fine'
    } catch (error) {
      if (error instanceof StatusError) return error.message
      throw error
    }
  }
  return { context, create, request, why, warnings, store }
}

const pod = (spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'x', ...metadata },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
})
const asking = (requests?: object, limits?: object) =>
  pod({
    containers: [{ name: 'c', image: 'nginx', resources: { ...(requests ? { requests } : {}), ...(limits ? { limits } : {}) } }],
  })

describe('a plain Pod', () => {
  const admitted = world().create(pod()) as Pod
  it('gets an account, priority, tolerations and a token', () => {
    const name = admitted.spec?.volumes?.[0]?.name
    expect(name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(admitted.spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
      containers: [{ volumeMounts: [{ name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] }],
    })
  })
})

describe('NamespaceLifecycle', () => {
  it.each([
    [{ namespaces: [] }, 'namespaces "x" not found'],
    [
      { namespaces: [{ metadata: { name: 'x' }, status: { phase: 'Terminating' } }] },
      'pods "p" is forbidden: unable to create new content in namespace x because it is being terminated',
    ],
  ])('%#', (objects, message) => {
    const { why, create } = world(objects)
    expect(why(() => create(pod()))).toBe(message)
  })
  it('keeps the first namespaces', () => {
    const { why, request, context } = world()
    const asked = request({
      operation: 'DELETE',
      resource: 'namespaces',
      kind: 'Namespace',
      name: 'default',
      namespace: undefined,
    })
    expect(why(() => admitValidating(asked, context))).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    )
  })
})

describe('ServiceAccount', () => {
  it('must be there', () => {
    const { why, create } = world()
    expect(why(() => create(pod({ serviceAccountName: 'ci' })))).toBe(
      'pods "p" is forbidden: error looking up service account x/ci: serviceaccount "ci" not found',
    )
  })
  it('may give no token, and gives its pull secrets', () => {
    const account = {
      metadata: { name: 'default', namespace: 'x' },
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 'reg' }],
    }
    const { spec } = world({ serviceaccounts: [account] }).create(pod()) as Pod
    expect(spec?.volumes).toBeUndefined()
    expect(spec?.imagePullSecrets).toEqual([{ name: 'reg' }])
  })
})

describe('Priority', () => {
  const classes = {
    'priorityclasses.scheduling.k8s.io': [
      { metadata: { name: 'high' }, value: 1000, preemptionPolicy: 'Never' },
      { metadata: { name: 'usual' }, value: 5, globalDefault: true },
    ],
  }
  it.each([
    [{ priorityClassName: 'high' }, { priority: 1000, preemptionPolicy: 'Never' }],
    [{}, { priority: 5, priorityClassName: 'usual' }],
    [{ priorityClassName: 'system-node-critical' }, { priority: 2000001000 }],
  ])('%j gives %j', (spec, want) => expect((world(classes).create(pod(spec)) as Pod).spec).toMatchObject(want))
  it.each([
    [{ priorityClassName: 'nope' }, 'pods "p" is forbidden: no PriorityClass with name nope was found'],
    [
      { priorityClassName: 'high', priority: 7 },
      'pods "p" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    ],
  ])('%j is refused', (spec, message) => {
    const { why, create } = world(classes)
    expect(why(() => create(pod(spec)))).toBe(message)
  })
})

describe('LimitRanger', () => {
  const sane = {
    type: 'Container',
    default: { cpu: '200m', memory: '64Mi' },
    defaultRequest: { cpu: '50m', memory: '32Mi' },
    max: { cpu: '500m', memory: '256Mi' },
    min: { cpu: '10m', memory: '4Mi' },
    maxLimitRequestRatio: { cpu: '4' },
  }
  const limits = (...items: object[]) => ({
    limitranges: [{ kind: 'LimitRange', metadata: { name: 'sane', namespace: 'x' }, spec: { limits: items } }],
  })
  it('fills in what is missing and says so', () => {
    const admitted = world(limits(sane)).create(pod()) as Pod
    expect(admitted.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c',
    })
    expect(admitted.spec?.containers[0]?.resources).toEqual({
      requests: { cpu: '50m', memory: '32Mi' },
      limits: { cpu: '200m', memory: '64Mi' },
    })
  })
  it.each([
    [
      asking(undefined, { cpu: '2', memory: '1Gi' }),
      '[maximum cpu usage per Container is 500m, but limit is 2, maximum memory usage per Container is 256Mi, but limit is 1Gi]',
    ],
    [
      asking({ cpu: '10m' }, { cpu: '200m' }),
      'cpu max limit to request ratio per Container is 4, but provided ratio is 20.000000',
    ],
    [
      asking({ cpu: '5m', memory: '8Mi' }, { cpu: '20m', memory: '8Mi' }),
      'minimum cpu usage per Container is 10m, but request is 5m',
    ],
  ])('%#', (object, message) => {
    const { why, create } = world(limits(sane))
    expect(why(() => create(object))).toBe(`pods "p" is forbidden: ${message}`)
  })
  it('asks for what it cannot default', () => {
    const { why, create } = world(limits({ type: 'Pod', min: { cpu: '1' }, max: { memory: '1Gi' } }))
    expect(why(() => create(pod()))).toBe(
      'pods "p" is forbidden: [minimum cpu usage per Pod is 1.  No request is specified, maximum memory usage per Pod is 1Gi.  No limit is specified]',
    )
  })
})

describe('ResourceQuota', () => {
  const quota = (hard: object, used: object) => ({
    resourcequotas: [{ kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'x' }, spec: { hard }, status: { hard, used } }],
  })
  it.each([
    [{ pods: '1' }, { pods: '1' }, pod(), 'exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'],
    [
      { 'requests.cpu': '2', pods: '10' },
      { 'requests.cpu': '1500m', pods: '1' },
      asking({ cpu: '1' }),
      'exceeded quota: q, requested: requests.cpu=1, used: requests.cpu=1500m, limited: requests.cpu=2',
    ],
    [
      { cpu: '2', 'limits.memory': '1Gi' },
      { cpu: '0', 'limits.memory': '0' },
      pod(),
      'failed quota: q: must specify cpu for: c; limits.memory for: c',
    ],
    [{ pods: '2' }, {}, pod(), 'status unknown for quota: q, resources: pods'],
  ])('%j used %j', (hard, used, object, message) => {
    const { why, create } = world(quota(hard, used))
    expect(why(() => create(object))).toBe(`pods "p" is forbidden: ${message}`)
  })
  it('counts what it lets in, to the last one', () => {
    const { why, create, store } = world(quota({ pods: '2' }, { pods: '0' }))
    create(pod({}, { name: 'a' }))
    create(pod({}, { name: 'b' }))
    expect(store.get('resourcequotas')?.[0]).toMatchObject({ status: { used: { pods: '2' } } })
    expect(why(() => create(pod({}, { name: 'c' })))).toContain('exceeded quota')
  })
})

describe('PodSecurity', () => {
  const labelled = (labels: object) => ({ namespaces: [{ metadata: { name: 'x', labels } }] })
  const enforce = (level: string) => labelled({ 'pod-security.kubernetes.io/enforce': level })
  it.each([
    [
      'restricted',
      pod(),
      'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      'baseline',
      pod({ hostNetwork: true, hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
      'violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "v")',
    ],
    [
      'baseline',
      pod({
        containers: [
          { name: 'c', image: 'x', securityContext: { privileged: true }, ports: [{ containerPort: 80, hostPort: 80 }] },
        ],
      }),
      'violates PodSecurity "baseline:latest": hostPort (container "c" uses hostPort 80), privileged (container "c" must not set securityContext.privileged=true)',
    ],
  ])('%s', (level, object, message) => {
    const { why, create } = world(enforce(level))
    expect(why(() => create(object))).toBe(`pods "p" is forbidden: ${message}`)
  })
  it('lets a careful Pod in', () => {
    const { why, create } = world(enforce('restricted'))
    const careful = pod({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        { name: 'c', image: 'x', securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
      ],
    })
    expect(why(() => create(careful))).toBe('fine')
  })
  it('warns about templates', () => {
    const { create, warnings } = world(labelled({ 'pod-security.kubernetes.io/warn': 'baseline' }))
    const spec = { template: { spec: { hostPID: true, containers: [{ name: 'c', image: 'x' }] } } }
    create(
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', namespace: 'x' }, spec },
      { group: 'apps', resource: 'deployments', kind: 'Deployment' },
    )
    expect(warnings).toEqual(['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'])
  })
})

describe('other plugins', () => {
  it('give claims their class and protection', () => {
    const classes = [
      { metadata: { name: 'slow', annotations: {} } },
      { metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } },
    ]
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p', namespace: 'x' }, spec: {} }
    const admitted = world({ 'storageclasses.storage.k8s.io': classes }).create(claim, {
      resource: 'persistentvolumeclaims',
      kind: 'PersistentVolumeClaim',
    })
    expect(admitted).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      spec: { storageClassName: 'fast' },
    })
  })
  it('taint a new node', () => {
    const admitted = world().create(
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } },
      { resource: 'nodes', kind: 'Node', namespace: undefined },
    )
    expect(admitted).toMatchObject({ spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] } })
  })
  it('keep a kubelet to its own', () => {
    const { why, request, context } = world({}, { name: 'system:node:n1', groups: ['system:nodes'] })
    const object = { ...pod({ nodeName: 'n2' }) } as unknown as KubeObject
    const asked = request({ operation: 'UPDATE', subresource: 'status', name: 'p', object, oldObject: object })
    expect(why(() => admit(asked, context))).toContain(
      'node "n1" can only update pod status for pods with spec.nodeName set to itself',
    )
    const node = request({
      operation: 'UPDATE',
      resource: 'nodes',
      kind: 'Node',
      namespace: undefined,
      name: 'n2',
      object,
      oldObject: object,
    })
    expect(why(() => admit(node, context))).toBe('nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"')
  })
})

describe('roles', () => {
  const group = 'rbac.authorization.k8s.io'
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
  const given = {
    [`roles.${group}`]: [{ metadata: { name: 'reader', namespace: 'x' }, rules }],
    [`rolebindings.${group}`]: [
      {
        metadata: { name: 'jane', namespace: 'x' },
        roleRef: { apiGroup: group, kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'User', apiGroup: group, name: 'jane' }],
      },
    ],
  }
  const role = (wanted: object[]) => ({
    apiVersion: `${group}/v1`,
    kind: 'Role',
    metadata: { name: 'r', namespace: 'x' },
    rules: wanted,
  })
  const asked = { group, resource: 'roles', kind: 'Role' }
  it('grant no more than their maker holds', () => {
    const { why, create } = world(given)
    expect(why(() => create(role(rules), asked))).toBe('fine')
    expect(why(() => create(role([{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]), asked))).toBe(
      'roles.rbac.authorization.k8s.io "r" is forbidden: user "jane" (groups=[]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    )
  })
})
