import { describe, expect, it } from 'vitest'
import { createMachine } from './kernel.ts'
import type { NetworkNamespace } from './network.ts'
import { Errno, type Process, type Run } from './program.ts'
import { program, TestMachine } from './testing/test-machine.ts'

const server = program('server', function* (process, [port]) {
  const listener = process.listen(Number(port))
  for (;;) {
    const { fd, remoteAddress } = yield* process.accept(listener)
    yield* process.write(fd, `hello ${remoteAddress}\n`)
    let received = ''
    for (let data = yield* process.read(fd); data !== ''; data = yield* process.read(fd)) received += data
    yield* process.print(`got ${received}`)
    process.close(fd)
  }
})

function client(body: (process: Process) => Run<string>) {
  return program('client', function* (process) {
    try {
      yield* process.print(yield* body(process))
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.print(error.code)
    }
    return 0
  })
}

const talk = (host: string, port: number) =>
  client(function* (process) {
    const fd = yield* process.connect(host, port, 3000)
    const greeting = yield* process.read(fd)
    yield* process.write(fd, 'ping')
    process.shutdown(fd)
    const rest = yield* process.read(fd)
    return `${greeting.trim()}, then ${rest === '' ? 'the end' : rest}`
  })

describe('within a namespace', () => {
  it('connects, sends both ways, and ends each way on its own', () => {
    const test = new TestMachine([server, talk('127.0.0.1', 8080)])
    const box = test.container()
    const serving = box.run(['server', '8080'])
    test.sim.runUntil(10)
    const talking = box.run(['client'])
    test.sim.runUntil(20)
    expect(talking.stdout).toBe('hello 127.0.0.1, then the end')
    expect(serving.stdout).toBe('got ping')
    expect(box.network.listeners()).toEqual([{ address: '0.0.0.0', port: 8080, pid: 1 }])
  })

  it.each([
    ['nobody listens', talk('127.0.0.1', 1), 'ECONNREFUSED'],
    ['no such name', talk('nowhere', 1), 'ENOENT'],
    ['no way there', talk('8.8.8.8', 1), 'EHOSTUNREACH'],
  ])('%s', (_, program, expected) => {
    const test = new TestMachine([program])
    const running = test.container().run(['client'])
    test.sim.runUntil(30_000)
    expect(running.stdout).toBe(expected)
  })

  it('a port has one owner, until it ends', () => {
    const test = new TestMachine([server])
    const box = test.container()
    box.run(['server', '80'])
    const first = test.machine.pids.processes()[0]?.pid ?? 0
    test.sim.runUntil(5)
    const second = box.run(['server', '80'])
    test.sim.runUntil(10)
    expect(second.exit?.code).toBe(1)
    expect(second.stderr).toBe('server: 0.0.0.0: Address already in use\n')
    test.machine.pids.signal(first, 'KILL')
    expect(box.network.isListening(80)).toBe(false)
  })

  it('a writer to a closed connection gets PIPE', () => {
    const hangUp = program('hang-up', function* (process) {
      const listener = process.listen(1000)
      process.close((yield* process.accept(listener)).fd)
      yield* process.sleep(1e6)
      return 0
    })
    const writer = client(function* (process) {
      process.onSignal('PIPE', 'ignore')
      const fd = yield* process.connect('127.0.0.1', 1000)
      yield* process.sleep(10)
      yield* process.write(fd, 'x')
      return 'written'
    })
    const test = new TestMachine([hangUp, writer])
    const box = test.container()
    box.run(['hang-up'])
    test.sim.runUntil(5)
    const running = box.run(['client'])
    test.sim.runUntil(100)
    expect(running.stdout).toBe('EPIPE')
  })
})

describe('between namespaces', () => {
  function pair(body = talk('10.96.0.1', 80)) {
    const namespaces = new Map<string, NetworkNamespace>()
    const test = new TestMachine([server, body])
    const machine = createMachine(test.sim, 'routed', {
      network: {
        route: (_, address, port) => {
          const to = namespaces.get(address === '10.96.0.1' ? '10.0.0.2' : address)
          if (address === '10.0.0.9') return { dropped: true }
          return to ? { to, address: '10.0.0.2', port: port === 80 ? 8080 : port, delayMs: 5 } : { unreachable: true, delayMs: 1 }
        },
        query: (_, __, name) =>
          name === 'web.default.svc' ? { addresses: ['10.96.0.1'], delayMs: 1 } : { noSuchName: true, delayMs: 1 },
      },
    })
    const box = test.container()
    const start = (name: string, address: string, argv: string[]) => {
      const network = machine.newNetworkNamespace({ addresses: [{ name: 'eth0', address, prefix: 24 }] })
      namespaces.set(address, network)
      const out = { stdout: '' }
      machine.start({
        argv,
        env: { PATH: '/bin' },
        hostname: name,
        mounts: box.mounts,
        pids: machine.newPidNamespace(),
        network,
        cgroup: machine.cgroup,
        stdout: (data) => {
          out.stdout += data
        },
      })
      return out
    }
    return { test, namespaces, start }
  }

  it('a service address leads to its listener; delays count', () => {
    const { test, start } = pair()
    start('server', '10.0.0.2', ['server', '8080'])
    const talking = start('client', '10.0.0.3', ['client'])
    test.sim.runUntil(14)
    expect(talking.stdout).toBe('')
    test.sim.runUntil(60)
    expect(talking.stdout).toBe('hello 10.0.0.3, then the end')
  })

  it('packets that vanish time out', () => {
    const { test, start } = pair(talk('10.0.0.9', 80))
    const talking = start('client', '10.0.0.3', ['client'])
    test.sim.runUntil(2900)
    expect(talking.stdout).toBe('')
    test.sim.runUntil(3100)
    expect(talking.stdout).toBe('ETIMEDOUT')
  })

  it('resolves by /etc/hosts, then by the search list', () => {
    const { test, start } = pair(
      client(function* (process) {
        process.mkdir('/etc/x')
        process.writeFile('/etc/hosts', '127.0.0.1 localhost\n10.0.0.7 seven # comment\n')
        process.writeFile('/etc/resolv.conf', 'nameserver 10.96.0.10\nsearch other.svc default.svc\noptions ndots:5\n')
        const answers = []
        for (const name of ['seven', 'web', 'web.', '1.2.3.4', 'nosuch']) answers.push((yield* process.resolve(name)).join())
        return answers.join(' ')
      }),
    )
    const asking = start('client', '10.0.0.3', ['client'])
    test.sim.runUntil(1000)
    expect(asking.stdout).toBe('10.0.0.7 10.96.0.1  1.2.3.4 ')
  })

  it('a probe from outside dials in', () => {
    const { test, start, namespaces } = pair()
    start('server', '10.0.0.2', ['server', '8080'])
    test.sim.runUntil(5)
    const seen: string[] = []
    const events = { onData: (data: string) => seen.push(data), onEnd: () => seen.push('end') }
    const network = namespaces.get('10.0.0.2')
    network?.dial({ port: 8080, sourceAddress: '10.0.0.1', delayMs: 1 }, events, (result) => {
      if (typeof result === 'string') seen.push(result)
      else result.end()
    })
    network?.dial({ port: 8081, sourceAddress: '10.0.0.1', delayMs: 1 }, events, (result) => {
      seen.push(typeof result === 'string' ? result : 'connected')
    })
    test.sim.runUntil(50)
    expect(seen).toEqual(['refused', 'hello 10.0.0.1\n', 'end'])
  })
})
