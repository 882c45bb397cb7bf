import { describe, expect, it } from 'vitest'
import { fieldErrorText } from '../../api/field-errors.ts'
import type { KubeObject } from '../../api/object.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { validateCreate } from './validate.ts'

const pod = (spec: object, metadata: object = {}) =>
  applyDefaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'x', ...metadata },
    spec,
  } as unknown as KubeObject)
const errorsOf = (spec: object, metadata: object = {}) => validateCreate(pod(spec, metadata)).map(fieldErrorText)

const main = { name: 'a', image: 'nginx' }
const one = (more: object) => ({ containers: [{ ...main, ...more }] })
const withMain = (more: object) => ({ containers: [main], ...more })
const c0 = 'spec.containers[0]'

describe('what the metadata and contexts of a Pod may not be', () => {
  it('privileged without escalation shows the whole context', () => {
    const [text = ''] = errorsOf(one({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }))
    expect(text).toContain(`${c0}.securityContext: Invalid value: {"Capabilities":null,"Privileged":true,`)
    expect(text).toContain('}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
  })

  it.each<[object, string[]]>([
    [
      { annotations: { 'kubernetes.io/config.mirror': 'h' } },
      [
        'metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "h": must set spec.nodeName if mirror pod annotation is set',
      ],
    ],
    [
      { annotations: { 'controller.kubernetes.io/pod-deletion-cost': 'x' } },
      ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "x": must be a 32bit integer'],
    ],
    [{ name: undefined }, ['metadata.name: Required value: name or generateName is required']],
    [
      { finalizers: ['x'] },
      ['metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified'],
    ],
    [
      { finalizers: ['orphan', 'foregroundDeletion'] },
      [
        'metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
      ],
    ],
    [
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'o', uid: '' }] },
      ['metadata.ownerReferences.uid: Invalid value: "": must not be empty'],
    ],
  ])('metadata %j', (metadata, errors) => expect(errorsOf(withMain({}), metadata)).toEqual(errors))
})
