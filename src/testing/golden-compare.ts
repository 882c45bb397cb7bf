import type { Golden, GoldenEvent, GoldenRow } from './golden-fixture.ts'
import type { Replayed } from './golden-replay.ts'

/** What 1.36 words differently from the 1.34 of the recordings, said once. */
const newWords: readonly (readonly [RegExp, string])[] = [
  [/^Created container: \S+$/, 'Container created'],
  [/^Started container \S+$/, 'Container started'],
  [/already present on machine$/, 'already present on machine and can be accessed by the pod'],
  [/untolerated taint \{[^}]*\}/g, 'untolerated taint(s)'],
  [/^create (?=Pod|Claim)/, 'Create '],
  [/^update (?=Pod|Claim)/, 'Update '],
  [/^delete (?=Pod|Claim)/, 'Delete '],
]

/** States that a shorter look would not have seen. */
const momentSeconds = 1.3
/** A restart or pull comes up to half of 10 s after its back-off, and the next sync later still. */
const waitTolerance = 16
const tolerance = 3

const waits =
  /^(CrashLoopBackOff|Completed|Error|OOMKilled|ErrImagePull|ImagePullBackOff|RunContainerError|StartError|Init:.*|CreateContainer.*|NotReady)$/

export interface State {
  readonly t: number
  readonly key: string
  readonly status: string
  readonly seconds: number
}

/** The states of each Pod, repeated ones collapsed; Pods with generated names are compared as a set of sequences. */
export function statesOf(rows: readonly GoldenRow[], untilSeconds: number): ReadonlyMap<string, readonly State[]> {
  const pods = new Map<string, { t: number; key: string; status: string }[]>()
  for (const row of rows) {
    const key = row.type === 'DELETED' ? 'DELETED' : `${row.ready} ${row.status} ${row.restarts}`
    const list = pods.get(row.name) ?? []
    pods.set(row.name, list)
    if (list.at(-1)?.key !== key) list.push({ t: row.t, key, status: row.type === 'DELETED' ? 'DELETED' : row.status })
  }
  return new Map(
    [...pods].map(([name, list]) => [
      name,
      list.map((state, i) => ({ ...state, seconds: (list[i + 1]?.t ?? untilSeconds) - state.t })),
    ]),
  )
}

/** What differs between two sequences of one Pod, in words; nothing if they retrace each other. */
export function compareStates(name: string, real: readonly State[], ours: readonly State[]): readonly string[] {
  const wrong: string[] = []
  let i = 0
  let j = 0
  while (i < real.length || j < ours.length) {
    const a = real[i]
    const b = ours[j]
    if (a && b && a.key === b.key) {
      // a Pod that is deleted ends; the last state lasts as long as the recording
      const last = i === real.length - 1 || j === ours.length - 1
      const allowed = waits.test(a.status) ? waitTolerance : tolerance
      if (!last && Math.abs(a.seconds - b.seconds) > allowed && a.status !== 'Running')
        wrong.push(
          `${name}: ${a.key} at ${a.t.toFixed(1)} s lasts ${b.seconds.toFixed(1)} s instead of ${a.seconds.toFixed(1)} s`,
        )
      i++
      j++
    } else if (a && a.seconds < momentSeconds) i++
    else if (b && b.seconds < momentSeconds) j++
    else if (!b && a && a.seconds < waitTolerance) i++
    else if (!a && b && b.seconds < waitTolerance) j++
    else {
      wrong.push(
        `${name}: ${a ? `${a.key} at ${a.t.toFixed(1)} s` : 'the end'} became ${b ? `${b.key} at ${b.t.toFixed(1)} s` : 'the end'}`,
      )
      break
    }
  }
  return wrong
}

