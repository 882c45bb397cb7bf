/** The status of a new object where Go's zero value says more than `{}`, by place of storage. */
export const initialStatus: Readonly<Record<string, unknown>> = {
  'daemonsets.apps': {
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  },
  'replicasets.apps': { replicas: 0 },
  replicationcontrollers: { replicas: 0 },
  'statefulsets.apps': { availableReplicas: 0, replicas: 0 },
  'horizontalpodautoscalers.autoscaling': { currentMetrics: null, desiredReplicas: 0 },
  'poddisruptionbudgets.policy': { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  'ingresses.networking.k8s.io': { loadBalancer: {} },
  'volumeattachments.storage.k8s.io': { attached: false },
}
