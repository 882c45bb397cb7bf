import type { Etcd } from '../../etcd/etcd.ts'
import type { Simulation } from '../../sim/simulation.ts'
import type { ApiRequest, UserInfo } from '../interface.ts'
import { unauthorized } from '../status.ts'
import type { Claims, Tokens } from './tokens.ts'

/** The fingerprint of a client certificate that nobody needs to have. */
const certificate = 'X509SHA256=9b1c6f0e4d2a8375be60f7d19c34a5e82f7b06d1c9e84a53217f6d0b8e93c4a1'

/** Who asks if a request does not say: kubeadm's first user, known by a certificate. */
export const admin: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/credential-id': [certificate] },
}

/** The user that a ServiceAccount is (apiserver/pkg/authentication/serviceaccount). */
export function serviceAccountUser(namespace: string, name: string, uid?: string): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    ...(uid ? { uid } : {}),
  }
}

/** Who sends a request: the one it names, the bearer of its token, or the admin. */
export function authenticate(request: ApiRequest, sim: Simulation, etcd: Etcd, tokens: Tokens): UserInfo {
  if (request.user) return request.user
  const header = request.headers?.authorization
  if (!header) return admin
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
  const user = token && userOfToken(token, sim, etcd, tokens)
  if (!user) throw unauthorized()
  return user
}

/** The user of a valid token; undefined for any other. */
export function userOfToken(token: string, sim: Simulation, etcd: Etcd, tokens: Tokens): UserInfo | undefined {
  const claims = tokens.read(token)
  if (!claims || claims.expiresAt * 1000 <= sim.wallTime || !stillThere(claims, etcd)) return undefined
  const { name, uid } = claims.serviceAccount
  return serviceAccountUser(claims.namespace, name, uid)
}

/** A token ends with its account and with the object that it is bound to. */
function stillThere({ namespace, serviceAccount, bound }: Claims, etcd: Etcd): boolean {
  const account = etcd.get('serviceaccounts', `${namespace}/${serviceAccount.name}`)
  if (account?.metadata.uid !== serviceAccount.uid) return false
  if (!bound) return true
  const key = bound.kind === 'node' ? bound.name : `${namespace}/${bound.name}`
  return etcd.get(`${bound.kind}s`, key)?.metadata.uid === bound.uid
}
