import { describe, expect, it } from 'vitest'
import { golden } from '../../../testing/golden-fixture.ts'
import { decode } from '../../api/decode.ts'
import { aggregateText, fieldErrorText } from '../../api/field-errors.ts'
import { kindInfo } from '../../api/kinds.ts'
import type { KubeObject } from '../../api/object.ts'
import { parseManifest } from '../../api/yaml.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { validateCreate, validateUpdate } from './validate.ts'
import { warningsFor } from './warnings.ts'

/** What a server says about a manifest, in the form in which kubectl shows it. */
function judge(text: string): string {
  const [document] = parseManifest(text)
  if (!document) return 'nothing'
  if (document.error) return document.error.message
  const object = sorted(document.value) as KubeObject
  const info = kindInfo(object.apiVersion, object.kind)
  if (!info?.definition) return 'unknown kind'
  const decoded = decode(info.definition, object, { fieldValidation: 'Strict' })
  if (decoded.error) return decoded.error
  const made = applyDefaults(decoded.object as unknown as KubeObject)
  const named = { ...made, metadata: { ...made.metadata, ...(info.namespaced ? { namespace: 'x' } : {}) } }
  const errors = validateCreate(named).map(fieldErrorText)
  if (errors.length > 0) return aggregateText(errors)
  return warningsFor(named).join('; ') || 'fine'
}

/** kubectl sends keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

/** The server's part of kubectl's output. */
function recorded(output: string): string {
  const lines = output.trimEnd().split('\n')
  const first = lines[0] ?? ''
  if (/ (created|configured)$/.test(first)) {
    const warning = lines.find((line) => line.startsWith('Warning: '))
    return warning ? warning.slice('Warning: '.length) : 'fine'
  }
  const invalid = /^The .*? is invalid: ?(.*)$/.exec(first)
  if (invalid) {
    if (invalid[1]) return invalid[1]
    return aggregateText(lines.slice(1).map((line) => line.replace(/^\* /, '')))
  }
  const bad = /cannot be handled as a \w+: (.*)$/.exec(first) ?? /^error: unable to decode ".*?": (.*)$/.exec(first)
  if (bad) return bad[1] as string
  return /^error: error parsing \S+: (.*)$/.exec(first)?.[1] ?? first
}

const recording = golden('m-errors')
/** Said by kubectl or by the registry, not by validation. */
const elsewhere = new Set([
  '03b-no-name.yaml',
  '08-wrong-apiversion.yaml',
  '08b-wrong-kind.yaml',
  '08c-lower-kind.yaml',
  '08d-no-kind.yaml',
  '08e-no-apiversion.yaml',
  '08f-deploy-old-group.yaml',
  '08g-v1beta1-pod.yaml',
  '18d-job-restart-always.yaml',
  '21-immutable.yaml',
  '21b-cmd-change.yaml',
  '21c-add-container.yaml',
  '22b-deploy-selector-change.yaml',
  '23-ns-missing.yaml',
  '25-json-bad.json',
  '26-empty.yaml',
  '30-nodeport-svc.yaml',
])
const rows = recording.steps.flatMap(({ command, output }) => {
  const file = /^kubectl apply -f (\S+)$/.exec(command)?.[1]
  const text = file ? recording.manifests[file] : undefined
  return file && text !== undefined && !elsewhere.has(file) ? [{ file, text, output }] : []
})

describe('the refusals of a real cluster', () => {
  it('are many', () => expect(rows.length).toBeGreaterThan(40))
  it.each(rows)('$file', ({ text, output }) => {
    expect(judge(text)).toBe(recorded(output))
  })
})

interface RecordedPod {
  readonly which: string
  readonly object: KubeObject & { readonly spec: { readonly containers: readonly Record<string, unknown>[] } }
}

describe('changes to a Pod that exists', () => {
  const pods = (recording as unknown as { readonly podObjects: readonly RecordedPod[] }).podObjects
  const old = pods.find(({ which, object }) => which === 'first' && object.metadata.name === 'okpod')?.object
  if (!old) throw new Error('the recording has lost its Pod')
  const stored = { ...old, spec: { ...old.spec, nodeName: 'node01' } }
  const withContainer = (change: Record<string, unknown>) => ({
    ...stored,
    spec: { ...stored.spec, containers: [{ ...stored.spec.containers[0], ...change }] },
  })
  const outputOf = (part: string) => recording.steps.find(({ command }) => command.includes(part))?.output ?? ''

  it.each([
    { part: '21-immutable.yaml', changed: { ...stored, spec: { ...stored.spec, hostNetwork: true } } },
    { part: '21b-cmd-change.yaml', changed: withContainer({ command: ['sleep', '1'] }) },
    {
      part: '21c-add-container.yaml',
      changed: {
        ...stored,
        spec: { ...stored.spec, containers: [...stored.spec.containers, { name: 'second', image: 'busybox' }] },
      },
    },
    { part: '"restartPolicy":"Never"', changed: { ...stored, spec: { ...stored.spec, restartPolicy: 'Never' } } },
    { part: '21d-image-change.yaml', changed: withContainer({ image: 'nginx:1.25' }) },
  ])('$part', ({ part, changed }) => {
    const errors = validateUpdate(applyDefaults(changed), applyDefaults(stored as KubeObject))
    const told = outputOf(part)
    const want = /configured/.test(told) ? [] : [told.replace(/^The Pod "okpod" is invalid: /, '').replace(/\n$/, '')]
    expect(errors.map(fieldErrorText).filter((text) => !text.startsWith('spec.containers[1]'))).toEqual(want)
  })

  it('refuses another selector', () => {
    const deployment = (app: string) =>
      ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'dep', namespace: 'x' },
        spec: {
          selector: { matchLabels: { app } },
          template: { metadata: { labels: { app } }, spec: { containers: [{ name: 'a', image: 'nginx' }] } },
        },
      }) as unknown as KubeObject
    const errors = validateUpdate(applyDefaults(deployment('dep2')), applyDefaults(deployment('dep')))
    const told = outputOf('22b-deploy-selector-change.yaml')
    expect(errors.map(fieldErrorText)).toEqual([told.trim().replace(/^The Deployment "dep" is invalid: /, '')])
  })
})
