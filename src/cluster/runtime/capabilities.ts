import { type Capability, defaultCapabilities } from '../machine/machine.ts'
import type { ContainerConfig } from './config.ts'

/** The runtime's default set, with what the security context adds and drops; everything if privileged. */
export function capabilitiesOf(config: ContainerConfig): readonly (Capability | string)[] {
  if (config.privileged) return allCapabilities
  let set = new Set<string>(defaultCapabilities)
  if (config.dropCapabilities.includes('ALL')) set = new Set()
  if (config.addCapabilities.includes('ALL')) set = new Set(allCapabilities)
  for (const name of config.dropCapabilities) set.delete(name)
  for (const name of config.addCapabilities) if (name !== 'ALL') set.add(name)
  return [...set]
}

const allCapabilities: readonly Capability[] = [
  ...defaultCapabilities,
  'NET_ADMIN',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_RESOURCE',
  'SYS_TIME',
]
