import type { ReplicationController } from '../../api/generated/types.ts'
import { resources } from '../../client/resources.ts'
import { replicationController } from '../replicaset/replication.ts'

/** The elder brother of the ReplicaSet: its selector is a plain map of labels, and empty means none. */
export const replicationControllerController = replicationController<ReplicationController>({
  controllerName: 'replication-controller',
  kind: 'ReplicationController',
  group: '',
  resource: resources.replicationcontrollers,
  selectorOf: (object) => {
    const matchLabels = object.spec?.selector
    return matchLabels && Object.keys(matchLabels).length ? { matchLabels } : undefined
  },
})
