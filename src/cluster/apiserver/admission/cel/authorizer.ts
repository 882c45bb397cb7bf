import type { Environment } from '@marcbachmann/cel-js'
import type { Attributes, Authorizer, Decision } from '../../authorizing.ts'
import type { UserInfo } from '../../interface.ts'

type Decide = (user: UserInfo, attributes: Attributes) => Decision

/** `authorizer` in an expression: asks RBAC, for the user of the request or for a service account. */
export class CelAuthorizer {
  /** The check of the very thing that the request is about. */
  readonly requestResource: ResourceCheck

  constructor(
    readonly decide: Decide,
    readonly user: UserInfo,
    readonly about: Omit<Attributes, 'verb'>,
  ) {
    this.requestResource = new ResourceCheck(this, about)
  }
}

class GroupCheck {
  constructor(
    readonly by: CelAuthorizer,
    readonly group: string,
  ) {}
}

class ResourceCheck {
  constructor(
    readonly by: CelAuthorizer,
    readonly attributes: Omit<Attributes, 'verb'>,
  ) {}
}

/** What `check` comes to. */
class CelDecision {
  constructor(readonly decision: Decision) {}
}

/** @param about what the request is about, for `authorizer.requestResource` */
export function authorizerFor(authorizer: Authorizer, user: UserInfo, about: Omit<Attributes, 'verb'>): CelAuthorizer {
  return new CelAuthorizer((who, attributes) => authorizer.authorize(who, attributes), user, about)
}

function account(by: CelAuthorizer, namespace: string, name: string): CelAuthorizer {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
  return new CelAuthorizer(by.decide, { name: `system:serviceaccount:${namespace}:${name}`, groups }, by.about)
}

const narrowed = (check: ResourceCheck, more: Partial<Attributes>): ResourceCheck =>
  new ResourceCheck(check.by, { ...check.attributes, ...more })
const checked = (check: ResourceCheck, verb: string): CelDecision =>
  new CelDecision(check.by.decide(check.by.user, { ...check.attributes, verb }))

/** apiserver/pkg/cel/library/authz.go. Field and label selectors are left out. */
export function addAuthorizer(environment: Environment): void {
  const [all, group, resource, decision] = ['Authorizer', 'GroupCheck', 'ResourceCheck', 'Decision'].map(
    (name) => `kubernetes.authorization.${name}`,
  )
  environment
    .registerType(String(group), { ctor: GroupCheck })
    .registerType(String(resource), { ctor: ResourceCheck })
    .registerType(String(all), { ctor: CelAuthorizer, fields: { requestResource: String(resource) } })
    .registerType(String(decision), { ctor: CelDecision })
    .registerVariable('authorizer', String(all))
    .registerFunction(`${all}.group(string): ${group}`, (by: CelAuthorizer, name: string) => new GroupCheck(by, name))
    .registerFunction(`${all}.serviceAccount(string, string): ${all}`, account)
    .registerFunction(`${all}.path(string): ${resource}`, (by: CelAuthorizer, path: string) => new ResourceCheck(by, { path }))
    .registerFunction(
      `${group}.resource(string): ${resource}`,
      (of: GroupCheck, name: string) => new ResourceCheck(of.by, { group: of.group, resource: name }),
    )
    .registerFunction(`${resource}.subresource(string): ${resource}`, (of: ResourceCheck, subresource: string) =>
      narrowed(of, { subresource }),
    )
    .registerFunction(`${resource}.namespace(string): ${resource}`, (of: ResourceCheck, namespace: string) =>
      narrowed(of, { namespace }),
    )
    .registerFunction(`${resource}.name(string): ${resource}`, (of: ResourceCheck, name: string) => narrowed(of, { name }))
    .registerFunction(`${resource}.check(string): ${decision}`, checked)
    .registerFunction(`${decision}.allowed(): bool`, (of: CelDecision) => of.decision.allowed)
    .registerFunction(`${decision}.reason(): string`, (of: CelDecision) => of.decision.reason)
    .registerFunction(`${decision}.errored(): bool`, () => false)
    .registerFunction(`${decision}.error(): string`, () => '')
}
