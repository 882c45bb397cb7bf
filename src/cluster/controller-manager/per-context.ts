import type { ControllerContext } from '../client/controller.ts'

/**
 * What a controller remembers between reconciliations, one for each time it is started: controllers themselves are
 * constants, shared by all clusters of a process.
 */
export function perContext<T>(create: (context: ControllerContext) => T): (context: ControllerContext) => T {
  const kept = new WeakMap<ControllerContext, T>()
  return (context) => {
    let value = kept.get(context)
    if (value === undefined) {
      value = create(context)
      kept.set(context, value)
    }
    return value
  }
}
