import { namespaceStrategy } from './namespace.ts'
import { podStrategy } from './pod.ts'
import type { Strategy } from './resource.ts'

/** Strategies by place of storage. Kinds that are not here need nothing of their own. */
export const strategies: Readonly<Record<string, Strategy>> = {
  pods: podStrategy,
  namespaces: namespaceStrategy,
  // a kubelet registers its Node with status (pkg/registry/core/node/strategy.go: all fields may be set on create)
  nodes: { keepsStatusOnCreate: true },
}
