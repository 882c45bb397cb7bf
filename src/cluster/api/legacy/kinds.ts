/** Documents whose kind or version nobody serves: what was meant, and what it is called today. */
import { isRecord } from '../equality.ts'
import { kindByWord, kindInfo, kinds, unservedKind, unservedKinds } from '../kinds.ts'
import { nearestWord } from '../spelling.ts'
import { isContainerManifest, modernPod } from './container-manifest.ts'
import type { Explanation } from './explanation.ts'
import { replacementOf } from './versions.ts'

/** Explains a document of an unknown kind; undefined if its kind is known. */
export function explainKind(value: unknown): Explanation | undefined {
  if (!isRecord(value)) return { explanation: 'A manifest is a mapping with apiVersion, kind, metadata and spec.' }
  const { apiVersion, kind } = value
  if (isContainerManifest(value)) return explainContainerManifest(value)
  if (kind === undefined) return { explanation: 'Every object says what it is: kind: Pod, kind: Deployment…' }
  if (apiVersion === undefined) return explainNoVersion(String(kind))
  const [version, name] = [String(apiVersion), String(kind)]
  if (kindInfo(version, name)) return undefined
  const unserved = unservedKind(version, name)
  if (unserved) {
    return { explanation: `${name} is part of Kubernetes 1.36, but this simulated cluster does not have it.`, field: 'kind' }
  }
  return explainRemoved(version, name) ?? explainSpelling(version, name)
}

function explainNoVersion(kind: string): Explanation {
  const info = kinds.find((one) => one.kind === kind)
  if (!info) return { explanation: 'Every object names the version of the API it is written for: apiVersion: v1.' }
  return {
    explanation: `Every object names the version of the API it is written for; a ${kind} belongs to ${info.apiVersion}.`,
    fix: { title: `Add apiVersion: ${info.apiVersion}`, edits: [{ path: 'apiVersion', value: info.apiVersion }] },
  }
}

function explainContainerManifest(value: Readonly<Record<string, unknown>>): Explanation {
  return {
    explanation:
      'This is how a Pod was written in 2014, before Kubernetes 1.0. Today a Pod has apiVersion: v1, its name under metadata, and its containers and volumes under spec.',
    fix: { title: 'Rewrite as a Pod of today', edits: [{ path: '', value: modernPod(value) }] },
  }
}

function explainRemoved(apiVersion: string, kind: string): Explanation | undefined {
  const replacement = replacementOf(apiVersion, kind)
  if (!replacement) return undefined
  const { removedIn, note } = replacement
  const rest = note ? ` ${note.charAt(0).toUpperCase()}${note.slice(1)}.` : ''
  if (!replacement.apiVersion) {
    return { explanation: `Kubernetes ${removedIn} removed ${kind} (${apiVersion}).${rest}`, field: 'apiVersion' }
  }
  const to = replacement.kind ? `${replacement.kind} in ${replacement.apiVersion}` : replacement.apiVersion
  const edits = [
    { path: 'apiVersion', value: replacement.apiVersion },
    ...(replacement.kind ? [{ path: 'kind', value: replacement.kind }] : []),
  ]
  return {
    explanation: `Kubernetes ${removedIn} removed ${apiVersion} for ${kind}; today it is ${to}.${rest}`,
    fix: { title: `Change to ${replacement.kind ? `${replacement.apiVersion}, ${replacement.kind}` : to}`, edits },
    field: 'apiVersion',
  }
}

function explainSpelling(apiVersion: string, kind: string): Explanation {
  const exact = kinds.find((one) => one.kind === kind)
  if (exact) {
    return {
      explanation: `${kind} does not belong to ${apiVersion} but to ${exact.apiVersion}.`,
      fix: { title: `Change apiVersion to ${exact.apiVersion}`, edits: [{ path: 'apiVersion', value: exact.apiVersion }] },
      field: 'apiVersion',
    }
  }
  const meant =
    kindByWord(kind) ??
    kinds.find(
      (one) =>
        one.kind ===
        nearestWord(
          kind,
          kinds.map((info) => info.kind),
        ),
    )
  if (meant) {
    const edits = [
      { path: 'kind', value: meant.kind },
      ...(meant.apiVersion === apiVersion ? [] : [{ path: 'apiVersion', value: meant.apiVersion }]),
    ]
    return {
      explanation: `There is no kind ${kind}; kinds are written in the singular with capitals, as in ${meant.kind}.`,
      fix: { title: `Change kind to ${meant.kind}`, edits },
      field: 'kind',
    }
  }
  if (unservedKinds.some((one) => one.kind === kind)) {
    return { explanation: `${kind} is part of Kubernetes, but this simulated cluster does not have it.`, field: 'kind' }
  }
  return {
    explanation: `No API of this cluster has a kind ${kind}. If it is a custom resource, its CustomResourceDefinition has to be there first.`,
    field: 'kind',
  }
}
