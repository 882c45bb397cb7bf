import type { Pod, Toleration } from '../../api/generated/types.ts'
import type { AdmissionPlugin } from './context.ts'

const notReady = 'node.kubernetes.io/not-ready'
const unreachable = 'node.kubernetes.io/unreachable'

const forFiveMinutes = (key: string): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
})

const tolerateNotReady = forFiveMinutes(notReady)
const tolerateUnreachable = forFiveMinutes(unreachable)
const both: readonly Toleration[] = [tolerateNotReady, tolerateUnreachable]

/** plugin/pkg/admission/defaulttolerationseconds: Pods stay five minutes on a node that is lost. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  resources: new Set(['pods']),
  mutate(request, object) {
    if (request.subresource || (request.operation !== 'CREATE' && request.operation !== 'UPDATE')) return object
    const pod = object as Pod
    const spec = pod.spec
    if (!spec) return object
    const tolerations = spec.tolerations ?? []
    const missing = [
      ...(tolerates(tolerations, notReady) ? [] : [tolerateNotReady]),
      ...(tolerates(tolerations, unreachable) ? [] : [tolerateUnreachable]),
    ]
    if (missing.length === 0) return object
    const all = tolerations.length === 0 && missing.length === 2 ? both : [...tolerations, ...missing]
    return { ...pod, spec: { ...spec, tolerations: all } } as Pod
  },
}

function tolerates(tolerations: readonly Toleration[], key: string): boolean {
  return tolerations.some((one) => (one.key === key || !one.key) && (one.effect === 'NoExecute' || !one.effect))
}
