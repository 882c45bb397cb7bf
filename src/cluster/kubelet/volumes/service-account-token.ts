import type { Pod, ServiceAccount, ServiceAccountTokenProjection } from '../../api/generated/types.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import { encode } from '../../machine/bytes.ts'
import { encodeBase64Url } from '../base64.ts'
import type { KubeletContext } from '../context.ts'
import { nameOf, namespaceOf, specOf, uidOf } from '../pod-spec.ts'
import { VolumeError } from './mounted-volume.ts'

const yearSeconds = 365 * 24 * 3600
const head = encodeBase64Url(JSON.stringify({ alg: 'RS256', kid: 'podarium' }))

/**
 * A bound token for the Pod's service account. It reads as a real JWT; its signature is made up, since nothing in the
 * simulated cluster checks one.
 */
export function serviceAccountToken(context: KubeletContext, pod: Pod, projection: ServiceAccountTokenProjection): string {
  const name = specOf(pod).serviceAccountName ?? 'default'
  const namespace = namespaceOf(pod)
  const account = fetchAccount(context, namespace, name)
  const issuedAt = Math.floor(context.sim.wallTime / 1000)
  const expiration = projection.expirationSeconds ?? 3600
  // The API server stretches the life of the default tokens to a year, so that old clients do not break.
  const extended = expiration === 3607
  const claims = {
    aud: [projection.audience ?? `https://kubernetes.default.svc.${context.clusterDomain}`],
    exp: issuedAt + (extended ? yearSeconds : expiration),
    iat: issuedAt,
    iss: `https://kubernetes.default.svc.${context.clusterDomain}`,
    jti: context.random.uuid(),
    'kubernetes.io': {
      namespace,
      node: { name: context.nodeName },
      pod: { name: nameOf(pod), uid: uidOf(pod) },
      serviceaccount: { name, uid: account.metadata.uid },
      ...(extended ? { warnafter: issuedAt + 3607 } : undefined),
    },
    nbf: issuedAt,
    sub: `system:serviceaccount:${namespace}:${name}`,
  }
  return `${head}.${encodeBase64Url(encode(JSON.stringify(claims)))}.${encodeBase64Url(context.random.hex(64))}`
}

function fetchAccount(context: KubeletContext, namespace: string, name: string): ServiceAccount {
  try {
    return context.api.get<ServiceAccount>(resources.serviceaccounts, namespace, name)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new VolumeError(`failed to fetch token: serviceaccounts "${name}" not found`)
  }
}
