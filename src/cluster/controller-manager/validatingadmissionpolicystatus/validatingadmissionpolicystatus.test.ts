import { expect, it } from 'vitest'
import { ControlPlane } from '../testing/control-plane.ts'

it('notes the generation that it has seen', () => {
  const p = new ControlPlane({ nodes: [] })
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies'
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }
  p.ask('POST', path, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }] },
  })
  p.run(1000)
  expect(p.ask('GET', `${path}/p`).body).toMatchObject({ status: { observedGeneration: 1, typeChecking: {} } })
})