/** Text with everything that differs from run to run replaced: ids, addresses, generated names, durations, sizes. */
export function normalText(text: string): string {
  let out = text
  for (const [pattern, words] of newWords) out = out.replace(pattern, words)
  return (
    out
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
      .replace(/sha256:[0-9a-f]{64}/g, 'DIGEST')
      .replace(/\b[0-9a-f]{64}\b/g, 'ID')
      .replace(/\b(node01|minikube|hollow-\d+)\b/g, 'NODE')
      .replace(/\b10\.(244|99|9[6-9]|10\d|11[01])\.\d+\.\d+\b|\b192\.168\.\d+\.\d+\b|\b172\.\d+\.\d+\.\d+\b/g, 'IP')
      .replace(/in [\d.]+m?s \([\d.]+m?s including waiting\)\. Image size: \d+ bytes/g, 'in DURATION. Image size: N bytes')
      .replace(/-[456789bcdf]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-HASH-XXXXX')
      .replace(/\b([a-z][a-z0-9-]*)-[456789bcdf]{8,10}\b/g, '$1-HASH')
      .replace(/-\d{8}(?=-|\b)/g, '-MINUTE')
      // the alphabet of generated names has no vowels: hardly a word can be mistaken for one
      .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-XXXXX')
  )
}

/** Events that are in one but not the other, or counted very differently. */
export function compareEvents(real: readonly GoldenEvent[], ours: readonly GoldenEvent[]): readonly string[] {
  const tally = (events: readonly GoldenEvent[]) => {
    // an event's later rows carry its count so far: keep the highest of each, then add up what reads alike
    const latest = new Map<string, GoldenEvent>()
    for (const event of events) {
      const id = `${event.object}|${event.reason}|${event.message}`
      const known = latest.get(id)
      if (!known || event.count >= known.count) latest.set(id, event)
    }
    const sums = new Map<string, number>()
    for (const event of latest.values()) {
      const [kind, name] = event.object.split('/')
      const key = `${event.eventType} ${event.reason} ${kind}/${normalText(String(name))}: ${normalText(event.message)}`
      sums.set(key, (sums.get(key) ?? 0) + event.count)
    }
    return sums
  }
  const a = tally(real)
  const b = tally(ours)
  const wrong: string[] = []
  for (const [key, count] of a) {
    const found = b.get(key)
    if (found === undefined) wrong.push(`missing: ${key} (${count})`)
    else if (Math.abs(found - count) > Math.max(2, count * 0.3)) wrong.push(`${found} times instead of ${count}: ${key}`)
  }
  for (const [key, count] of b) if (!a.has(key)) wrong.push(`too much: ${key} (${count})`)
  return wrong
}

/** What the recording's machine prints of its own: its nginx has a one-line entrypoint, its images one digest a family. */
const machineWords: readonly (readonly [RegExp, string | ((...groups: string[]) => string)])[] = [
  [/^\/docker-entrypoint\.sh: .*\n|^10-listen-on-ipv6-by-default\.sh: .*\n/gm, ''],
  [/^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] )\d+#\d+: (using the|nginx\/|built by|OS: |getrlimit|start worker).*\n/gm, ''],
  [/Image ID:( +)\S+@DIGEST/g, 'Image ID:$1IMAGE@DIGEST'],
  [/\bv1\.(34|36)\.\d+\b/g, 'VERSION'],
  [/"minor": "(34|36)"/g, '"minor": "MINOR"'],
  [/Kustomize Version: \S+/g, 'Kustomize Version: VERSION'],
  [/(Debian GNU\/Linux \d+ \(\w+\)|6\.\d+\.\d+\S*( \(amd64\))?|containerd:\/\/[\d.]+)/g, 'MACHINE'],
  [/MACHINE +MACHINE/g, 'MACHINE MACHINE'],
  [/("?image"?: "?docker\.io\/library\/\w+):[\w.-]+/g, '$1:TAG'],
  [/ephemeral-storage: +\d+(Ki)?/g, 'ephemeral-storage: SIZE'],
  [/default-scheduler-[\w-]+/g, 'default-scheduler-HOST'],
  [/\b(\w+[\w-]*)\.18[0-9a-f]{14}\b/g, '$1.EVENT'],
  [/groups=0\(root\),10\(wheel\)/g, 'groups=0(root)'],
  [/"GET (\S+) HTTP\/1\.1" (\d+) (\d+) "-" "Wget" "-"/g, '"GET $1 HTTP/1.1" $2 $3 "-" "Wget"'],
  [/\[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\]/g, '[TIME]'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC/g, 'TIME'],
  [/\b\d+#\d+: /g, 'N#N: '],
  // 1.34 and earlier print the count of secrets of a service account, which has meant nothing since 1.24
  [/^NAME +SECRETS +AGE$/gm, 'NAME AGE'],
  [/^(serviceaccount\/)?(default|\w+) +0 +(\d+[smhd])$/gm, '$1$2 $3'],
  [/\b(create|update|delete) (?=(Pod|Claim) )/g, (_: string, verb: string) => `${verb[0]?.toUpperCase()}${verb.slice(1)} `],
]

/** Outputs as they compare: ages, columns' widths, dates and the machine's own words aside. */
export function normalOutput(text: string, namespace: string): string {
  let out = normalText(text)
  for (const [pattern, words] of machineWords) out = out.replace(pattern, words as string)
  return (
    out
      // kubectl 1.35 and later tell the container of an event
      .replace(/\bspec\.(initContainers|containers|ephemeralContainers)\{[^}]*\}: /g, '')
      .replace(/Created container:? \S+$/gm, 'Container created')
      .replace(/Started container \S+$/gm, 'Container started')
      .replace(/already present on machine$/gm, 'already present on machine and can be accessed by the pod')
      .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d UTC \d{4}/g, 'TIME')
      .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'TIME')
      .replace(/pod-template-hash=[456789bcdf]{6,10}/g, 'pod-template-hash=HASH')
      .replaceAll(namespace, 'NAMESPACE')
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME')
      .replace(/resourceVersion: "\d+"/g, 'resourceVersion: "N"')
      .replace(/"resourceVersion": "\d+"/g, '"resourceVersion": "N"')
      .replace(/\b\d+[smhd](\d+[smh])?\b/g, 'AGE')
      .replace(/[ \t]+/g, ' ')
      .replace(/ +$/gm, '')
      .trimEnd()
  )
}

