import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'
import { isRecord } from './equality.ts'
import { fieldDocs, simulatorSupport } from './explain-field.ts'
import docs from './generated/docs.json' with { type: 'json' }
import { kindInfo } from './kinds.ts'
import { explainProblem } from './legacy.ts'
import { lineEdit } from './yaml/edit.ts'
import { parseManifest } from './yaml.ts'

const strict = { fieldValidation: 'Strict' } as const

/** Applies every certain fix, one after another, until nothing is wrong or nothing is known. */
function mend(text: string): { readonly text: string; readonly explanations: readonly string[] } {
  const explanations: string[] = []
  let current = text
  for (let i = 0; i < 20; i++) {
    const [document] = parseManifest(current)
    if (!document || !isRecord(document.value)) break
    const { apiVersion, kind } = document.value
    const definition = kindInfo(String(apiVersion), String(kind))?.definition
    const decoded = definition ? decode(definition, document.value, strict) : undefined
    if (decoded && decoded.error === undefined) break
    const explained = explainProblem({
      definition,
      value: document.value,
      field: decoded?.fields[0],
      message: decoded?.errors[0] ?? 'no matches for kind',
    })
    if (!explained) break
    explanations.push(explained.explanation)
    const edit = explained.fix && lineEdit(current, document, explained.fix.edits)
    if (!edit) break
    const lines = current.split('\n')
    lines.splice(edit.fromLine - 1, edit.toLine - edit.fromLine + 1, edit.text)
    current = lines.join('\n')
  }
  return { text: current, explanations }
}

const cadvisor = `apiVersion: v1
kind: Pod
metadata:
  name: cadvisor
spec:
  containers:
  - name: cadvisor
    image: google/cadvisor:latest
    ports:
    - name: http
      containerPort: 8080
      hostPort: 4194
    volumeMounts:
    - name: varrun
      mountPath: /var/run
      readOnly: false
  volumes:
  - name: varrun # the node's own
    source:
      hostDir:
        path: /var/run
  - name: sys
    source:
      hostDir: {path: /sys}
  - name: scratch
    source: {emptyDir: {}}
`

