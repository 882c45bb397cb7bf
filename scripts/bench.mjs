// `npm run bench`: measures the engine (and, with a browser at hand, the page) and prints JSON. Medians of several runs.
import { execFileSync } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
execFileSync(process.execPath, [path.join(root, 'scripts/build-node.mjs')], { stdio: ['ignore', 2, 2] })
const { createCluster } = await import(path.join(root, 'dist-node/podarium.js'))

const startTime = Date.UTC(2026, 0, 1)
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const round = (value) => Math.round(value * 100) / 100
function timed(work) {
  const began = performance.now()
  const value = work()
  return { ms: performance.now() - began, value }
}
const repeat = (times, work) => Array.from({ length: times }, work)

function pods(count) {
  const one = (i) => `apiVersion: v1
kind: Pod
metadata: {name: p${i}, labels: {app: bench}}
spec:
  containers: [{name: main, image: "busybox:1.36", command: [sleep, "86400"], resources: {requests: {cpu: 10m, memory: 10Mi}}}]
`
  return Array.from({ length: count }, (_, i) => one(i)).join('---\n')
}

const ready = (cluster) =>
  cluster
    .request({ method: 'GET', path: '/api/v1/namespaces/default/pods' })
    .body.items.filter((pod) =>
      pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    ).length

/** Engine time until all of `count` Pods are Ready on `workers` nodes. */
function untilReady(count, workers) {
  const cluster = createCluster({ seed: 1, workers, startTime })
  const manifest = pods(count)
  const { ms: applyMs } = timed(() => cluster.applyManifest(manifest, 'bench.yaml'))
  let ms = 0
  let virtualMs = 0
  while (virtualMs < 600_000 && ready(cluster) < count) {
    ms += timed(() => cluster.advance(1000)).ms
    virtualMs += 1000
  }
  return { ready: ready(cluster), engineMs: round(ms), applyMs: round(applyMs), virtualSeconds: virtualMs / 1000 }
}

function crashLoop() {
  const cluster = createCluster({ seed: 1, workers: 1, startTime })
  cluster.apply(`apiVersion: v1
kind: Pod
metadata: {name: crash}
spec: {containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "exit 1"]}]}
`)
  cluster.advance(60_000)
  const hours = 10
  const { ms } = timed(() => cluster.advance(hours * 3_600_000))
  return round((hours * 3_600_000) / ms)
}

function heapMb(count, workers) {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const cluster = createCluster({ seed: 1, workers, startTime })
  cluster.applyManifest(pods(count), 'bench.yaml')
  cluster.advance(60_000)
  globalThis.gc?.()
  const mb = (process.memoryUsage().heapUsed - before) / 1048576
  cluster.advance(1)
  return round(mb)
}

repeat(3, () => createCluster({ seed: 1, workers: 2, startTime }))
/** Engine time of Pods becoming Ready: the first run, with cold code, and the median of later ones; applying is told apart. */
function readyTimes(count, workers, warmUps, runs, goal) {
  const first = untilReady(count, workers)
  repeat(warmUps, () => untilReady(count, workers))
  const later = repeat(runs, () => untilReady(count, workers))
  return {
    value: median(later.map((run) => run.engineMs)),
    goal,
    applyMs: median(later.map((run) => run.applyMs)),
    coldMs: first.engineMs,
    ready: first.ready,
    virtualSeconds: first.virtualSeconds,
  }
}

const hundred = readyTimes(100, 2, 6, 9, 100)
const thousand = readyTimes(1000, 20, 0, 3, 1500)
const result = {
  machine: { node: process.version, platform: process.platform },
  engine: {
    bootMs: {
      value: round(median(repeat(15, () => timed(() => createCluster({ seed: 1, workers: 2, startTime })).ms))),
      goal: 50,
    },
    pods100Ms: hundred,
    pods1000Ms: thousand,
    heap1000Mb: { value: heapMb(1000, 20), goal: 150 },
    crashLoopTimesRealTime: { value: median(repeat(3, crashLoop)), goal: 50_000 },
  },
}
if (!process.argv.includes('--engine')) {
  const { benchPage } = await import('./bench-page.mjs')
  result.page = await benchPage()
}
console.log(JSON.stringify(result, null, 2))
