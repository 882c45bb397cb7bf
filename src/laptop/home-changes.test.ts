import { describe, expect, it } from 'vitest'
import { createApiServer } from '../cluster/apiserver/api-server.ts'
import { Etcd } from '../cluster/etcd/etcd.ts'
import { Simulation } from '../cluster/sim/simulation.ts'
import { createLaptop } from './laptop.ts'

function laptop() {
  const sim = new Simulation(1, Date.parse('2026-11-21T09:00:00Z'))
  return createLaptop({ sim, server: createApiServer({ sim, etcd: new Etcd(sim) }) })
}

describe('watching the home directory', () => {
  it('tells what there is, then only what changed', () => {
    const { files, run } = laptop()
    files.write('pod.yaml', 'kind: Pod\n')
    const look = files.watch()
    expect(look()).toEqual({
      changed: [{ path: 'pod.yaml', bytes: 10, content: 'kind: Pod\n' }],
      removed: [],
      more: false,
    })
    expect(look()).toBeUndefined()
    run('mkdir -p a/b; echo ü > a/b/c.txt; echo hidden > .secret')
    expect(look()?.changed).toEqual([{ path: 'a/b/c.txt', bytes: 3, content: 'ü\n' }])
    run('echo more >> pod.yaml; rm -r a')
    expect(look()).toEqual({
      changed: [{ path: 'pod.yaml', bytes: 15, content: 'kind: Pod\nmore\n' }],
      removed: ['a/b/c.txt'],
      more: false,
    })
    run('echo elsewhere > /tmp/x')
    expect(look()).toBeUndefined()
  })

  it('names files that are no text, without their content', () => {
    const { files, run } = laptop()
    const look = files.watch()
    run("printf 'a\\0b' > data.bin")
    expect(look()?.changed).toEqual([{ path: 'data.bin', bytes: 3 }])
  })
})
