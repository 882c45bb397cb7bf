import { Random } from '../../sim/random.ts'
import type { Simulation } from '../../sim/simulation.ts'

/** What a service account token says. */
export interface Claims {
  readonly namespace: string
  readonly serviceAccount: { readonly name: string; readonly uid: string }
  /** The object whose end is the token's end. */
  readonly bound?: { readonly kind: 'pod' | 'secret' | 'node'; readonly name: string; readonly uid: string } | undefined
  readonly audiences: readonly string[]
  /** Seconds since the epoch. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export const issuer = 'https://kubernetes.default.svc.cluster.local'

const base64url = (text: string) => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const fromBase64url = (text: string) => atob(text.replace(/-/g, '+').replace(/_/g, '/'))

/**
 * Issues and reads service account tokens. They have the form of the real ones (JWT with their claims); the signature
 * is a seeded digest instead of RSA, since nobody outside the cluster is to trust it.
 */
export class Tokens {
  private readonly key: string

  constructor(sim: Simulation) {
    this.key = sim.random.stream('apiserver/token-key').hex(32)
  }

  issue(claims: Claims, id: string): string {
    const { namespace, serviceAccount, bound } = claims
    const payload = {
      aud: claims.audiences,
      exp: claims.expiresAt,
      iat: claims.issuedAt,
      iss: issuer,
      jti: id,
      'kubernetes.io': {
        namespace,
        ...(bound ? { [bound.kind]: { name: bound.name, uid: bound.uid } } : {}),
        serviceaccount: serviceAccount,
      },
      nbf: claims.issuedAt,
      sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
    }
    const header = base64url(JSON.stringify({ alg: 'RS256', kid: this.key.slice(0, 20) }))
    const signed = `${header}.${base64url(JSON.stringify(payload))}`
    return `${signed}.${this.signature(signed)}`
  }

  /** Undefined for what was not issued here. */
  read(token: string): Claims | undefined {
    const at = token.lastIndexOf('.')
    const signed = token.slice(0, at)
    if (at < 0 || token.slice(at + 1) !== this.signature(signed)) return undefined
    const payload = JSON.parse(fromBase64url(String(signed.split('.')[1]))) as Record<string, unknown>
    const details = payload['kubernetes.io'] as Record<string, { name: string; uid: string }> & { namespace: string }
    const kind = (['pod', 'secret', 'node'] as const).find((one) => one in details)
    const bound = kind && details[kind]
    return {
      namespace: details.namespace,
      serviceAccount: details.serviceaccount as { name: string; uid: string },
      bound: bound && kind ? { kind, name: bound.name, uid: bound.uid } : undefined,
      audiences: payload.aud as readonly string[],
      issuedAt: Number(payload.iat),
      expiresAt: Number(payload.exp),
    }
  }

  private signature(signed: string): string {
    return base64url(new Random(`${this.key}/${signed}`).hex(64))
  }
}
