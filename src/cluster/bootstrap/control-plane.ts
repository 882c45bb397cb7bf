import type { Container, Pod } from '../api/generated/types.ts'

/** Images of the control plane, as kubeadm 1.36 pins them. */
export const version = 'v1.36.2'

interface Component {
  readonly name: string
  readonly image: string
  readonly cpu: string
  readonly memory?: string
  readonly command: readonly string[]
  readonly volumes: readonly {
    readonly name: string
    readonly path: string
    readonly type: 'DirectoryOrCreate' | 'FileOrCreate'
  }[]
}

const components: readonly Component[] = [
  {
    name: 'etcd',
    image: 'registry.k8s.io/etcd:3.6.8-0',
    cpu: '100m',
    memory: '100Mi',
    command: ['etcd', '--data-dir=/var/lib/etcd', '--listen-client-urls=https://127.0.0.1:2379', '--name=control-plane'],
    volumes: [{ name: 'etcd-data', path: '/var/lib/etcd', type: 'DirectoryOrCreate' }],
  },
  {
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${version}`,
    cpu: '250m',
    command: [
      'kube-apiserver',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--etcd-servers=https://127.0.0.1:2379',
      '--secure-port=6443',
      '--service-cluster-ip-range=10.96.0.0/12',
    ],
    volumes: [{ name: 'k8s-certs', path: '/etc/kubernetes/pki', type: 'DirectoryOrCreate' }],
  },
  {
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:${version}`,
    cpu: '200m',
    command: [
      'kube-controller-manager',
      '--allocate-node-cidrs=true',
      '--cluster-cidr=10.244.0.0/16',
      '--controllers=*,bootstrapsigner,tokencleaner',
      '--leader-elect=true',
      '--use-service-account-credentials=true',
    ],
    volumes: [{ name: 'k8s-certs', path: '/etc/kubernetes/pki', type: 'DirectoryOrCreate' }],
  },
  {
    name: 'kube-scheduler',
    image: `registry.k8s.io/kube-scheduler:${version}`,
    cpu: '100m',
    command: ['kube-scheduler', '--bind-address=127.0.0.1', '--leader-elect=true'],
    volumes: [],
  },
]

/** The static Pods of the control plane, by the name of their file in `/etc/kubernetes/manifests`. */
export const staticPods: Readonly<Record<string, Pod>> = Object.fromEntries(
  components.map((component) => [`${component.name}.yaml`, staticPod(component)]),
)

function staticPod({ name, image, cpu, memory, command, volumes }: Component): Pod {
  const container: Container = {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command,
    resources: { requests: { cpu, ...(memory ? { memory } : {}) } },
    volumeMounts: volumes.map((volume) => ({ name: volume.name, mountPath: volume.path })),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', labels: { component: name, tier: 'control-plane' } },
    spec: {
      hostNetwork: true,
      priorityClassName: 'system-node-critical',
      // the kubelet fills this in for static Pods from the class, since no admission sees them
      priority: 2_000_001_000,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container],
      volumes: volumes.map((volume) => ({ name: volume.name, hostPath: { path: volume.path, type: volume.type } })),
    },
  }
}
