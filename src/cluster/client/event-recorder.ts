import type { KubeObject } from '../api/object.ts'

/**
 * Writes Events about objects, as client-go's EventRecorder with its correlator: the same event again raises
 * `count`, many alike are combined, a flood is dropped (client-go/tools/record/events_cache.go).
 */
export interface EventRecorder {
  /**
   * @param regarding the object it is about; `fieldPath` names a container: `spec.containers{main}`
   * @param type `Normal` or `Warning`
   * @param options `action` is what was being done, for recorders of the newer Events API
   */
  event(
    regarding: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    options?: { fieldPath?: string; annotations?: Readonly<Record<string, string>>; action?: string },
  ): void
}
