import type { GroupVersionResource, KubeObject } from '../../api/object.ts'

/** An object as the garbage collector knows it: who owns it and of which kind it is. */
export interface GraphNode {
  readonly uid: string
  readonly resource: GroupVersionResource
  object: KubeObject
}

/** Who owns whom in the whole cluster, by UID, kept up to date change by change (graph_builder.go). */
export class OwnerGraph {
  private readonly nodes = new Map<string, GraphNode>()
  /** Owner's UID → dependents, also of owners that do not exist. */
  private readonly dependentsOf = new Map<string, Set<GraphNode>>()

  get(uid: string): GraphNode | undefined {
    return this.nodes.get(uid)
  }

  dependents(uid: string): Iterable<GraphNode> {
    return this.dependentsOf.get(uid) ?? []
  }

  put(resource: GroupVersionResource, object: KubeObject): GraphNode {
    const uid = String(object.metadata.uid)
    let node = this.nodes.get(uid)
    if (!node) {
      node = { uid, resource, object }
      this.nodes.set(uid, node)
      this.link(node, object)
      return node
    }
    if (node.object.metadata.ownerReferences !== object.metadata.ownerReferences) {
      this.unlink(node, node.object)
      this.link(node, object)
    }
    node.object = object
    return node
  }

  remove(uid: string): void {
    const node = this.nodes.get(uid)
    if (!node) return
    this.nodes.delete(uid)
    this.unlink(node, node.object)
  }

  private link(node: GraphNode, object: KubeObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      let dependents = this.dependentsOf.get(uid)
      if (!dependents) {
        dependents = new Set()
        this.dependentsOf.set(uid, dependents)
      }
      dependents.add(node)
    }
  }

  private unlink(node: GraphNode, object: KubeObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const dependents = this.dependentsOf.get(uid)
      dependents?.delete(node)
      if (dependents?.size === 0) this.dependentsOf.delete(uid)
    }
  }
}
