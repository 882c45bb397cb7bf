import type { Inputs } from '../../bridge/protocol.ts'
import { keepWords as words } from './words.ts'

const version = 1
/** A recording longer than this would take minutes to live through again. */
const longestMs = 366 * 86_400_000

/** A session as it is kept, saved and shared: enough to stand at the same place again. */
export interface KeptSession {
  readonly podarium: number
  /** Milliseconds since the epoch. */
  readonly savedAt: number
  readonly fileName: string
  readonly manifest: string
  /** How many Pods of the reader's own there were: said when the session is offered. */
  readonly pods: number
  readonly recording: Inputs
}

export function keptSession(parts: Omit<KeptSession, 'podarium'>): KeptSession {
  return { podarium: version, ...parts }
}

type Input = Inputs['inputs'][number]

const knownInputs: ReadonlySet<string> = new Set([
  'apply',
  'run',
  'request',
  'write-file',
  'remove-file',
  'rename-file',
  'close-editor',
  'browse',
  'operate',
  'change-registry',
  'open-terminal',
  'terminal-input',
  'terminal-resize',
  'close-terminal',
] satisfies Input['input'][])

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= longestMs

function isRecording(value: unknown): value is Inputs {
  if (!isRecord(value) || !isRecord(value.options) || !Array.isArray(value.inputs) || !isTime(value.until)) return false
  const { seed, workers, startTime } = value.options
  if (!Number.isFinite(seed) || !Number.isFinite(startTime)) return false
  if (typeof workers !== 'number' || !Number.isInteger(workers) || workers < 0 || workers > 200) return false
  let last = 0
  for (const input of value.inputs as unknown[]) {
    if (!isRecord(input) || !isTime(input.at) || input.at < last || !knownInputs.has(String(input.input))) return false
    last = input.at
  }
  return true
}

/** What a text holds, or in plain words why it cannot be opened. */
export function readSession(text: string): KeptSession | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: words.notOurs }
  }
  if (!isRecord(value) || typeof value.podarium !== 'number') return { problem: words.notOurs }
  if (value.podarium > version) return { problem: words.newer }
  const { recording, manifest, fileName, savedAt, pods } = value
  if (!isRecording(recording) || typeof manifest !== 'string') return { problem: words.notOurs }
  return {
    podarium: version,
    savedAt: Number(savedAt) || 0,
    fileName: typeof fileName === 'string' && fileName !== '' ? fileName : 'manifest.yaml',
    manifest,
    pods: Number(pods) || 0,
    recording,
  }
}

/** What touches the cluster; files are saved as they are typed, and terminals come and go. */
const actions: ReadonlySet<string> = new Set(['apply', 'run', 'request', 'operate', 'change-registry'] satisfies Input['input'][])

/** Whether an input is something that the reader did to the cluster. A single key is not; the line that it ends is. */
function isAction(input: Input): boolean {
  return input.input === 'terminal-input' ? /[\r\n]/.test(input.data) : actions.has(input.input)
}

export function hasActions(recording: Inputs): boolean {
  return recording.inputs.some(isAction)
}

/** The recording up to just before the last action, and what that was; undefined if nothing was done. */
export function withoutLastAction(recording: Inputs): { readonly recording: Inputs; readonly action: Input } | undefined {
  const index = recording.inputs.findLastIndex(isAction)
  const action = recording.inputs[index]
  if (!action) return undefined
  return { recording: { ...recording, inputs: recording.inputs.slice(0, index), until: action.at }, action }
}

/** An action in few words. */
export function actionWords(action: Input): string {
  switch (action.input) {
    case 'apply':
      return `kubectl apply -f ${action.fileName}`
    case 'run':
      return action.line
    case 'request':
      return `${action.request.method} ${action.request.path}`
    case 'operate':
      return `${action.operation} ${action.node}`.trim()
    case 'change-registry':
      return `registry ${action.change.kind} ${action.change.reference}`
    default:
      return words.typedLine
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer())
}

/** A session as the part of an address after `#s=`: deflated, in the letters that addresses allow. */
export async function packed(kept: KeptSession): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(kept)), new CompressionStream('deflate-raw'))
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The way back of {@link packed}. */
export async function unpacked(text: string): Promise<KeptSession | { readonly problem: string }> {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
    const plain = new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')))
    const found = readSession(plain)
    return 'problem' in found && found.problem === words.notOurs ? { problem: words.linkBroken } : found
  } catch {
    return { problem: words.linkBroken }
  }
}
