import type { Plugin } from '../framework.ts'

/**
 * Pods that claim devices wait until their claims are there (plugins/dynamicresources PreEnqueue), without an event,
 * as upstream has them wait. There are no devices and no ResourceClaims in this cluster, so they wait for ever. What
 * the plugin adds to other refusals stands in preemption.ts.
 */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  weight: 2,
  preEnqueue(pod) {
    for (const { name, resourceClaimName } of pod.spec?.resourceClaims ?? []) {
      return resourceClaimName
        ? `resourceclaim "${resourceClaimName}" not found`
        : `pod claim "${name}": ResourceClaim not created yet`
    }
    return undefined
  },
}
