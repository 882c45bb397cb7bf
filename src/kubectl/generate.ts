import type { EnvVar } from '../cluster/api/generated/types.ts'
import { KubectlError } from './errors.ts'

/** `a=b,c=d` as a map. @throws KubectlError */
export function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [key = '', value, ...more] = pair.split('=')
    if (value === undefined || more.length > 0) throw new KubectlError(`unexpected label spec: ${pair}`)
    if (key === '') throw new KubectlError(`unexpected empty label key`)
    labels[key] = value
  }
  return labels
}

/** `NAME=value` for each. @throws KubectlError */
export function parseEnvironment(pairs: readonly string[]): readonly EnvVar[] {
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    if (equals <= 0) throw new KubectlError(`invalid env: ${pair}`)
    const value = pair.slice(equals + 1)
    return value === '' ? { name: pair.slice(0, equals) } : { name: pair.slice(0, equals), value }
  })
}
