import type { ReplicaSet } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { replicationController } from './replication.ts'

export const replicaSetController = replicationController<ReplicaSet>({
  controllerName: 'replicaset-controller',
  kind: 'ReplicaSet',
  group: 'apps',
  resource: resources.replicasets,
  selectorOf: (object) => object.spec?.selector,
})