describe('what replaced what', () => {
  it('mends a cAdvisor Pod of 2014', () => {
    const { text, explanations } = mend(cadvisor)
    expect(explanations[0]).toContain('hostPath')
    expect(text).toBe(
      cadvisor
        .replace('    source:\n      hostDir:\n        path: /var/run\n', '    hostPath:\n      path: /var/run\n')
        .replace('    source:\n      hostDir: {path: /sys}\n', '    hostPath:\n      path: /sys\n')
        .replace('    source: {emptyDir: {}}\n', '    emptyDir: {}\n'),
    )
    expect(decode('CoreV1Pod', parseManifest(text)[0]?.value, strict).error).toBeUndefined()
  })

  it('rewrites a container manifest, which had no kind at all', () => {
    const old = `version: v1beta2
id: cadvisor-agent
containers:
  - name: cadvisor
    image: google/cadvisor:latest
    ports:
      - {name: http, containerPort: 8080, hostPort: 4194}
    env:
      - {key: A, value: b}
    volumeMounts:
      - {name: varrun, path: /var/run, readOnly: false}
volumes:
  - name: varrun
    source: {hostDir: {path: /var/run}}
`
    expect(parseManifest(mend(old).text)[0]?.value).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'cadvisor-agent' },
      spec: {
        containers: [
          {
            name: 'cadvisor',
            image: 'google/cadvisor:latest',
            ports: [{ name: 'http', containerPort: 8080, hostPort: 4194 }],
            env: [{ name: 'A', value: 'b' }],
            volumeMounts: [{ name: 'varrun', mountPath: '/var/run', readOnly: false }],
          },
        ],
        volumes: [{ name: 'varrun', hostPath: { path: '/var/run' } }],
      },
    })
  })

  it.each([
    ['apiVersion: extensions/v1beta1\nkind: Deployment\n', 'apiVersion: apps/v1\nkind: Deployment\n'],
    ['apiVersion: apps/v1alpha1\nkind: PetSet\n', 'apiVersion: apps/v1\nkind: StatefulSet\n'],
    ['apiVersion: v1beta3\nkind: Pod\n', 'apiVersion: v1\nkind: Pod\n'],
    ['apiVersion: batch/v1beta1\nkind: CronJob\n', 'apiVersion: batch/v1\nkind: CronJob\n'],
    ['apiVersion: v1\nkind: Pods\n', 'apiVersion: v1\nkind: Pod\n'],
    ['apiVersion: v1\nkind: pod\n', 'apiVersion: v1\nkind: Pod\n'],
    ['apiVersion: v1\nkind: Deployment\n', 'apiVersion: apps/v1\nkind: Deployment\n'],
    ['apiVersion: apps/v1\nkind: Deplyoment\n', 'apiVersion: apps/v1\nkind: Deployment\n'],
    ['kind: Pod\nmetadata: {}\n', 'apiVersion: v1\nkind: Pod\nmetadata: {}\n'],
  ])('%j becomes %j', (from, to) => expect(mend(from).text).toBe(to))

  it.each([
    ['containers:\n  - name: a\n    imagee: nginx', 'containers:\n  - name: a\n    image: nginx'],
    ['containers:\n  - {nam: a, image: nginx}', 'containers:\n  - {name: a, image: nginx}'],
    ['containers:\n  - name: a\n    comand: [ls]', 'containers:\n  - name: a\n    command: [ls]'],
    ['containers: []\n  host: n1', 'containers: []\n  nodeName: n1'],
    [
      'containers:\n  - name: a\n    env:\n    - name: X\n      value: 1',
      'containers:\n  - name: a\n    env:\n    - name: X\n      value: "1"',
    ],
    [
      'containers:\n  - name: a\n    env: [{name: X, value: yes}]',
      'containers:\n  - name: a\n    env: [{name: X, value: "true"}]',
    ],
    [
      'containers:\n  - name: a\n    ports:\n    - containerPort: "80"',
      'containers:\n  - name: a\n    ports:\n    - containerPort: 80',
    ],
    ['containers:\n    name: a\n    image: b', 'containers:\n  - image: b\n    name: a'],
    [
      'containers:\n  - name: a\n    resources:\n      limits:\n        memory: 64mb',
      'containers:\n  - name: a\n    resources:\n      limits:\n        memory: 64M',
    ],
    ['containers:\n  - name: a\n    command: ls', 'containers:\n  - name: a\n    command:\n    - ls'],
    ['containers: []\n  restartPolicy: {always: {}}', 'containers: []\n  restartPolicy: Always'],
  ])('spec %j becomes %j', (from, to) => {
    const wrap = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  ${spec}\n`
    expect(mend(wrap(from)).text).toBe(wrap(to))
  })

  it.each([
    [
      'restartPolicy',
      { containers: [{ name: 'a', restart: 'x' }] },
      'spec.containers[0].restart',
      'restartPolicy belongs to the Pod',
    ],
    ['a level too deep', { containers: [{ name: 'a', volumes: [] }] }, 'spec.containers[0].volumes', 'Volumes belong to the Pod'],
    ['a level too high', { image: 'x', containers: [] }, 'spec.image', 'image belongs under containers'],
  ])('explains %s', (_, spec, field, words) => {
    const value = { apiVersion: 'v1', kind: 'Pod', spec }
    const explained = explainProblem({ definition: 'CoreV1Pod', value, field, message: `unknown field "${field}"` })
    expect(explained?.explanation).toContain(words)
  })

  it.each([
    ['metadata.name', 'My_Pod', 'a lowercase RFC 1123 subdomain must…', 'my-pod'],
    ['spec.restartPolicy', 'always', 'Unsupported value: "always": supported values: "Always", "OnFailure", "Never"', 'Always'],
  ])('offers a word for %s', (field, given, message, wanted) => {
    const [top, name] = field.split('.') as [string, string]
    const value = { apiVersion: 'v1', kind: 'Pod', [top]: { [name]: given } }
    const explained = explainProblem({ definition: 'CoreV1Pod', value, field, message })
    expect(explained?.fix?.edits).toEqual([{ path: field, value: wanted }])
  })
})

describe('fields', () => {
  it('have descriptions', () => {
    expect(fieldDocs(docs, 'CoreV1Pod', 'spec.containers[0].image')).toContain('Container image name')
    expect(fieldDocs(docs, 'AppsV1Deployment', 'spec.template.spec.restartPolicy')).toContain('Restart policy')
    expect(fieldDocs(docs, 'CoreV1Pod', 'spec.nope')).toBeUndefined()
  })

  it.each([
    ['CoreV1Pod', 'spec.containers[0].image', 'acted-upon'],
    ['CoreV1Pod', 'spec.volumes[0].gcePersistentDisk.pdName', 'accepted-only'],
    ['AppsV1Deployment', 'spec.template.spec.runtimeClassName', 'accepted-only'],
    ['NetworkingV1Ingress', 'spec.rules[0].host', 'accepted-only'],
  ] as const)('%s %s is %s', (definition, path, support) => expect(simulatorSupport(definition, path)).toBe(support))
})
