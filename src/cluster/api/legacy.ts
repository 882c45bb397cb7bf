/**
 * What replaced what, and what was meant: plain words for the server's refusals, with a fix where one is certain.
 */
import { decode } from './decode.ts'
import { isRecord } from './equality.ts'
import { formatFieldPath, type PathStep, parseFieldPath, valueAt } from './field-path.ts'
import { modernRestartPolicy } from './legacy/container-manifest.ts'
import type { Explanation, Problem } from './legacy/explanation.ts'
import { oldField, wouldClash } from './legacy/fields.ts'
import { explainKind } from './legacy/kinds.ts'
import { definitionOf, fieldNamesOf, fieldOf, referenceOf } from './schema.ts'
import { nearestWord } from './spelling.ts'

export type { Explanation, FieldEdit, Problem } from './legacy/explanation.ts'

const kindTrouble = /no matches for kind|(kind|apiVersion) not set|is missing in|no kind|unable to decode|is not simulated/i

/** Explains one problem; undefined where the server's words say it all. */
export function explainProblem(problem: Problem): Explanation | undefined {
  const { definition, value, message } = problem
  // Custom resources have no definition either: their refusals speak for themselves.
  if (!definition) return kindTrouble.test(message) ? explainKind(value) : undefined
  if (message.includes('unknown field') && problem.field) return explainUnknown(definition, value, problem.field)
  if (message.includes('cannot unmarshal') || message.includes('quantities must match')) {
    return explainType(definition, value)
  }
  return explainRefusal(problem)
}

/** The definition of the value at a path; undefined outside of the schema and in free maps. */
export function definitionAt(root: string, steps: readonly PathStep[]): string | undefined {
  let definition: string | undefined = root
  for (const step of steps) {
    if (typeof step === 'number') continue
    if (definition === undefined) return undefined
    const field = fieldOf(definition, step)
    const next: string | undefined = field && (referenceOf(field) ?? (field.items ? referenceOf(field.items) : undefined))
    definition = next !== undefined && definitionOf(next)?.properties ? next : undefined
  }
  return definition
}

function explainUnknown(root: string, value: unknown, path: string): Explanation | undefined {
  const steps = parseFieldPath(path)
  const name = String(steps.at(-1) ?? '')
  const parentSteps = steps.slice(0, -1)
  const owner = definitionAt(root, parentSteps)
  if (!owner) return undefined
  const parent = valueAt(value, parentSteps)
  const old = oldField(owner, name)
  if (old) {
    const next = old.rewrite?.(valueAt(value, steps))
    if (!next || wouldClash(parent, next.key)) return { explanation: old.explanation }
    const title = `Change ${name} to ${next.key}`
    return { explanation: old.explanation, fix: { title, edits: [{ path, key: next.key, value: next.value }] } }
  }
  const meant = nearestWord(name, fieldNamesOf(owner))
  if (meant) {
    const explanation = `There is no field ${name} here; ${meant} is spelt almost like it.`
    if (wouldClash(parent, meant)) return { explanation: `${explanation} It is given already.` }
    return { explanation, fix: { title: `Change ${name} to ${meant}`, edits: [{ path, key: meant }] } }
  }
  return misplaced(root, parentSteps, name)
}

/** A field that exists, one or two levels up or down. */
function misplaced(root: string, parentSteps: readonly PathStep[], name: string): Explanation | undefined {
  for (let up = 1; up <= parentSteps.length; up++) {
    const above = parentSteps.slice(0, parentSteps.length - up)
    const owner = definitionAt(root, above)
    if (owner && fieldOf(owner, name)) {
      const where = formatFieldPath(above.filter((step) => typeof step !== 'number')) || 'the top'
      return { explanation: `${name} belongs one level further out, under ${where}: check the indentation.` }
    }
  }
  const owner = definitionAt(root, parentSteps)
  for (const field of owner ? fieldNamesOf(owner) : []) {
    const schema = owner ? fieldOf(owner, field) : undefined
    const inner = schema && (referenceOf(schema) ?? (schema.items ? referenceOf(schema.items) : undefined))
    if (inner && field !== 'status' && fieldOf(inner, name)) return { explanation: `${name} belongs under ${field}.` }
  }
  return undefined
}

