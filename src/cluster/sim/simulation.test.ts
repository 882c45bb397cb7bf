import { describe, expect, it } from 'vitest'
import { EventQueue } from './event-queue.ts'
import { History } from './history.ts'
import { Random } from './random.ts'
import { Simulation } from './simulation.ts'

describe('the event queue', () => {
  it('gives timers by time, and in order of planning within one instant', () => {
    const queue = new EventQueue()
    const random = new Random(7)
    const times = Array.from({ length: 500 }, () => random.below(50))
    for (const time of times) queue.add(time, () => undefined, undefined)
    const taken: { at: number; order: number }[] = []
    for (let timer = queue.take(); timer; timer = queue.take()) taken.push(timer)
    expect(taken).toHaveLength(500)
    expect(taken).toEqual(taken.toSorted((a, b) => a.at - b.at || a.order - b.order))
  })

  it('skips what was cancelled', () => {
    const queue = new EventQueue()
    const first = queue.add(1, () => undefined, undefined)
    const second = queue.add(2, () => undefined, undefined)
    queue.cancel(first)
    expect(queue.peek()).toBe(second)
    expect(queue.take()).toBe(second)
    expect(queue.take()).toBeUndefined()
  })
})

describe('chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => {
      const random = new Random(seed)
      return Array.from({ length: 5 }, () => random.uint32())
    }
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('comes in streams that do not disturb each other', () => {
    const one = new Random(1)
    const quiet = one.stream('a').uint32()
    const busy = new Random(1)
    for (let i = 0; i < 10; i++) busy.stream('b').uint32()
    expect(busy.stream('a').uint32()).toBe(quiet)
  })

  it('is even enough, and within bounds', () => {
    const random = new Random(3)
    const counts = Array.from({ length: 10 }, () => 0)
    for (let i = 0; i < 10_000; i++) counts[random.below(10)] = (counts[random.below(10)] ?? 0) + 1
    for (const count of counts) expect(count).toBeGreaterThan(0)
    for (let i = 0; i < 100; i++) {
      const jittered = random.jitter(10, 0.5)
      expect(jittered).toBeGreaterThanOrEqual(10)
      expect(jittered).toBeLessThan(15)
    }
    expect(random.nameSuffix()).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('the simulation', () => {
  it('runs what is due, moves the clock, and leaves it where it was told to', () => {
    const sim = new Simulation(1, 1_000_000)
    const seen: string[] = []
    sim.after(10, () => seen.push(`a@${sim.now}`))
    sim.after(5, () => {
      seen.push(`b@${sim.now}`)
      sim.soon(() => seen.push(`c@${sim.now}`))
      sim.after(100, () => seen.push('late'))
    })
    sim.runUntil(50)
    expect(seen).toEqual(['b@5', 'c@5', 'a@10'])
    expect(sim.now).toBe(50)
    expect(sim.wallTime).toBe(1_000_050)
    expect(sim.nextAt).toBe(105)
  })

  it('can begin before its zero', () => {
    const sim = new Simulation(1, 1_000_000, -500)
    let at: number | undefined
    sim.after(100, () => {
      at = sim.now
    })
    sim.runUntil(0)
    expect(at).toBe(-400)
    expect(sim.wallTime).toBe(1_000_000)
  })

  it('carries causes along with timers', () => {
    const sim = new Simulation(1, 0)
    const action = sim.record({ by: 'kubectl', what: 'action' })
    sim.becauseOf(action.id, () => sim.after(5, () => sim.record({ by: 'kubelet', what: 'started' })))
    sim.after(5, () => sim.record({ by: 'clock', what: 'tick' }))
    sim.runUntil(10)
    expect(sim.history.all().map(({ what, because, at }) => ({ what, because, at }))).toEqual([
      { what: 'action', because: undefined, at: 0 },
      { what: 'started', because: action.id, at: 5 },
      { what: 'tick', because: undefined, at: 5 },
    ])
  })

  it('restores the cause when the work throws', () => {
    const sim = new Simulation(1, 0)
    expect(() =>
      sim.becauseOf(5, () => {
        throw new Error('x')
      }),
    ).toThrow('x')
    expect(sim.cause).toBeUndefined()
  })
})

describe('the history', () => {
  it('forgets its oldest records in bulk, and still finds the others by id', () => {
    const history = new History(100)
    for (let i = 0; i < 126; i++) history.append(i, { by: 'x', what: 'tick' })
    expect(history.all()).toHaveLength(100)
    expect(history.get(26)).toBeUndefined()
    expect(history.get(27)?.at).toBe(26)
    expect(history.get(126)?.at).toBe(125)
    expect(history.after(124).map((record) => record.id)).toEqual([125, 126])
    expect(history.lastId).toBe(126)
  })
})
