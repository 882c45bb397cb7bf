import type { Pod, Secret } from '../../api/generated/types.ts'
import { ApiError } from '../../client/client.ts'
import { resources } from '../../client/resources.ts'
import type { KubeletContext } from '../context.ts'
import { namespaceOf, specOf } from '../pod-spec.ts'

/** The names of pull secrets that a Pod asks for, by whether they exist. */
function pullSecrets(context: KubeletContext, pod: Pod): { readonly found: number; readonly missing: readonly string[] } {
  let found = 0
  const missing: string[] = []
  for (const { name } of specOf(pod).imagePullSecrets ?? []) {
    if (!name) continue
    try {
      context.api.get<Secret>(resources.secrets, namespaceOf(pod), name)
      found++
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      missing.push(name)
    }
  }
  return { found, missing }
}

export function hasPullSecret(context: KubeletContext, pod: Pod): boolean {
  return specOf(pod).imagePullSecrets !== undefined && pullSecrets(context, pod).found > 0
}

/** kubelet.go getPullSecretsForPod: what is missing is told with every sync that pulls. */
export function tellMissingPullSecrets(context: KubeletContext, pod: Pod): void {
  if (!specOf(pod).imagePullSecrets) return
  const { missing } = pullSecrets(context, pod)
  if (missing.length === 0) return
  context.events.event(
    pod,
    'Warning',
    'FailedToRetrieveImagePullSecret',
    `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`,
  )
}
