import { describe, expect, it } from 'vitest'
import { createApiServer } from '../cluster/apiserver/api-server.ts'
import { Etcd } from '../cluster/etcd/etcd.ts'
import { Simulation } from '../cluster/sim/simulation.ts'
import { applyManifest } from './apply-manifest.ts'

function started() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  const server = createApiServer({ sim, etcd: new Etcd(sim) })
  const post = (path: string, body: unknown) => server.handle({ method: 'POST', path, body })
  post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  post('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } })
  return (text: string) => applyManifest(server, text, { fileName: 'pod.yaml', namespace: 'default' })
}

const pod = (image: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: main
    image: ${image}
`

describe('applying a manifest', () => {
  it('creates, leaves alone, changes', () => {
    const apply = started()
    expect(apply(pod('nginx'))).toMatchObject([{ document: 0, outcome: 'created', message: 'pod/web created', startLine: 1 }])
    expect(apply(pod('nginx'))).toMatchObject([{ outcome: 'unchanged', message: 'pod/web unchanged' }])
    expect(apply(pod('nginx:1.27'))).toMatchObject([{ outcome: 'configured', message: 'pod/web configured' }])
  })

  it('answers for each document', () => {
    const apply = started()
    const text = `${pod('nginx')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\nkind: Nonsense\napiVersion: v9\nmetadata: {name: x}\n`
    expect(apply(text).map((one) => one.message)).toEqual([
      'pod/web created',
      'configmap/c created',
      'error: resource mapping not found for name: "x" namespace: "" from "pod.yaml": no matches for kind "Nonsense" in version "v9"\nensure CRDs are installed first',
    ])
  })

  it('says what is wrong', () => {
    const apply = started()
    const [result] = apply(pod('nginx').replace('image:', 'imagee:'))
    expect(result?.message).toBe(
      'Error from server (BadRequest): error when creating "pod.yaml": Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee"',
    )
    expect(result?.problems).toMatchObject([
      { field: 'spec.containers[0].imagee', message: 'unknown field "spec.containers[0].imagee"' },
    ])
  })

  it('explains a volume of 2014 and knows how to mend it', () => {
    const apply = started()
    const text = `${pod('nginx')}  volumes:\n  - name: run\n    source:\n      hostDir:\n        path: /var/run\n`
    const [problem] = apply(text)[0]?.problems ?? []
    expect(problem).toMatchObject({
      message: 'unknown field "spec.volumes[0].source"',
      line: 11,
      fix: { title: 'Change source to hostPath', fromLine: 11, toLine: 13, text: '    hostPath:\n      path: /var/run' },
    })
    expect(problem?.explanation).toContain('hostPath')
    const lines = text.split('\n')
    lines.splice(10, 3, String(problem?.fix?.text))
    expect(apply(lines.join('\n'))[0]?.outcome).toBe('created')
  })

  const template = 'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}'
  it.each([
    ['extensions/v1beta1', 'Deployment', 'apps/v1', 'Deployment', `spec: {${template}}`],
    ['apps/v1beta1', 'StatefulSet', 'apps/v1', 'StatefulSet', `spec: {serviceName: d, ${template}}`],
    ['apps/v1alpha1', 'PetSet', 'apps/v1', 'StatefulSet', `spec: {serviceName: d, ${template}}`],
    ['v1beta3', 'Pod', 'v1', 'Pod', 'spec: {containers: [{name: c, image: nginx}]}'],
  ])('answers %s %s as kubectl does, and knows what it is today', (apiVersion, kind, now, nowKind, spec) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: d}\n${spec}\n`
    const [result] = started()(text)
    expect(result?.message).toBe(
      `error: resource mapping not found for name: "d" namespace: "" from "pod.yaml": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    )
    const [problem] = result?.problems ?? []
    expect(problem?.explanation).toContain(now)
    const { fromLine = 0, toLine = 0, text: mended = '' } = problem?.fix ?? {}
    const lines = text.split('\n')
    lines.splice(fromLine - 1, toLine - fromLine + 1, mended)
    expect(lines.join('\n').split('\n').slice(0, 2).sort()).toEqual([`apiVersion: ${now}`, `kind: ${nowKind}`])
  })

  it('tells the refusal of an admission policy as kubectl does', () => {
    const apply = started()
    const group = 'apiVersion: admissionregistration.k8s.io/v1'
    const rule = '{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}'
    const policy = `${group}\nkind: ValidatingAdmissionPolicy\nmetadata: {name: p}\nspec:\n  matchConstraints: {resourceRules: [${rule}]}\n  validations:\n  - expression: object.metadata.name != 'web'\n`
    const binding = `${group}\nkind: ValidatingAdmissionPolicyBinding\nmetadata: {name: b}\nspec: {policyName: p, validationActions: [Deny]}\n`
    expect(apply(`${policy}---\n${binding}---\n${pod('nginx')}`).map((one) => one.message)).toEqual([
      'validatingadmissionpolicy.admissionregistration.k8s.io/p created',
      'validatingadmissionpolicybinding.admissionregistration.k8s.io/b created',
      `The pods "web" is invalid: : ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.metadata.name != 'web'`,
    ])
  })

  it('explains a version that is gone', () => {
    const [problem] = started()('apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: d}\n')[0]?.problems ?? []
    expect(problem).toMatchObject({ line: 1, fix: { fromLine: 1, toLine: 1, text: 'apiVersion: apps/v1' } })
  })
})
