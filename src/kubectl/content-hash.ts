import { encode } from '../cluster/machine/bytes.ts'
import { compactJson } from './printers/json.ts'
import { sha256 } from './sha256.ts'

const letters: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' }

/**
 * Ten characters that stand for the content of a ConfigMap or Secret, for `--append-hash` and for what a
 * kustomization generates (kubectl/pkg/util/hash): of its SHA-256, those that could spell words being replaced.
 */
export function contentHash(content: Readonly<Record<string, unknown>>): string {
  const text = compactJson(content).trim()
  return sha256(encode(text))
    .slice(0, 10)
    .replace(/[013ae]/g, (c) => letters[c] ?? c)
}
