import type { GroupVersionResource } from '../../api/object.ts'
import type { Client } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'

/** A namespaced kind that can be deleted, with its name as the conditions give it. */
export interface Content {
  readonly resource: GroupVersionResource
  /** `pods.`, `deployments.apps`: what SomeResourcesRemain says. */
  readonly label: string
}

/** Everything that can be in a namespace at present, pods first (OrderedNamespaceDeletion), custom resources with the rest. */
export function contents(api: Client): readonly Content[] {
  const seen = new Set<string>()
  const found: Content[] = [content(resources.pods)]
  for (const served of api.served()) {
    const label = `${served.resource}.${served.group}`
    if (!served.namespaced || !served.verbs.includes('delete') || !served.verbs.includes('list')) continue
    if (label === 'pods.' || seen.has(label)) continue
    // Two versions of a kind are one set of objects.
    seen.add(label)
    found.push(content({ group: served.group, version: served.version, resource: served.resource }))
  }
  return found
}

function content(resource: GroupVersionResource): Content {
  return { resource, label: `${resource.resource}.${resource.group}` }
}
