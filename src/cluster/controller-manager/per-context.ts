import type { ControllerContext } from '../client/controller.ts'

export interface PerContext<T> {
  (context: ControllerContext): T
  /** Forgets it all, as a process that starts anew: to be called from the controller's `start`. */
  reset(context: ControllerContext): void
}

/**
 * What a controller remembers between reconciliations, one for each time it is started: controllers themselves are
 * constants, shared by all clusters of a process.
 */
export function perContext<T>(create: (context: ControllerContext) => T): PerContext<T> {
  const kept = new WeakMap<ControllerContext, T>()
  const of = (context: ControllerContext): T => {
    let value = kept.get(context)
    if (value === undefined) {
      value = create(context)
      kept.set(context, value)
    }
    return value
  }
  return Object.assign(of, { reset: (context: ControllerContext) => void kept.delete(context) })
}
