import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A manifest of `e2e/manifests/`. */
export const manifest = (name: string): string => readFileSync(join(import.meta.dirname, 'manifests', `${name}.yaml`), 'utf8')
