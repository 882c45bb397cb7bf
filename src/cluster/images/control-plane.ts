/** What kube-system runs. */
import { component } from '../programs/component.ts'
import { bareFiles } from './base-files.ts'
import { type Repository, repository } from './repository.ts'

const kubernetes = { versions: ['1.36.2', '1.35.5', '1.34.9', '1.33.12', '1.32.13'], prefix: 'v', names: { latest: null } }

function image(
  name: string,
  scheme: Parameters<typeof repository>[1],
  program: string,
  path: string,
  megabytes: number,
  tagPrefix = 'v',
): Repository {
  return repository(`registry.k8s.io/${name}`, scheme, ({ version }) => ({
    megabytes,
    entrypoint: [path],
    files: [bareFiles],
    programs: [{ [path]: component(program, `${tagPrefix}${version}`) }],
  }))
}

export const controlPlane: readonly Repository[] = [
  image('kube-apiserver', kubernetes, 'kube-apiserver', '/usr/local/bin/kube-apiserver', 27),
  image('kube-controller-manager', kubernetes, 'kube-controller-manager', '/usr/local/bin/kube-controller-manager', 23),
  image('kube-scheduler', kubernetes, 'kube-scheduler', '/usr/local/bin/kube-scheduler', 17.4),
  image('kube-proxy', kubernetes, 'kube-proxy', '/usr/local/bin/kube-proxy', 26),
  image(
    'etcd',
    { versions: ['3.6.8-0', '3.6.5-0', '3.6.4-0', '3.5.21-0', '3.5.16-0'], names: { latest: null } },
    'etcd',
    '/usr/local/bin/etcd',
    22,
    '',
  ),
  image(
    'coredns/coredns',
    { versions: ['1.14.2', '1.13.1', '1.12.1', '1.11.3'], prefix: 'v', names: { latest: null } },
    'coredns',
    '/coredns',
    22.4,
    '',
  ),
  image(
    'metrics-server/metrics-server',
    { versions: ['0.8.0', '0.7.2'], prefix: 'v', names: { latest: null } },
    'metrics-server',
    '/metrics-server',
    20,
  ),
]
