/** Whether a rule of a role covers a request: pkg/apis/rbac/v1/evaluation_helpers.go. */
import type { PolicyRule } from '../../api/generated/types.ts'
import type { Attributes } from '../authorizing.ts'

const everything = '*'

export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!has(rule.verbs, attributes.verb)) return false
  if (attributes.resource === undefined) return pathMatches(rule.nonResourceURLs ?? [], attributes.path ?? '')
  return (
    has(rule.apiGroups, attributes.group ?? '') &&
    resourceMatches(rule.resources ?? [], attributes.resource, attributes.subresource) &&
    nameMatches(rule.resourceNames ?? [], attributes.name)
  )
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes(everything) || list.includes(value))
}

function resourceMatches(resources: readonly string[], resource: string, subresource: string | undefined): boolean {
  if (resources.includes(everything)) return true
  if (!subresource) return resources.includes(resource)
  return resources.includes(`${resource}/${subresource}`) || resources.includes(`*/${subresource}`)
}

function nameMatches(names: readonly string[], name: string | undefined): boolean {
  return names.length === 0 || (name !== undefined && names.includes(name))
}

function pathMatches(urls: readonly string[], path: string): boolean {
  return urls.some((url) => url === everything || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))))
}

/** Whether one rule grants all that another does: what a role's maker must hold herself. */
export function ruleCovers(owner: PolicyRule, wanted: PolicyRule): boolean {
  const all = (mine: readonly string[] | undefined, theirs: readonly string[] | undefined) =>
    (theirs ?? []).every((one) => has(mine, one))
  if (!all(owner.verbs, wanted.verbs)) return false
  if (wanted.nonResourceURLs?.length) {
    return wanted.nonResourceURLs.every((url) => pathMatches(owner.nonResourceURLs ?? [], url))
  }
  const resources = (wanted.resources ?? []).every((one) => {
    const [resource = '', subresource] = one.split('/')
    return resourceMatches(owner.resources ?? [], resource, subresource)
  })
  const names = !owner.resourceNames?.length || (!!wanted.resourceNames?.length && all(owner.resourceNames, wanted.resourceNames))
  return all(owner.apiGroups, wanted.apiGroups) && resources && names
}
