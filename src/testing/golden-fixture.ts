import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface GoldenStep {
  /** Seconds since the scenario's start. */
  readonly at: number
  readonly start: number
  readonly end: number
  readonly command: string
  readonly exitCode: number
  readonly output: string
  readonly background?: boolean
}

export interface GoldenRow {
  readonly t: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly name: string
  readonly ready: string
  readonly status: string
  readonly restarts: number
}

export interface GoldenEvent {
  readonly t: number
  readonly eventType: string
  readonly reason: string
  readonly object: string
  readonly count: number
  readonly message: string
}

export interface Golden {
  readonly name: string
  readonly namespace: string
  readonly durationSeconds: number
  readonly manifests: Readonly<Record<string, string>>
  readonly steps: readonly GoldenStep[]
  readonly watch: readonly GoldenRow[]
  readonly events: readonly GoldenEvent[]
  readonly final: Readonly<Record<string, string>>
}

const folder = join(import.meta.dirname, 'golden')

export function goldenNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
}

export function golden(name: string): Golden {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Golden
}
