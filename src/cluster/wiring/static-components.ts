import type { Kubelet } from '../kubelet/kubelet.ts'
import type { Component, ControlPlane } from './control-plane.ts'

/**
 * Ties the scheduler and the controller manager to their static Pods: each works while its container has a process.
 * Moving a manifest away from the control-plane node stops the component; putting it back starts it again.
 */
export function tieComponents(plane: ControlPlane, kubelet: Kubelet): void {
  const components: Readonly<Record<string, Component>> = {
    [`kube-scheduler-${kubelet.nodeName}`]: plane.scheduler,
    [`kube-controller-manager-${kubelet.nodeName}`]: plane.controllerManager,
  }
  /** The component whose Pod a uid is: each Pod is looked at once, since that look is dear. */
  const byUid = new Map<string, Component | undefined>()
  const uidsRunning = new Map<Component, string>()
  kubelet.onInsidesChanged((uid) => {
    const known = byUid.has(uid)
    if (known && byUid.get(uid) === undefined) return
    const insides = kubelet.insides(uid)
    if (!known) {
      if (!insides) return
      byUid.set(uid, insides.namespace === 'kube-system' ? components[insides.name] : undefined)
    }
    const component = byUid.get(uid)
    if (!component) return
    const alive = insides?.containers.some((container) => container.processes.length > 0) ?? false
    if (alive) {
      if (!uidsRunning.has(component)) component.start()
      uidsRunning.set(component, uid)
    } else if (uidsRunning.get(component) === uid) {
      uidsRunning.delete(component)
      component.stop()
    }
  })
}
