/** Probes and lifecycle hooks: validateProbe, validateHandler, validateLifecycle. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-errors.ts'
import type { FieldPath } from '../../api/field-path.ts'
import type { Container, Lifecycle, LifecycleHandler, Probe } from '../../api/generated/types.ts'
import { httpHeaderName } from '../../api/names.ts'
import { checkFormat, checkNotNegative, checkPort, checkPortOrName, checkSupported } from './checks.ts'

type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe'

const intervals = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const

/** Hooks and probes of a container that runs beside others, in upstream's order. */
export function checkHooksAndProbes(errors: FieldError[], at: FieldPath, container: Container, graceSeconds: number): void {
  checkLifecycle(errors, at.child('lifecycle'), container.lifecycle, graceSeconds)
  checkProbe(errors, at, container, 'livenessProbe', graceSeconds)
  checkProbe(errors, at, container, 'readinessProbe', graceSeconds)
  checkProbe(errors, at, container, 'startupProbe', graceSeconds)
}

function checkProbe(errors: FieldError[], container: FieldPath, of: Container, name: ProbeName, graceSeconds: number): void {
  const probe = of[name]
  if (!probe) return
  const at = container.child(name)
  checkHandler(errors, at, probe, graceSeconds)
  for (const field of intervals) checkNotNegative(errors, at.child(field), probe[field])
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(at.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0'))
  }
  if (name === 'readinessProbe') {
    if (grace !== undefined) {
      errors.push(invalid(at.child('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes'))
    }
  } else if ((probe.successThreshold ?? 1) !== 1) {
    errors.push(invalid(at.child('successThreshold'), probe.successThreshold, 'must be 1'))
  }
}

function checkLifecycle(errors: FieldError[], at: FieldPath, lifecycle: Lifecycle | undefined, graceSeconds: number): void {
  if (!lifecycle) return
  if (lifecycle.postStart) checkHandler(errors, at.child('postStart'), lifecycle.postStart, graceSeconds)
  if (lifecycle.preStop) checkHandler(errors, at.child('preStop'), lifecycle.preStop, graceSeconds)
  // ContainerStopSignals is off in 1.36: the field is dropped, see pod strategy.
}

type AnyHandler = Partial<Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>> & Partial<LifecycleHandler>

function checkHandler(errors: FieldError[], at: FieldPath, handler: AnyHandler, graceSeconds: number): void {
  let handlers = 0
  const check = (field: string, present: unknown, validate: (path: FieldPath) => void) => {
    if (!present) return
    if (handlers > 0) errors.push(forbidden(at.child(field), 'may not specify more than 1 handler type'))
    else {
      handlers++
      validate(at.child(field))
    }
  }
  check('exec', handler.exec, (path) => {
    if (!handler.exec?.command?.length) errors.push(required(path.child('command')))
  })
  check('httpGet', handler.httpGet, (path) => checkHttpGet(errors, path, handler.httpGet))
  check('tcpSocket', handler.tcpSocket, (path) => checkPortOrName(errors, path.child('port'), handler.tcpSocket?.port))
  check('grpc', handler.grpc, (path) => checkPort(errors, path.child('port'), handler.grpc?.port ?? 0))
  check('sleep', handler.sleep, (path) => {
    const seconds = handler.sleep?.seconds ?? 0
    if (seconds >= 0 && seconds <= graceSeconds) return
    const message = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
    errors.push(invalid(path, seconds, message))
  })
  if (handlers === 0) errors.push(required(at, 'must specify a handler type'))
}

function checkHttpGet(errors: FieldError[], at: FieldPath, get: Probe['httpGet']): void {
  if (!get?.path) errors.push(required(at.child('path')))
  checkPortOrName(errors, at.child('port'), get?.port)
  checkSupported(errors, at.child('scheme'), get?.scheme, ['HTTP', 'HTTPS'])
  for (const header of get?.httpHeaders ?? []) {
    checkFormat(errors, at.child('httpHeaders'), header.name, httpHeaderName)
  }
}
