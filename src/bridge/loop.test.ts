import { describe, expect, it } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'
import { Loop } from './loop.ts'
import type { Frame } from './protocol.ts'

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: main, image: busybox, command: [sleep, "3600"]}]}
`

/** A loop on a clock of ours: real time passes only in `pass`, and each look at the clock costs `lookMs`. */
function rig(lookMs = 0) {
  const cluster = createCluster({ seed: 1, workers: 1 })
  const frames: Frame[] = []
  let now = 0
  let planned: { at: number; run: () => void }[] = []
  const loop = new Loop(cluster, 1, {
    clock: () => {
      now += lookMs
      return now
    },
    post: (frame) => frames.push(frame),
    schedule: (run, delayMs) => planned.push({ at: now + delayMs, run }),
  })
  const pass = (ms: number) => {
    const until = now + ms
    while (now < until) {
      const due = planned.filter((one) => one.at <= now)
      planned = planned.filter((one) => one.at > now)
      for (const one of due) one.run()
      now += 1
    }
  }
  const names = () =>
    frames.flatMap((frame) => frame.put.filter((object) => object.kind === 'Pod').map((object) => object.metadata.name))
  return { cluster, loop, frames, pass, names }
}

describe('the loop', () => {
  it('begins with everything there is, without heartbeats', () => {
    const { frames, pass } = rig()
    pass(500)
    expect(frames[0]?.whole).toBe(true)
    expect(frames.slice(1).some((frame) => frame.whole)).toBe(false)
    const kinds = new Set(frames.flatMap((frame) => frame.put.map((object) => object.kind)))
    expect(kinds).toContain('Node')
    expect(kinds).not.toContain('Lease')
    for (const frame of frames) expect(frame.put.length).toBeLessThanOrEqual(150)
  })

  it.each([1, 10, 100])('keeps the pace at ×%d', (speed) => {
    const { cluster, loop, pass } = rig()
    loop.setSpeed(speed)
    pass(2000)
    expect(cluster.now).toBeGreaterThan(1950 * speed)
    expect(cluster.now).toBeLessThanOrEqual(2000 * speed)
  })

  it('tells what changed, and when nothing did only the time', () => {
    const { cluster, frames, pass, names } = rig()
    pass(1000)
    frames.length = 0
    cluster.applyManifest(pod('a'), 'a.yaml')
    pass(5000)
    expect(names()).toContain('a')
    frames.length = 0
    pass(2000)
    expect(frames.length).toBeLessThan(20)
    expect(frames.length).toBeGreaterThan(4)
  })

  it('stands still while paused, and goes to the next change by steps', () => {
    const { cluster, loop, pass } = rig()
    pass(1000)
    loop.pause()
    const { now } = cluster
    cluster.applyManifest(pod('a'), 'a.yaml')
    pass(3000)
    expect(cluster.now).toBe(now)
    const seen: unknown[] = []
    for (let i = 0; i < 20; i++) {
      loop.step()
      pass(100)
      const [found] = [...cluster.objects()].filter((object) => object.kind === 'Pod' && object.metadata.name === 'a')
      seen.push((found as { status?: { phase?: string } }).status?.phase)
    }
    expect(cluster.now).toBeGreaterThan(now)
    expect(seen).toContain('Running')
  })

  it('falls behind rather than working on when the engine is slow', () => {
    const { loop, frames, pass, cluster } = rig(6)
    cluster.applyManifest(Array.from({ length: 20 }, (_, i) => pod(`p${i}`)).join('---\n'), 'many.yaml')
    loop.setSpeed(1000)
    pass(300)
    expect(frames.some((frame) => frame.behind)).toBe(true)
  })

  it('tells what is gone', () => {
    const { cluster, frames, pass } = rig()
    cluster.applyManifest(pod('a'), 'a.yaml')
    pass(5000)
    cluster.request({ method: 'DELETE', path: '/api/v1/namespaces/default/pods/a', query: { gracePeriodSeconds: '0' } })
    pass(500)
    expect(frames.flatMap((frame) => frame.gone)).toContainEqual({ kind: 'Pod', namespace: 'default', name: 'a' })
  })

  it('is silent once stopped', () => {
    const { loop, frames, pass, cluster } = rig()
    pass(100)
    loop.stop()
    frames.length = 0
    cluster.applyManifest(pod('a'), 'a.yaml')
    pass(3000)
    expect(frames).toEqual([])
  })
})
