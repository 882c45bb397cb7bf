/** Levels, versions and namespace labels of Pod Security admission (pod-security-admission/api). */
import type { KubeObject } from '../../api/object.ts'

export type Level = 'privileged' | 'baseline' | 'restricted'

export interface LevelVersion {
  readonly level: Level
  /** `latest` or `v1.29` */
  readonly version: string
}

export interface NamespacePolicy {
  readonly enforce: LevelVersion
  readonly audit: LevelVersion
  readonly warn: LevelVersion
}

const prefix = 'pod-security.kubernetes.io/'
const levels = new Set(['privileged', 'baseline', 'restricted'])

export function policyOf(namespace: KubeObject | undefined): NamespacePolicy {
  const labels = namespace?.metadata.labels
  return { enforce: read(labels, 'enforce'), audit: read(labels, 'audit'), warn: read(labels, 'warn') }
}

function read(labels: Readonly<Record<string, string>> | undefined, mode: string): LevelVersion {
  const level = labels?.[prefix + mode]
  const version = labels?.[`${prefix}${mode}-version`] ?? 'latest'
  if (level === undefined) return { level: 'privileged', version: 'latest' }
  // An unreadable level is taken as the strictest, as upstream does.
  return { level: levels.has(level) ? (level as Level) : 'restricted', version: isVersion(version) ? version : 'latest' }
}

const isVersion = (text: string) => text === 'latest' || /^v1\.\d+$/.test(text)

/** What is wrong with a namespace's labels: [label, value, message]. */
export function labelProblems(namespace: KubeObject): readonly (readonly [string, string, string])[] {
  const labels = namespace.metadata.labels ?? {}
  const problems: (readonly [string, string, string])[] = []
  for (const mode of ['enforce', 'audit', 'warn']) {
    const level = labels[prefix + mode]
    if (level !== undefined && !levels.has(level)) {
      problems.push([prefix + mode, level, 'must be one of privileged, baseline, restricted'])
    }
    const version = labels[`${prefix}${mode}-version`]
    if (version !== undefined && !isVersion(version)) {
      problems.push([`${prefix}${mode}-version`, version, 'must be "latest" or "v1.x"'])
    }
  }
  return problems
}
