import type { Controller } from '../client/controller.ts'
import { clusterRoleAggregationController } from './clusterroleaggregation/clusterroleaggregation.ts'
import { cronJobController } from './cronjob/cronjob.ts'
import { daemonSetController } from './daemonset/daemonset.ts'
import { deploymentController } from './deployment/deployment.ts'
import { disruptionController } from './disruption/disruption.ts'
import { endpointController } from './endpoint/endpoint.ts'
import { endpointSliceController } from './endpointslice/endpointslice.ts'
import { endpointSliceMirroringController } from './endpointslicemirroring/endpointslicemirroring.ts'
import { ephemeralVolumeController } from './ephemeralvolume/ephemeralvolume.ts'
import { garbageCollector } from './garbage-collector/garbage-collector.ts'
import { horizontalPodAutoscalingController } from './horizontalpodautoscaling/horizontalpodautoscaling.ts'
import { jobController } from './job/job.ts'
import { namespaceController } from './namespace/namespace.ts'
import { nodeLifecycleController } from './nodelifecycle/nodelifecycle.ts'
import { persistentVolumeController } from './persistentvolume/persistentvolume.ts'
import { podGarbageCollector } from './podgc/podgc.ts'
import { provisioner } from './provisioner/provisioner.ts'
import { pvcProtectionController } from './pvcprotection/pvcprotection.ts'
import { pvProtectionController } from './pvprotection/pvprotection.ts'
import { replicaSetController } from './replicaset/replicaset.ts'
import { replicationControllerController } from './replicationcontroller/replicationcontroller.ts'
import { resourceQuotaController } from './resourcequota/resourcequota.ts'
import { rootCaCertPublisher } from './root-ca-cert-publisher/root-ca-cert-publisher.ts'
import { serviceAccountController } from './serviceaccount/serviceaccount.ts'
import { statefulSetController } from './statefulset/statefulset.ts'
import { taintEvictionController } from './tainteviction/tainteviction.ts'
import { ttlController } from './ttl/ttl.ts'
import { ttlAfterFinishedController } from './ttlafterfinished/ttlafterfinished.ts'
import { validatingAdmissionPolicyStatusController } from './validatingadmissionpolicystatus/validatingadmissionpolicystatus.ts'

/** Everything that kube-controller-manager runs. */
export const controllers: readonly Controller[] = [
  garbageCollector,
  namespaceController,
  serviceAccountController,
  rootCaCertPublisher,
  deploymentController,
  replicaSetController,
  replicationControllerController,
  statefulSetController,
  daemonSetController,
  jobController,
  ttlAfterFinishedController,
  cronJobController,
  endpointSliceController,
  endpointController,
  nodeLifecycleController,
  taintEvictionController,
  podGarbageCollector,
  persistentVolumeController,
  provisioner,
  pvcProtectionController,
  pvProtectionController,
  ephemeralVolumeController,
  resourceQuotaController,
  disruptionController,
  horizontalPodAutoscalingController,
  clusterRoleAggregationController,
  endpointSliceMirroringController,
  ttlController,
  validatingAdmissionPolicyStatusController,
]
