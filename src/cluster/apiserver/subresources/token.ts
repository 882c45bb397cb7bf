import { invalid as invalidField } from '../../api/field-errors.ts'
import type { TokenRequest } from '../../api/generated/types.ts'
import { formatTime } from '../../api/object.ts'
import { issuer } from '../authentication/tokens.ts'
import type { Call } from '../registry/call.ts'
import type { Content } from '../registry/resource.ts'
import type { ServerContext } from '../server-context.ts'
import { conflict, invalid, notFound } from '../status.ts'

const defaultSeconds = 3600
const minSeconds = 600
const maxSeconds = 2 ** 32

/** POST …/serviceaccounts/x/token: TokenREST of pkg/registry/core/serviceaccount/storage. */
export function requestToken(server: ServerContext, call: Call, body: unknown): Content {
  const { registry, etcd, sim } = server
  const account = registry.get({ ...call, subresource: undefined })
  const { spec } = body as Partial<TokenRequest>
  const seconds = spec?.expirationSeconds ?? defaultSeconds
  const at = 'spec.expirationSeconds'
  const problems =
    seconds < minSeconds
      ? [invalidField(at, seconds, 'may not specify a duration less than 10 minutes')]
      : seconds > maxSeconds
        ? [invalidField(at, seconds, 'may not specify a duration larger than 2^32 seconds')]
        : []
  if (problems.length > 0) throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', problems)
  const reference = spec?.boundObjectRef
  const namespace = String(account.metadata.namespace)
  const bound = reference && boundObject(server, namespace, reference.kind ?? '', reference.name ?? '', reference.uid)
  const issuedAt = Math.floor(sim.wallTime / 1000)
  const audiences = spec?.audiences?.length ? spec.audiences : [issuer]
  const token = server.tokens.issue(
    {
      namespace,
      serviceAccount: { name: String(account.metadata.name), uid: String(account.metadata.uid) },
      bound,
      audiences,
      issuedAt,
      expiresAt: issuedAt + seconds,
    },
    sim.random.stream(`apiserver/tokens/${etcd.revision}/${sim.now}`).uuid(),
  )
  const { name } = account.metadata
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace, creationTimestamp: formatTime(sim.wallTime) },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status: { token, expirationTimestamp: formatTime((issuedAt + seconds) * 1000) },
  }
}

function boundObject(server: ServerContext, namespace: string, kind: string, name: string, uid: string | undefined) {
  const lower = kind.toLowerCase()
  if (lower !== 'pod' && lower !== 'secret' && lower !== 'node') {
    const problem = invalidField('spec.boundObjectRef.kind', kind, 'unsupported kind')
    throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [problem])
  }
  const resource = `${lower}s`
  const found = server.etcd.get(resource, lower === 'node' ? name : `${namespace}/${name}`)
  if (!found) throw notFound({ group: '', resource }, name)
  if (uid && uid !== found.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
    throw conflict({ group: '', resource }, name, why)
  }
  return { kind: lower, name, uid: String(found.metadata.uid) } as const
}