/** Rows of generated names, and of events of one second, stand in an order of chance. */
function inOrder(text: string): string {
  const rows = text.split('\n')
  return /XXXXX|HASH/.test(text) && rows.length < 40 ? rows.sort().join('\n') : text
}

export interface Differences {
  readonly states: readonly string[]
  readonly events: readonly string[]
  readonly outputs: readonly string[]
}

/** Everything in which a replay differs from its recording. */
export function compareGolden(fixture: Golden, replayed: Replayed): Differences {
  const real = statesOf(fixture.watch, fixture.durationSeconds)
  const ours = statesOf(replayed.rows, fixture.durationSeconds)
  const states: string[] = []
  const unmatched = new Map(ours)
  for (const [name, sequence] of real) {
    const candidates = unmatched.has(name)
      ? [name]
      : [...unmatched.keys()].filter((other) => normalText(other) === normalText(name))
    const attempts = candidates.map((other) => ({ other, wrong: compareStates(name, sequence, unmatched.get(other) ?? []) }))
    const best = attempts.toSorted((x, y) => x.wrong.length - y.wrong.length)[0]
    if (!best) states.push(`${name}: never appeared`)
    else {
      unmatched.delete(best.other)
      states.push(...best.wrong)
    }
  }
  for (const name of unmatched.keys()) states.push(`${name}: is one too many`)

  const outputs: string[] = []
  for (const [index, step] of fixture.steps.entries()) {
    const result = replayed.outputs[index]
    if (!result) continue
    const a = inOrder(normalOutput(step.output, fixture.namespace))
    const b = inOrder(normalOutput(result.output, fixture.namespace))
    if (step.exitCode !== result.exitCode)
      outputs.push(`${step.command}: exit code ${result.exitCode} instead of ${step.exitCode}\n${b}`)
    else if (a !== b) outputs.push(`$ ${step.command}\n${firstDifference(a, b)}`)
  }
  return { states, events: compareEvents(fixture.events, replayed.events), outputs }
}

function firstDifference(a: string, b: string): string {
  const x = a.split('\n')
  const y = b.split('\n')
  const at = x.findIndex((line, i) => line !== y[i])
  const line = at < 0 ? x.length : at
  return `  line ${line + 1}\n  real: ${x[line] ?? '(end)'}\n  ours: ${y[line] ?? '(end)'}`
}
