import { describe, expect, it } from 'vitest'
import { fieldErrorText } from '../../api/field-errors.ts'
import type { KubeObject } from '../../api/object.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { validateUpdate } from './validate.ts'
import { warningsFor } from './warnings.ts'

const pod = (spec: object, metadata: object = {}) =>
  applyDefaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'x', ...metadata },
    spec,
  } as unknown as KubeObject)

const main = { name: 'a', image: 'nginx' }
const one = (more: object) => ({ containers: [{ ...main, ...more }] })
const withMain = (more: object) => ({ containers: [main], ...more })

describe('what a Pod may become', () => {
  const old = pod({ ...withMain({ activeDeadlineSeconds: 5, tolerations: [{ key: 'k', operator: 'Exists' }] }) })
  const changed = (spec: object) => ({ ...old, spec: { ...(old as unknown as { spec: object }).spec, ...spec } }) as KubeObject
  const errors = (spec: object, subresource?: string) => validateUpdate(changed(spec), old, subresource).map(fieldErrorText)
  it.each<[object, string | undefined]>([
    [{ activeDeadlineSeconds: 3 }, undefined],
    [{ activeDeadlineSeconds: 9 }, 'spec.activeDeadlineSeconds: Invalid value: 9: must be less than or equal to previous value'],
    [
      { activeDeadlineSeconds: undefined },
      'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    ],
    [
      {
        tolerations: [
          { key: 'k', operator: 'Exists' },
          { key: 'l', operator: 'Exists' },
        ],
      },
      undefined,
    ],
    [{ tolerations: [] }, 'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    [
      { schedulingGates: [{ name: 'g' }] },
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'",
    ],
  ])('%j', (spec, first) => expect(errors(spec)[0]).toBe(first))

  it('resizes only amounts', () => {
    const containers = [
      { ...(old as unknown as { spec: { containers: object[] } }).spec.containers[0], resources: { requests: { cpu: '1' } } },
    ]
    expect(errors({ containers }, 'resize')).toEqual([
      'spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing',
    ])
    expect(errors({ nodeName: 'n' }, 'resize')).toEqual(['spec: Forbidden: only cpu and memory resources are mutable'])
  })

  it('keeps ended containers ended', () => {
    const at = (state: object, restartPolicy: string) =>
      ({ ...pod(withMain({ restartPolicy })), status: { containerStatuses: [{ name: 'a', state }] } }) as unknown as KubeObject
    const ended = { terminated: { exitCode: 1 } }
    const told = (policy: string) => validateUpdate(at({ running: {} }, policy), at(ended, policy), 'status').map(fieldErrorText)
    expect(told('Never')).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ])
    expect(told('OnFailure')).toEqual([])
  })
})

describe('what a Pod is warned about', () => {
  it.each<[object, object, string]>([
    [
      one({ env: [{ name: 'A' }, { name: 'A' }] }),
      {},
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ],
    [
      one({ resources: { limits: { memory: '128974848m' } } }),
      {},
      'spec.containers[0].resources.limits[memory]: fractional byte value "128974848m" is invalid, must be an integer',
    ],
    [
      withMain({ nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }),
      {},
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
    ],
    [withMain({ imagePullSecrets: [{}] }), {}, 'spec.imagePullSecrets[0].name: invalid empty name ""'],
    [
      withMain({}),
      { name: 'a.b' },
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ],
  ])('%#', (spec, metadata, warning) => expect(warningsFor(pod(spec, metadata))[0]).toBe(warning))
})
