import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '../../api/generated/types.ts'
import { isMirrorPod } from '../../api/pods.ts'
import { forbidden } from '../status.ts'
import type { AdmissionPlugin, AdmissionRequest, PolicyContext } from './context.ts'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const volumePrefix = 'kube-api-access-'

/** plugin/pkg/admission/serviceaccount: every Pod runs as a service account and finds its token. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  resources: new Set(['pods']),
  mutate(request, object, context) {
    if (request.operation !== 'CREATE' || request.subresource) return object
    const pod = object as Pod
    if (isMirrorPod(pod)) {
      checkMirror(request, pod)
      return object
    }
    const spec = pod.spec
    if (!spec) return object
    const name = spec.serviceAccountName || 'default'
    const account = context.get('serviceaccounts', request.namespace, name) as ServiceAccount | undefined
    if (!account) {
      const why = `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`
      throw forbidden(request, pod.metadata.name ?? '', why)
    }
    let next: PodSpec = { ...spec, serviceAccountName: name, serviceAccount: name }
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) {
      next = { ...next, imagePullSecrets: account.imagePullSecrets }
    }
    if (wantsToken(spec, account)) next = withToken(next, context)
    return { ...pod, spec: next } as Pod
  },
}

function checkMirror(request: AdmissionRequest, pod: Pod): void {
  const name = pod.metadata.name ?? ''
  if (pod.spec?.serviceAccountName) throw forbidden(request, name, 'a mirror pod may not reference service accounts')
  for (const volume of pod.spec?.volumes ?? []) {
    if (volume.secret) throw forbidden(request, name, 'a mirror pod may not reference secrets')
    if (volume.projected?.sources?.some((source) => source.serviceAccountToken)) {
      throw forbidden(request, name, 'a mirror pod may not use ServiceAccountToken volume projections')
    }
  }
}

/** The Pod's own word counts before the account's; without any, yes. */
function wantsToken(spec: PodSpec, account: ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
}

function withToken(spec: PodSpec, context: PolicyContext): PodSpec {
  const name = tokenVolumeName(spec.volumes, context)
  let mounted = false
  const mount = (container: Container): Container => {
    if (container.volumeMounts?.some((one) => one.mountPath === tokenPath)) return container
    mounted = true
    const mounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: tokenPath }]
    return { ...container, volumeMounts: mounts }
  }
  const containers = spec.containers.map(mount)
  const initContainers = spec.initContainers?.map(mount)
  if (!mounted) return spec
  return {
    ...spec,
    volumes: hasTokenVolume(spec.volumes, name) ? spec.volumes : [...(spec.volumes ?? []), tokenVolume(name)],
    containers,
    ...(initContainers ? { initContainers } : {}),
  }
}

/** A token volume that the Pod brings (a copy of another Pod's spec) is used again. */
function tokenVolumeName(volumes: readonly Volume[] | undefined, context: PolicyContext): string {
  const present = volumes?.find((volume) => volume.name.startsWith(volumePrefix))
  return present?.name ?? volumePrefix + context.sim.random.stream('apiserver/token-volumes').nameSuffix()
}

function hasTokenVolume(volumes: readonly Volume[] | undefined, name: string): boolean {
  return volumes?.some((volume) => volume.name === name) ?? false
}

/** The projected volume's sources are the same for all Pods, and shared. */
const projected: NonNullable<Volume['projected']> = {
  defaultMode: 420,
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
}

function tokenVolume(name: string): Volume {
  return { name, projected }
}
