import type { Ingress, IngressClass } from '../../api/generated/types.ts'
import type { AdmissionPlugin } from './context.ts'

const isDefault = 'ingressclass.kubernetes.io/is-default-class'

/** plugin/pkg/admission/network/defaultingressclass: an Ingress that names no class gets the default one, the newest. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  resources: new Set(['ingresses.networking.k8s.io']),
  mutate(request, object, context) {
    if (request.operation !== 'CREATE' || request.subresource) return object
    const ingress = object as Ingress
    if (ingress.spec?.ingressClassName !== undefined) return object
    if (ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return object
    const classes = context.list('ingressclasses.networking.k8s.io') as readonly IngressClass[]
    const made = (one: IngressClass) => one.metadata.creationTimestamp ?? ''
    const [found] = classes
      .filter((one) => one.metadata.annotations?.[isDefault] === 'true')
      .sort((a, b) =>
        made(a) === made(b) ? ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1) : made(a) > made(b) ? -1 : 1,
      )
    if (!found) return object
    return { ...ingress, spec: { ...ingress.spec, ingressClassName: found.metadata.name } } as Ingress
  },
}
