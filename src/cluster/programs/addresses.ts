/** Interfaces as ip, ifconfig, netstat and ss show them. */
import type { Process } from '../machine/program.ts'

export interface Interface {
  readonly index: number
  readonly name: string
  readonly address: string
  readonly prefix: number
  readonly mac: string
}

/** The namespace's interfaces, lo first; names as Pods have them. */
export function interfaces(process: Process): readonly Interface[] {
  return process
    .addresses()
    .filter(({ address }) => !address.includes(':'))
    .map(({ name, address, prefix }, i) => ({
      index: name === 'lo' ? 1 : i + 1,
      name,
      address,
      prefix,
      // A MAC that belongs to the address, as most network plugins make it.
      mac:
        name === 'lo'
          ? '00:00:00:00:00:00'
          : `0a:58:${address
              .split('.')
              .map((part) => Number(part).toString(16).padStart(2, '0'))
              .join(':')}`,
    }))
}

/** `255.255.255.0` of 24. */
export function netmask(prefix: number): string {
  return [0, 1, 2, 3].map((i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - i * 8)))).join('.')
}

/** The first address of the network: `10.244.1.0`. */
export function networkOf(address: string, prefix: number): string {
  const mask = netmask(prefix).split('.').map(Number)
  return address
    .split('.')
    .map((part, i) => Number(part) & Number(mask[i]))
    .join('.')
}

export function broadcast(address: string, prefix: number): string {
  const mask = netmask(prefix).split('.').map(Number)
  return address
    .split('.')
    .map((part, i) => Number(part) | (255 - Number(mask[i])))
    .join('.')
}

/** The gateway: the first host of the Pod's network. */
export function gateway(address: string, prefix: number): string {
  const network = networkOf(address, prefix === 32 ? 24 : prefix)
  return network.replace(/\d+$/, (last) => String(Number(last) + 1))
}
