import type { HistoryRecord } from '../../bridge/protocol.ts'
import { leftWords, tookWords } from '../clock/duration.ts'
import type { Look } from '../graph/pod-status.ts'

/** Text and number of a record's detail, if it has them. */
function detailOf(record: HistoryRecord) {
  const detail = record.detail ?? {}
  return {
    text: (key: string) => (typeof detail[key] === 'string' ? (detail[key] as string) : undefined),
    number: (key: string) => (typeof detail[key] === 'number' ? (detail[key] as number) : undefined),
  }
}

/** `Pod crash`, `Pod crash, container main`. */
export function subjectWords(record: HistoryRecord): string {
  const { subject } = record
  if (!subject) return ''
  return subject.part ? `${subject.kind} ${subject.name}, ${subject.part}` : `${subject.kind} ${subject.name}`
}

const commits: Readonly<Record<string, string>> = { create: 'created', update: 'updated', delete: 'deleted' }

type Words = (about: ReturnType<typeof detailOf>, record: HistoryRecord) => string

const part = (record: HistoryRecord) => record.subject?.part ?? record.subject?.name ?? ''

const occurrences: Readonly<Record<string, Words>> = {
  action: ({ text }) => {
    const command = text('command')
    if (command) return `You ran ${command.length > 80 ? `${command.slice(0, 79)}…` : command}`
    return text('method') ? `You sent ${text('method')} ${text('path') ?? ''}` : 'You acted'
  },
  scheduled: ({ text }, record) => `Chose ${text('node') ?? 'a node'} for ${record.subject?.name ?? 'the Pod'}`,
  unschedulable: ({ text }, record) => text('message') ?? `No node fits ${record.subject?.name ?? 'the Pod'}`,
  'process-exited': ({ number, text }, record) => {
    const signal = text('signal')
    const how = signal ? `was killed by ${signal}` : `exited with ${number('exitCode') ?? '?'}`
    return `${part(record)} ${how}${text('reason') === 'OOMKilled' ? ' (out of memory)' : ''}`
  },
  'container-started': (_, record) => `Started container ${part(record)}`,
  'sandbox-created': () => 'Made the Pod’s sandbox: network and place',
  'container-created': (_, record) => `Created container ${part(record)}`,
  'image-pulled': ({ text, number }) =>
    `Pulled ${text('image') ?? 'the image'}${number('ms') === undefined ? '' : ` in ${tookWords(number('ms') ?? 0)}`}`,
  'image-pull-failed': ({ text }) => `Could not pull ${text('image') ?? 'the image'}: ${text('error') ?? ''}`,
  'image-pull-started': ({ text }) => `Pulls ${text('image') ?? 'the image'}`,
  'signal-sent': ({ text }, record) => `Sent ${text('signal') ?? 'a signal'} to ${part(record)}`,
  'grace-timer-fired': ({ number }, record) =>
    `The grace period of ${leftWords(number('graceMs') ?? 0)} is over for ${part(record)}`,
  'probe-failed': ({ text }, record) =>
    `${capital(text('probe') ?? text('type') ?? 'a')} probe of ${part(record)} failed: ${text('output') ?? ''}`,
  'probe-passed': ({ text }, record) => `${capital(text('probe') ?? text('type') ?? 'a')} probe of ${part(record)} passed`,
  'back-off-begun': ({ number }, record) =>
    `Waits ${leftWords(number('delayMs') ?? number('backOffMs') ?? 0)} before ${part(record)} is tried again`,
  'container-killing': ({ number, text }, record) => {
    const grace = number('gracePeriodSeconds')
    return `Stops ${part(record)}${text('reason') ? ` (${text('reason')})` : ''}${grace ? `, with ${leftWords(grace * 1000)} of grace` : ''}`
  },
  'container-start-failed': ({ text }, record) => `Could not start ${part(record)}: ${text('error') ?? ''}`,
  started: () => 'The cluster was started',
  'probe-errored': ({ text }, record) =>
    `${capital(text('probe') ?? 'a')} probe of ${part(record)} could not be run: ${text('error') ?? ''}`,
  connection: ({ text, number }) =>
    `${text('from') ?? 'somebody'} connects to ${text('to') ?? text('address') ?? ''}:${number('port') ?? ''} (${text('outcome') ?? ''})`,
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** One record as a plain sentence. */
export function recordSentence(record: HistoryRecord): string {
  if (record.what === 'commit' && record.by === 'default-scheduler' && record.verb === 'update')
    return `Bound ${subjectWords(record)}`
  if (record.what === 'commit') return `${capital(commits[record.verb ?? ''] ?? 'wrote')} ${subjectWords(record)}`
  const known = occurrences[record.what]
  if (known) return known(detailOf(record), record)
  const about = subjectWords(record)
  return about ? `${capital(record.what.replaceAll('-', ' '))}: ${about}` : capital(record.what.replaceAll('-', ' '))
}

/** Who did it, short: `kubelet on worker-1`, `you`. */
export function actorWords(by: string): string {
  const [component, where] = by.split('/')
  return where ? `${component} · ${where}` : by
}

/** The mark a record gets in a chain or on a lane; undefined for a plain dot. */
export function recordLook(record: HistoryRecord): Look | undefined {
  switch (record.what) {
    case 'container-started':
    case 'probe-passed':
      return 'running'
    case 'process-exited':
      return record.detail?.exitCode === 0 ? 'done' : 'failing'
    case 'image-pull-failed':
    case 'container-start-failed':
    case 'probe-failed':
      return 'failing'
    case 'unschedulable':
      return 'pending'
    case 'back-off-begun':
      return 'waiting'
    case 'signal-sent':
    case 'container-killing':
    case 'grace-timer-fired':
      return 'terminating'
    default:
      return undefined
  }
}

/** Whether a person, not the cluster, began it. */
export function isAction(record: HistoryRecord): boolean {
  return (
    record.what === 'action' ||
    (record.because === undefined && record.what === 'commit' && /kubectl|user|laptop/.test(record.by))
  )
}
