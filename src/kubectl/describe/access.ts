import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../cluster/api/generated/types.ts'
import { byBytes } from '../json-value.ts'
import { annotationLines, labelLines, Page, underlined } from './page.ts'

export function describeRole(role: Role | ClusterRole): string {
  const page = new Page()
  page.line(0, `Name:\t${role.metadata.name}`)
  labelLines(page, 0, 'Labels', role.metadata.labels)
  annotationLines(page, 'Annotations', role.metadata.annotations)
  page.line(0, 'PolicyRule:')
  for (const line of underlined(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'])) page.line(1, line)
  for (const row of ruleRows(role.rules ?? [])) page.line(1, row)
  return page.toString()
}

/** One row for each resource, those of a kind together, subresources before their resource. */
function ruleRows(rules: readonly PolicyRule[]): readonly string[] {
  const brackets = (list: readonly string[] | undefined) => `[${(list ?? []).join(' ')}]`
  const rows = rules.flatMap((rule) => {
    const tail = `${brackets(rule.nonResourceURLs)}\t${brackets(rule.resourceNames)}\t${brackets(rule.verbs)}`
    if (!rule.resources?.length) return [{ name: '', tail }]
    const groups = rule.apiGroups?.length ? rule.apiGroups : ['']
    return groups.flatMap((group) => (rule.resources ?? []).map((resource) => ({ name: qualified(resource, group), tail })))
  })
  const merged = new Map<string, string>()
  for (const { name, tail } of rows) merged.set(`${name}\t${tail}`, `${name}\t${tail}`)
  return [...merged.values()].sort((a, b) => byBytes(sortKey(a), sortKey(b)))
}

function qualified(resource: string, group: string): string {
  if (group === '') return resource
  const [plain = '', ...sub] = resource.split('/')
  return [`${plain}.${group}`, ...sub].join('/')
}

/** As golang's ordering of `apiGroup`, then resource with subresources first. */
function sortKey(row: string): string {
  const name = String(row.split('\t')[0])
  const [resource = '', sub] = name.split('/')
  const dot = resource.indexOf('.')
  const group = dot < 0 ? '' : resource.slice(dot + 1)
  return `${group}\u0000${resource}\u0000${sub ?? '\uffff'}`
}

export function describeBinding(binding: RoleBinding | ClusterRoleBinding): string {
  const page = new Page()
  page.line(0, `Name:\t${binding.metadata.name}`)
  labelLines(page, 0, 'Labels', binding.metadata.labels)
  annotationLines(page, 'Annotations', binding.metadata.annotations)
  page.line(0, 'Role:')
  page.line(1, `Kind:\t${binding.roleRef.kind}`)
  page.line(1, `Name:\t${binding.roleRef.name}`)
  page.line(0, 'Subjects:')
  for (const line of underlined(['Kind', 'Name', 'Namespace'])) page.line(1, line)
  for (const subject of binding.subjects ?? []) page.line(1, `${subject.kind}\t${subject.name}\t${subject.namespace ?? ''}`)
  return page.toString()
}
