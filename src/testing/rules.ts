/**
 * The house rules as data, so that a test can hold the code to them: which room may import which, and which calls
 * are banned with what to use instead.
 */

/** room → what it may import besides itself. A name ending in `.ts` allows that one file of another room. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'cluster/sim': [],
  'cluster/api': [],
  'cluster/etcd': ['cluster/api', 'cluster/sim'],
  'cluster/bootstrap': ['cluster/api'],
  'cluster/apiserver': ['cluster/api', 'cluster/sim', 'cluster/etcd', 'cluster/delays.ts'],
  'cluster/client': ['cluster/api', 'cluster/sim', 'cluster/apiserver/interface.ts', 'cluster/delays.ts'],
  'cluster/scheduler': ['cluster/api', 'cluster/client', 'cluster/sim', 'cluster/delays.ts'],
  'cluster/controller-manager': ['cluster/api', 'cluster/client', 'cluster/sim', 'cluster/delays.ts'],
  'cluster/machine': ['cluster/sim', 'cluster/delays.ts'],
  'cluster/network': ['cluster/machine', 'cluster/sim', 'cluster/api', 'cluster/client', 'cluster/delays.ts'],
  'cluster/shell': ['cluster/machine'],
  'cluster/programs': ['cluster/machine', 'cluster/shell', 'cluster/network/http.ts'],
  'cluster/images': ['cluster/programs', 'cluster/shell', 'cluster/machine'],
  'cluster/runtime': ['cluster/machine', 'cluster/images', 'cluster/network', 'cluster/sim', 'cluster/delays.ts'],
  'cluster/kubelet': [
    'cluster/api',
    'cluster/client',
    'cluster/runtime',
    'cluster/network',
    'cluster/machine',
    'cluster/sim',
    'cluster/images/image.ts',
    'cluster/apiserver/interface.ts',
    'cluster/delays.ts',
  ],
  kubectl: ['cluster/api', 'cluster/client', 'cluster/apiserver/interface.ts', 'cluster/machine', 'bridge/protocol.ts'],
  laptop: [
    'kubectl',
    'cluster/machine',
    'cluster/shell',
    'cluster/programs',
    'cluster/images/image.ts',
    'cluster/network',
    'cluster/sim',
    'cluster/apiserver/interface.ts',
  ],
  bridge: [
    'cluster/cluster.ts',
    'cluster/interface.ts',
    'cluster/replay.ts',
    'cluster/api',
    'cluster/apiserver/interface.ts',
    'cluster/kubelet/insides.ts',
    'cluster/images/image.ts',
    'cluster/sim/history.ts',
  ],
  state: ['bridge', 'lessons'],
  lessons: ['cluster/api'],
  ui: ['state', 'lessons', 'cluster/api', 'bridge/protocol.ts'],
  node: ['cluster/cluster.ts', 'cluster/replay.ts', 'cluster/api', 'cluster/apiserver/interface.ts', 'cluster/sim/history.ts'],
}

/** Wiring: may import every room. */
export const composition: readonly string[] = [
  'cluster/cluster.ts',
  'cluster/interface.ts',
  'cluster/hash.ts',
  'cluster/wiring',
  'cluster/replay.ts',
  'cluster/delays.ts',
  'main.tsx',
  'vite-env.d.ts',
  'testing',
]

export interface Ban {
  readonly pattern: RegExp
  readonly instead: string
}

/** Inside src/cluster, src/kubectl and src/laptop: nothing real may get in. */
export const bans: readonly Ban[] = [
  { pattern: /\bDate\.now\(/, instead: 'sim.wallTime' },
  { pattern: /\bnew Date\(\)/, instead: 'sim.wallTime' },
  { pattern: /\bMath\.random\(/, instead: "sim.random.stream('room/thing')" },
  { pattern: /\bset(Timeout|Interval|Immediate)\(/, instead: 'sim.after' },
  { pattern: /\bperformance\.now\(/, instead: 'sim.now' },
  { pattern: /\basync (function|\()|\bawait |\bnew Promise\b|\bPromise\./, instead: 'yield a system call, or sim.soon' },
  { pattern: /\bconsole\.\w+\(/, instead: 'sim.record' },
  { pattern: /\brequestAnimationFrame\(|\bqueueMicrotask\(/, instead: 'sim.soon' },
]

/** `src/`-relative path → its room. */
export function roomOf(file: string): string {
  const parts = file.split('/')
  if (parts[0] === 'cluster') return parts.length === 2 ? file : `cluster/${parts[1]}`
  return parts.length === 1 ? file : String(parts[0])
}

/** Import specifiers (static, dynamic, re-exports) that lead into src/, as `src/`-relative paths. */
export function importsOf(file: string, source: string): readonly string[] {
  const found: string[] = []
  for (const match of source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"](\.[^'"]+)['"]/g)) {
    const path = new URL(String(match[1]), `file:///${file}`).pathname.slice(1).replace(/\?.*$/, '')
    found.push(path)
  }
  return found
}

/** What is wrong with one file, in words. */
export function violations(file: string, source: string): readonly string[] {
  const room = roomOf(file)
  const wrong: string[] = []
  const isTest = /\.test\.tsx?$/.test(file) || file.includes('/testing/')
  if (!isTest && !composition.includes(room)) {
    const allowed = mayImport[room]
    if (!allowed) wrong.push(`${file}: the room ${room} is not in the import table`)
    for (const target of allowed ? importsOf(file, source) : []) {
      const targetRoom = roomOf(target)
      if (targetRoom === room || allowed?.includes(targetRoom) || allowed?.includes(target)) continue
      wrong.push(`${file}: ${room} may not import ${target}`)
    }
  }
  if (/^(cluster|kubectl|laptop)\//.test(file)) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    for (const ban of bans) if (ban.pattern.test(code)) wrong.push(`${file}: ${ban.pattern} is banned; use ${ban.instead}`)
  }
  return wrong
}
