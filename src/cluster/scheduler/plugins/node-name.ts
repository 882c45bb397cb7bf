import { nodeAddedOrTaintsChanged, type Plugin, type Rejection } from '../framework.ts'

const rejection: Rejection = {
  plugin: 'NodeName',
  reasons: ["node(s) didn't match the requested node name"],
  unresolvable: true,
}

/** A pod that names its node goes there or nowhere (plugins/nodename). */
export const nodeName: Plugin = {
  name: 'NodeName',
  preFilter: ({ pod }) => {
    const wanted = pod.spec?.nodeName
    return wanted ? (node) => (node.name === wanted ? undefined : rejection) : undefined
  },
  queueingHint: nodeAddedOrTaintsChanged,
}
