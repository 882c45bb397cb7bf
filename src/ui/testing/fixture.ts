import type { Frame } from '../../bridge/protocol.ts'
import { afterFrame, useCluster } from '../../state/cluster-store.ts'
import { currentSession } from '../../state/current-session.ts'
import { objects, startTime } from './fixture-objects.ts'
import { history, insidesOf } from './fixture-story.ts'

/**
 * An invented cluster for working on the looks of the page without an engine: `?fixture`, or `?fixture=300` for that
 * many more Pods. Development only. Feeds the mirror as the worker would: a whole frame, then heartbeats.
 */
export function playFixture(): void {
  const extra = Number(new URLSearchParams(location.search).get('fixture')) || 0
  const all = objects(extra)
  let now = 102_000
  let playing = true
  let speed = 1
  const frame = (rest: Partial<Frame>): Frame => ({
    tell: 'frame',
    cluster: 1,
    now,
    playing,
    speed,
    nextAt: now + 1000,
    whole: false,
    put: [],
    gone: [],
    records: [],
    insides: [],
    insidesGone: [],
    behind: false,
    ...rest,
  })
  const feed = (each: Frame) => useCluster.setState({ ...afterFrame(useCluster.getState(), each), startTime })
  // the real worker may be there too: nothing of it is to mix in
  Object.assign(currentSession, { receive: () => undefined })
  currentSession.play = () => {
    playing = true
    feed(frame({}))
  }
  currentSession.pause = () => {
    playing = false
    feed(frame({}))
  }
  currentSession.setSpeed = (factor) => {
    speed = factor
    feed(frame({}))
  }
  feed(frame({ whole: true, put: all, insides: insidesOf(all, now), records: history(all) }))
  setInterval(() => {
    if (playing) now += 250 * speed
    feed(frame({ insides: insidesOf(all, now).slice(0, 1) }))
  }, 250)
}
