import type { GroupVersionResource } from '../../api/object.ts'
import { unknownPath } from '../status.ts'
import type { Resource } from './resource.ts'

/** The resources that the server serves now; custom ones come and go. */
export class ResourceSet {
  private readonly byPath = new Map<string, Resource>()
  private readonly byReference = new WeakMap<GroupVersionResource, Resource>()

  constructor(builtIn: readonly Resource[]) {
    for (const resource of builtIn) this.add(resource)
  }

  add(resource: Resource): void {
    this.byPath.set(pathOf(resource), resource)
  }

  remove(resource: GroupVersionResource): void {
    this.byPath.delete(pathOf(resource))
  }

  find(of: GroupVersionResource): Resource | undefined {
    return this.byPath.get(pathOf(of))
  }

  /** For components, who ask with the same constants again and again. */
  get(of: GroupVersionResource): Resource {
    const known = this.byReference.get(of)
    if (known) return known
    const found = this.find(of)
    if (!found) throw unknownPath()
    // custom resources may go again
    if (found.definition) this.byReference.set(of, found)
    return found
  }

  /** In discovery order, with those that are only told of. */
  all(): readonly Resource[] {
    return [...this.byPath.values()]
  }

  /** In discovery order, those that answer. */
  simulated(): readonly Resource[] {
    return this.all().filter((resource) => !resource.unsimulated)
  }
}

function pathOf(of: GroupVersionResource): string {
  return `${of.group}/${of.version}/${of.resource}`
}
