import type { Namespace } from '../../api/generated/types.ts'
import type { Content, Strategy } from './resource.ts'

/** pkg/registry/core/namespace: a deletion only marks; the namespace controller empties it and finalizes. */
export const namespaceStrategy: Strategy = {
  prepareForCreate(object: Content): Content {
    const namespace = object as Namespace
    const finalizers = namespace.spec?.finalizers ?? []
    const name = String(namespace.metadata.name)
    return {
      ...namespace,
      metadata: { ...namespace.metadata, labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name } },
      spec: { ...namespace.spec, finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
      status: { phase: 'Active' },
    }
  },
  prepareForUpdate(object, old) {
    const spec = (old as Namespace).spec
    return { ...object, spec, status: old.status }
  },
  parts: {
    finalize: (object, old) => {
      const finalizers = (object as Namespace).spec?.finalizers
      const spec = { ...(old as Namespace).spec }
      delete spec.finalizers
      return { ...old, metadata: object.metadata, spec: finalizers?.length ? { ...spec, finalizers } : spec }
    },
  },
  markForDeletion(object) {
    return { ...object, status: { ...(object as Namespace).status, phase: 'Terminating' } }
  },
  mayBeRemoved: (object) => ((object as Namespace).spec?.finalizers ?? []).length === 0,
}
