import { busyboxFiles } from './base-files.ts'
import { repository } from './repository.ts'
import { busyboxPrograms } from './userlands.ts'

const scheme = {
  versions: [
    '1.37.0',
    '1.36.1',
    '1.35.0',
    '1.34.1',
    '1.33.1',
    '1.32.1',
    '1.31.1',
    '1.30.1',
    '1.29.3',
    '1.28.4',
    '1.27.2',
    '1.26.2',
    '1.25.1',
    '1.24.2',
  ],
  endings: ['-glibc', '-musl', '-uclibc'],
  names: { stable: '1.37.0', unstable: '1.37.0' },
}
const content = () => ({ megabytes: 2.2, cmd: ['sh'], files: [busyboxFiles], programs: [busyboxPrograms] })

export const busybox = repository('docker.io/library/busybox', scheme, content)
export const kubernetesBusybox = repository('registry.k8s.io/busybox', scheme, content)
export const gcrBusybox = repository('gcr.io/google_containers/busybox', scheme, content)
