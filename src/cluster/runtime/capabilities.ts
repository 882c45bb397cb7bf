import { defaultCapabilities } from '../machine/machine.ts'
import type { ContainerConfig } from './config.ts'

/** The runtime's default set, with what the security context adds and drops; everything if privileged. */
export function capabilitiesOf(config: ContainerConfig): readonly string[] {
  if (config.privileged) return allCapabilities
  let set = new Set<string>(defaultCapabilities)
  if (config.dropCapabilities.includes('ALL')) set = new Set()
  if (config.addCapabilities.includes('ALL')) set = new Set(allCapabilities)
  for (const name of config.dropCapabilities) set.delete(name)
  for (const name of config.addCapabilities) if (name !== 'ALL') set.add(name)
  return [...set]
}

/** All that Linux 6 knows, in the order of their numbers. */
const allCapabilities: readonly string[] = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
]