/** A value of the wrong type. The message knows no list indexes, so the document is decoded once more. */
function explainType(definition: string, value: unknown): Explanation | undefined {
  const decoded = decode(definition, value, { fieldValidation: 'Ignore' })
  const path = decoded.fields[0]
  if (decoded.error === undefined || path === undefined) return undefined
  const given = valueAt(value, parseFieldPath(path))
  const error = decoded.error
  if (error.startsWith('quantities')) {
    return {
      explanation:
        'An amount is a number with a suffix: 500m is half a CPU, 64Mi are 64 mebibytes, 1Gi a gibibyte. MB, mb and GB are not known.',
      ...quantityFix(path, given),
      field: path,
    }
  }
  if (isRecord(given) && path.endsWith('restartPolicy')) {
    const policy = modernRestartPolicy(given)
    if (policy) {
      const fix = { title: `Change to ${policy}`, edits: [{ path, value: policy }] }
      return { explanation: 'restartPolicy is one word: Always, OnFailure or Never.', fix, field: path }
    }
  }
  const wanted = /of type (\S+)$/.exec(error)?.[1] ?? ''
  return { ...mismatch(path, given, wanted), field: path }
}

function mismatch(path: string, given: unknown, wanted: string): Explanation {
  if ((typeof given === 'number' || typeof given === 'boolean') && !wanted.startsWith('int') && wanted !== 'bool') {
    if (!/^(\[\]|map\[|v\d)/.test(wanted) || /^v1\.[A-Z]\w*(Policy|Type|Protocol)/.test(wanted)) {
      const text = String(given)
      return {
        explanation: `This has to be text, and YAML reads ${text} as a ${typeof given}. Put it in quotes.`,
        fix: { title: `Change to "${text}"`, edits: [{ path, value: text }] },
      }
    }
  }
  if (typeof given === 'string' && /^int(32|64)$/.test(wanted) && /^-?\d+$/.test(given)) {
    return {
      explanation: 'This has to be a number: write it without quotes.',
      fix: { title: `Change to ${given}`, edits: [{ path, value: Number(given) }] },
    }
  }
  if (typeof given === 'string' && wanted === 'bool' && /^(true|false)$/.test(given)) {
    return {
      explanation: 'This has to be true or false: write it without quotes.',
      fix: { title: `Change to ${given}`, edits: [{ path, value: given === 'true' }] },
    }
  }
  if (wanted.startsWith('[]') && given !== undefined && !Array.isArray(given)) {
    return {
      explanation: 'This is a list: each entry begins with a dash.',
      fix: { title: 'Make it a list', edits: [{ path, value: [wanted === '[]string' ? String(given) : given] }] },
    }
  }
  if (Array.isArray(given)) return { explanation: 'This is not a list: remove the dashes.' }
  if (wanted.startsWith('int')) return { explanation: 'This has to be a whole number.' }
  return { explanation: `This has to be ${/^v\d|^map/.test(wanted) ? 'a mapping of fields' : 'text'}.` }
}

const byteSuffixes: Readonly<Record<string, string>> = {
  kb: 'k',
  mb: 'M',
  gb: 'G',
  tb: 'T',
  kib: 'Ki',
  mib: 'Mi',
  gib: 'Gi',
  tib: 'Ti',
}

function quantityFix(path: string, given: unknown): Pick<Explanation, 'fix'> {
  const match = /^\s*([\d.]+)\s*([a-z]+)\s*$/i.exec(String(given))
  const suffix = match ? byteSuffixes[(match[2] as string).toLowerCase()] : undefined
  if (!match || !suffix) return {}
  const amount = `${match[1]}${suffix}`
  return { fix: { title: `Change to ${amount}`, edits: [{ path, value: amount }] } }
}

/** Refusals of validation that beginners meet most. */
function explainRefusal({ message, field, value }: Problem): Explanation | undefined {
  const given = field ? valueAt(value, parseFieldPath(field)) : undefined
  if (message.includes('RFC 1123') && typeof given === 'string') {
    const name = given
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-')
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    const fix = name && field ? { title: `Change to ${name}`, edits: [{ path: field, value: name }] } : undefined
    return { explanation: 'Names have small letters, digits and dashes only.', ...(fix ? { fix } : {}) }
  }
  const supported = /Unsupported value: "[^"]*": supported values: (.*)$/s.exec(message)
  if (supported && typeof given === 'string' && field) {
    const values = [...(supported[1] ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1] as string)
    const meant = values.find((one) => one.toLowerCase() === given.toLowerCase()) ?? nearestWord(given, values)
    if (meant) {
      return {
        explanation: `${given} is none of the words that are known here; ${meant} is near.`,
        fix: { title: `Change to ${meant}`, edits: [{ path: field, value: meant }] },
      }
    }
  }
  if (message.includes('`selector` does not match template `labels`')) {
    return { explanation: 'The selector says which Pods belong to this object, so the labels in its template have to fit it.' }
  }
  if (message.includes('field is immutable') || message.includes('pod updates may not change')) {
    return { explanation: 'This cannot be changed in an object that exists. Delete it and create it anew.' }
  }
  if (message.includes('volumeMounts') && message.includes('Not found')) {
    return { explanation: 'A container can only mount what is in the list of volumes of its Pod (spec.volumes).' }
  }
  return undefined
}
