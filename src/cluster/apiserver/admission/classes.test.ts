import { describe, expect, it } from 'vitest'
import type { Ingress, Pod } from '../../api/generated/types.ts'
import { pod, pods, startServer } from '../testing/server.ts'

const runtimeClasses = '/apis/node.k8s.io/v1/runtimeclasses'
const storageClasses = '/apis/storage.k8s.io/v1/storageclasses'
const claims = '/api/v1/namespaces/default/persistentvolumeclaims'

describe('RuntimeClass', () => {
  const server = () => {
    const started = startServer()
    const scheduling = { nodeSelector: { vm: 'yes' }, tolerations: [{ key: 'vm', operator: 'Exists' }] }
    const overhead = { podFixed: { cpu: '250m' } }
    expect(started.why('POST', runtimeClasses, { metadata: { name: 'kata' }, handler: 'kata', overhead, scheduling })).toBe(
      'fine',
    )
    return started
  }
  it('gives its Pods overhead and place', () => {
    const { ask } = server()
    const made = ask('POST', pods, pod('a', {}, { runtimeClassName: 'kata', nodeSelector: { disk: 'ssd' } })).body as Pod
    expect(made.spec).toMatchObject({ overhead: { cpu: '250m' }, nodeSelector: { disk: 'ssd', vm: 'yes' } })
    expect(made.spec?.tolerations?.[0]).toEqual({ key: 'vm', operator: 'Exists' })
  })
  it.each([
    [{ runtimeClassName: 'gvisor' }, 'pod rejected: RuntimeClass "gvisor" not found'],
    [{ overhead: { cpu: '1' } }, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'],
    [
      { runtimeClassName: 'kata', overhead: { cpu: '1' } },
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ],
    [
      { runtimeClassName: 'kata', nodeSelector: { vm: 'no' } },
      'conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no',
    ],
  ])('%j is refused', (spec, message) => {
    expect(server().why('POST', pods, pod('a', {}, spec))).toBe(`pods "a" is forbidden: ${message}`)
  })
  it('keeps its handler', () => {
    expect(server().why('PUT', `${runtimeClasses}/kata`, { metadata: { name: 'kata' }, handler: 'runc' })).toBe(
      'RuntimeClass.node.k8s.io "kata" is invalid: handler: Invalid value: "runc": field is immutable',
    )
  })
})

describe('DefaultIngressClass', () => {
  const ingress = (spec: object = {}) => ({
    metadata: { name: 'web' },
    spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } }, ...spec },
  })
  it('names the default class', () => {
    const { ask } = startServer()
    ask('POST', '/apis/networking.k8s.io/v1/ingressclasses', {
      metadata: { name: 'nginx', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'k8s.io/ingress-nginx' },
    })
    const at = '/apis/networking.k8s.io/v1/namespaces/default/ingresses'
    expect((ask('POST', at, ingress()).body as Ingress).spec?.ingressClassName).toBe('nginx')
    const own = ask('POST', at, { ...ingress({ ingressClassName: 'mine' }), metadata: { name: 'other' } })
    expect((own.body as Ingress).spec?.ingressClassName).toBe('mine')
  })
})

describe('PersistentVolumeClaimResize', () => {
  const claim = (storage: string, storageClassName: string) => ({
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, volumeName: 'v', resources: { requests: { storage } } },
  })
  it.each([
    [true, 'fine'],
    [
      false,
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    ],
  ])('with allowVolumeExpansion %s', (allowVolumeExpansion, want) => {
    const { ask, why } = startServer()
    ask('POST', storageClasses, { metadata: { name: 'c' }, provisioner: 'x.io/y', allowVolumeExpansion })
    ask('POST', claims, claim('1Gi', 'c'))
    ask('PUT', `${claims}/data/status`, { ...claim('1Gi', 'c'), status: { phase: 'Bound' } })
    expect(why('PUT', `${claims}/data`, claim('2Gi', 'c'))).toBe(want)
  })
})
