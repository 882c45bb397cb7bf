import type { SelfSubjectAccessReview, SelfSubjectReview, SubjectAccessReview } from '../api/generated/types.ts'
import { formatTime } from '../api/object.ts'
import { userOfToken } from './authentication/authenticate.ts'
import type { Attributes } from './authorizing.ts'
import type { UserInfo } from './interface.ts'
import type { Call } from './registry/call.ts'
import type { Content } from './registry/resource.ts'
import type { ServerContext } from './server-context.ts'
import { badRequest } from './status.ts'

type Review = (server: ServerContext, call: Call, body: Content) => Content

type ResourceAttributes = NonNullable<NonNullable<SelfSubjectAccessReview['spec']>['resourceAttributes']>
type NonResourceAttributes = NonNullable<NonNullable<SelfSubjectAccessReview['spec']>['nonResourceAttributes']>

/** Kinds that are asked and answered, never kept: pkg/registry/authentication and authorization. By storage. */
export const reviews: Readonly<Record<string, Review>> = {
  'selfsubjectreviews.authentication.k8s.io': (server, call, body) => {
    const { name, groups, uid, extra } = call.user
    const review: Omit<SelfSubjectReview, 'metadata'> & Pick<Content, 'metadata'> = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
      metadata: { ...body.metadata, creationTimestamp: formatTime(server.sim.wallTime) },
      status: { userInfo: { username: name, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) } },
    }
    return review
  },
  'tokenreviews.authentication.k8s.io': (server, _call, body) => {
    const token = (body.spec as { readonly token?: string } | undefined)?.token
    if (!token) throw badRequest('token is required for TokenReview in authentication')
    const user = userOfToken(token, server.sim, server.etcd, server.tokens)
    const status = user
      ? { authenticated: true, user: { username: user.name, groups: user.groups, uid: user.uid } }
      : { user: {}, error: 'invalid bearer token' }
    return { ...body, status }
  },
  'selfsubjectaccessreviews.authorization.k8s.io': (server, call, body) => answered(server, call.user, body),
  'subjectaccessreviews.authorization.k8s.io': (server, _call, body) => answered(server, subjectOf(body), body),
  'localsubjectaccessreviews.authorization.k8s.io': (server, call, body) => {
    const attributes = (body.spec as Partial<SubjectAccessReview['spec']>)?.resourceAttributes
    if (attributes?.namespace !== call.namespace) {
      throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${call.namespace}`)
    }
    return answered(server, subjectOf(body), body)
  },
  'selfsubjectrulesreviews.authorization.k8s.io': (server, call, body) => {
    const namespace = (body.spec as { readonly namespace?: string } | undefined)?.namespace ?? ''
    return { ...body, status: { incomplete: false, ...server.authorizer.rulesFor(call.user, namespace) } }
  },
}

function subjectOf(body: Content): UserInfo {
  const { user, groups, uid } = (body.spec ?? {}) as Partial<NonNullable<SubjectAccessReview['spec']>>
  return { name: user ?? '', groups: groups ?? [], ...(uid ? { uid } : {}) }
}

function answered(server: ServerContext, user: UserInfo, body: Content): Content {
  const { resourceAttributes, nonResourceAttributes } = (body.spec ?? {}) as {
    readonly resourceAttributes?: ResourceAttributes
    readonly nonResourceAttributes?: NonResourceAttributes
  }
  if (!resourceAttributes === !nonResourceAttributes) {
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified')
  }
  const attributes: Attributes = resourceAttributes
    ? {
        verb: resourceAttributes.verb ?? '',
        group: resourceAttributes.group ?? '',
        version: resourceAttributes.version ?? '',
        resource: resourceAttributes.resource ?? '',
        subresource: resourceAttributes.subresource || undefined,
        namespace: resourceAttributes.namespace || undefined,
        name: resourceAttributes.name || undefined,
      }
    : { verb: nonResourceAttributes?.verb ?? '', path: nonResourceAttributes?.path ?? '' }
  const { allowed, reason } = server.authorizer.authorize(user, attributes)
  return { ...body, status: { allowed, ...(reason ? { reason } : {}) } }
}
