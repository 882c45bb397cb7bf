import { encode } from '../cluster/machine/bytes.ts'
import type { LayerFile } from '../cluster/machine/layer.ts'
import type { FileSystem } from '../cluster/machine/machine.ts'
import { Kubeconfig } from '../kubectl/kubeconfig.ts'

export const learner = { uid: 1000, gid: 1000 } as const
export const homeDirectory = '/home/learner'

export interface ClusterAddress {
  /** Name of context, cluster and user in the kubeconfig: `minikube`. */
  readonly name: string
  /** `https://192.168.49.2:8443` */
  readonly url: string
}

/** The parts of the disk that are the same on every laptop. */
export const systemFiles: Readonly<Record<string, LayerFile>> = {
  '/etc/passwd':
    'root:x:0:0:root:/root:/bin/bash\nlearner:x:1000:1000:Learner:/home/learner:/bin/bash\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  '/etc/group': 'root:x:0:\nlearner:x:1000:\nnogroup:x:65534:\n',
  '/etc/hostname': 'laptop\n',
  '/etc/hosts': '127.0.0.1\tlocalhost\n127.0.1.1\tlaptop\n',
  '/etc/os-release': 'PRETTY_NAME="Podarium laptop"\nNAME="Podarium"\nID=podarium\n',
  '/etc/resolv.conf': 'nameserver 127.0.0.53\n',
  '/tmp': { directory: true, mode: 0o1777 },
  '/var/tmp': { directory: true, mode: 0o1777 },
  '/root': { directory: true, mode: 0o700 },
}

/** Makes the home directory: the shell's start file and the kubeconfig. */
export function furnishHome(disk: FileSystem, cluster: ClusterAddress): void {
  disk.mkdir(homeDirectory, learner)
  disk.write(`${homeDirectory}/.bashrc`, encode("alias k=kubectl\nPS1='learner@laptop:\\w$ '\n"), { ...learner, mode: 0o644 })
  disk.write(`${homeDirectory}/.profile`, encode('[ -f ~/.bashrc ] && . ~/.bashrc\n'), { ...learner, mode: 0o644 })
  disk.mkdir(`${homeDirectory}/.kube`, { ...learner, mode: 0o750 })
  disk.write(`${homeDirectory}/.kube/config`, encode(kubeconfig(cluster)), { ...learner, mode: 0o600 })
}

/** As `minikube start` leaves it; the certificates are named and not there, since nothing here checks them. */
function kubeconfig({ name, url }: ClusterAddress): string {
  const profile = `${homeDirectory}/.minikube`
  return Kubeconfig.of('', {
    apiVersion: 'v1',
    clusters: [{ cluster: { 'certificate-authority': `${profile}/ca.crt`, server: url }, name }],
    contexts: [{ context: { cluster: name, namespace: 'default', user: name }, name }],
    'current-context': name,
    kind: 'Config',
    users: [
      {
        name,
        user: {
          'client-certificate': `${profile}/profiles/${name}/client.crt`,
          'client-key': `${profile}/profiles/${name}/client.key`,
        },
      },
    ],
  }).text()
}
