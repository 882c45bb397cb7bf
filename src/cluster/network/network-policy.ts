import type { Member } from './cluster-network.ts'
/** Decides whether a connection may be made. */
export interface NetworkPolicies {
  allows(from: Member, to: Member, port: number, protocol: 'TCP' | 'UDP' | 'SCTP'): boolean
}
