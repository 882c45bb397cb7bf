// biome-ignore-all lint/complexity/noCommaOperator: rows of a table, each an expression
import { describe, expect, it } from 'vitest'
import type { Machine, Mount, User } from './machine.ts'
import { Errno, type Process } from './program.ts'
import { program, TestMachine } from './testing/test-machine.ts'

/** Runs a body as a process with its own root file system; returns what it says, or the error's code. */
function act(
  body: (process: Process) => unknown,
  options: { readonly user?: User; readonly mounts?: (machine: Machine) => Mount[]; readonly capabilities?: string[] } = {},
): unknown {
  let result: unknown
  const test = new TestMachine([])
  const main = program('main', function* (process) {
    try {
      result = body(process)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      result = error.code
    }
    yield* process.compute(0)
    return 0
  })
  const { machine } = test
  const pids = machine.newPidNamespace()
  const layer = {
    files: {
      '/etc/passwd': 'root:x:0:0\n',
      '/etc/shadow': { content: 'secret', mode: 0o640 },
      '/tmp': { directory: true as const, mode: 0o1777 },
      '/home/u': { directory: true as const, uid: 1000, gid: 1000, mode: 0o700 },
      '/link': { symlink: '/etc/passwd' },
      '/loop': { symlink: '/loop' },
      '/up': { symlink: '../../etc' },
    },
    programs: { '/bin/main': main },
  }
  const root: Mount = { target: '/', fileSystem: machine.newFileSystem({ type: 'overlay', layer }) }
  machine.start({
    argv: ['/bin/main'],
    env: {},
    hostname: 'box',
    mounts: machine.newMountTable([root, ...(options.mounts?.(machine) ?? [])], pids),
    pids,
    network: machine.network,
    cgroup: machine.cgroup,
    user: options.user,
    capabilities: options.capabilities,
  })
  test.sim.runUntil(10)
  return result
}

const nobody: User = { uid: 1000, gid: 1000, groups: [2000] }

describe('paths', () => {
  it.each<[string, (process: Process) => unknown, unknown]>([
    ['reads through links', (p) => p.readFile('/link'), 'root:x:0:0\n'],
    ['relative to a link', (p) => p.realpath('/up/passwd'), '/etc/passwd'],
    ['dots', (p) => p.realpath('/etc/../tmp/./../etc//passwd'), '/etc/passwd'],
    ['a loop', (p) => p.readFile('/loop'), 'ELOOP'],
    ['nothing there', (p) => p.readFile('/etc/nosuch'), 'ENOENT'],
    ['a file as directory', (p) => p.readFile('/etc/passwd/x'), 'ENOTDIR'],
    ['a directory as file', (p) => p.readFile('/etc'), 'EISDIR'],
    ['names sorted by bytes', (p) => p.readDirectory('/').join(' '), 'bin dev etc home link loop proc sys tmp up'],
    ['lstat of a link', (p) => p.lstat('/link').type, 'symlink'],
    ['chdir', (p) => (p.chdir('/etc'), p.readFile('passwd').length), 11],
    ['a long name', (p) => p.exists(`/${'n'.repeat(300)}`), false],
  ])('%s', (_, body, expected) => {
    expect(act(body)).toBe(expected)
  })
})

describe('changes', () => {
  it.each<[string, (process: Process) => unknown, unknown]>([
    [
      'write and append',
      (p) => (p.writeFile('/tmp/f', 'a'), p.writeFile('/tmp/f', 'b', { append: true }), p.readFile('/tmp/f')),
      'ab',
    ],
    ['a layer file is copied up', (p) => (p.writeFile('/etc/passwd', 'x'), p.readFile('/link')), 'x'],
    ['a layer file is removed', (p) => (p.unlink('/etc/passwd'), p.exists('/etc/passwd')), false],
    [
      'a removed name can come back',
      (p) => (p.unlink('/etc/passwd'), p.writeFile('/etc/passwd', 'n'), p.readDirectory('/etc').length),
      2,
    ],
    ['mkdir twice', (p) => (p.mkdir('/tmp/d'), p.mkdir('/tmp/d')), 'EEXIST'],
    ['rmdir of a full one', (p) => (p.mkdir('/tmp/d'), p.writeFile('/tmp/d/f', ''), p.rmdir('/tmp/d')), 'ENOTEMPTY'],
    [
      'rename over',
      (p) => (
        p.writeFile('/tmp/a', '1'),
        p.writeFile('/tmp/b', '2'),
        p.rename('/tmp/a', '/tmp/b'),
        `${p.readFile('/tmp/b')}${p.exists('/tmp/a')}`
      ),
      '1false',
    ],
    ['rename into itself', (p) => (p.mkdir('/tmp/d'), p.rename('/tmp/d', '/tmp/d/e')), 'EINVAL'],
    [
      'hard links share',
      (p) => (
        p.writeFile('/tmp/a', '1'),
        p.link('/tmp/a', '/tmp/b'),
        p.writeFile('/tmp/b', '22'),
        `${p.readFile('/tmp/a')}${p.stat('/tmp/a').links}`
      ),
      '222',
    ],
    ['exclusive', (p) => p.open('/etc/passwd', { write: true, create: true, exclusive: true }), 'EEXIST'],
    [
      'umask',
      (p) => (
        p.setUmask(0o027),
        p.writeFile('/tmp/f', ''),
        p.mkdir('/tmp/d'),
        [p.stat('/tmp/f').mode, p.stat('/tmp/d').mode].map((m) => m.toString(8)).join()
      ),
      '640,750',
    ],
    [
      'set-gid directories hand their group down',
      (p) => (
        p.mkdir('/tmp/d'),
        p.chown('/tmp/d', 0, 42),
        p.chmod('/tmp/d', 0o2775),
        p.mkdir('/tmp/d/e'),
        `${p.stat('/tmp/d/e').gid} ${p.stat('/tmp/d/e').mode.toString(8)}`
      ),
      '42 2755',
    ],
    [
      'an executable stays one when it is copied',
      (p) => (p.writeFile('/tmp/copy', p.readFile('/bin/main'), { mode: 0o755 }), p.which('/tmp/copy')),
      '/tmp/copy',
    ],
  ])('%s', (_, body, expected) => {
    expect(act(body)).toBe(expected)
  })
})

describe('permissions', () => {
  it.each<[string, (process: Process) => unknown, unknown, string[]?]>([
    ['reads what all may read', (p) => p.readFile('/etc/passwd'), 'root:x:0:0\n'],
    ['not what others may not', (p) => p.readFile('/etc/shadow'), 'EACCES'],
    ['does not write into directories of root', (p) => p.writeFile('/etc/new', ''), 'EACCES'],
    ['its own home', (p) => (p.writeFile('/home/u/f', 'x'), p.stat('/home/u/f').uid), 1000],
    ['chmod of others', (p) => p.chmod('/etc/passwd', 0o777), 'EPERM'],
    ['chown needs CHOWN', (p) => (p.writeFile('/tmp/f', ''), p.chown('/tmp/f', 0, 0)), 'EPERM'],
    [
      'its group may be one of its own',
      (p) => (p.writeFile('/tmp/f', ''), p.chown('/tmp/f', 1000, 2000), p.stat('/tmp/f').gid),
      2000,
    ],
    ['listens above 1024', (p) => typeof p.listen(8080), 'number'],
    ['not below', (p) => p.listen(80), 'EACCES'],
    ['/root/x', (p) => p.access('/bin/main', 'write'), false],
  ])('of a user: %s', (_, body, expected) => {
    expect(act(body, { user: nobody })).toBe(expected)
  })

  it.each<[string, (process: Process) => unknown, unknown]>([
    ['no DAC_OVERRIDE: bits count for root too', (p) => p.readFile('/home/u/x'), 'EACCES'],
    ['no CHOWN', (p) => (p.writeFile('/tmp/f', ''), p.chown('/tmp/f', 1000, 0)), 'EPERM'],
    ['no NET_BIND_SERVICE', (p) => p.listen(80), 'EACCES'],
  ])('of root without capabilities: %s', (_, body, expected) => {
    expect(act(body, { capabilities: [] })).toBe(expected)
  })

  it('the sticky bit keeps others from removing', () => {
    const mounts = (machine: Machine): Mount[] => {
      const fileSystem = machine.newFileSystem({ type: 'tmpfs' })
      fileSystem.write('/theirs', 'x', { uid: 7, mode: 0o666 })
      fileSystem.chmod('/', 0o1777)
      return [{ target: '/shared', fileSystem }]
    }
    expect(act((p) => p.unlink('/shared/theirs'), { user: nobody, mounts })).toBe('EPERM')
    expect(act((p) => p.unlink('/shared/theirs'), { mounts })).toBeUndefined()
  })
})

describe('mounts', () => {
  const volume = (machine: Machine, readOnly = false): Mount[] => {
    machine.disk.write('/vol/sub/f', 'inside')
    machine.disk.write('/one', 'single')
    return [
      { target: '/data', fileSystem: machine.disk, path: '/vol', readOnly },
      { target: '/deep/er/file', fileSystem: machine.disk, path: '/one', readOnly },
    ]
  }
  it.each<[string, (process: Process) => unknown, unknown, boolean?]>([
    ['shows the volume, and makes the mount point', (p) => p.readFile('/data/sub/f'), 'inside'],
    ['a single file', (p) => p.readFile('/deep/er/file'), 'single'],
    ['dot dot leads out', (p) => p.realpath('/data/../etc'), '/etc'],
    ['a mount point cannot be removed', (p) => p.rmdir('/data'), 'EBUSY'],
    ['names do not move across', (p) => p.rename('/data/sub', '/tmp/sub'), 'EXDEV'],
    ['read-only', (p) => p.writeFile('/data/x', ''), 'EROFS', true],
    ['read-only file', (p) => p.writeFile('/deep/er/file', ''), 'EROFS', true],
    ['read-only: no removal', (p) => p.unlink('/data/sub/f'), 'EROFS', true],
    [
      'is listed',
      (p) =>
        p
          .mounts()
          .map(({ target }) => target)
          .join(' '),
      '/ /proc /dev /dev/pts /dev/mqueue /sys /dev/shm /data /deep/er/file',
    ],
  ])('%s', (_, body, expected, readOnly) => {
    expect(act(body, { mounts: (machine) => volume(machine, readOnly) })).toBe(expected)
  })

  it('a full file system says so, and frees what is removed', () => {
    const mounts = (machine: Machine): Mount[] => [
      { target: '/small', fileSystem: machine.newFileSystem({ type: 'tmpfs', sizeLimitBytes: 100 }) },
    ]
    const full = (p: Process) => (p.writeFile('/small/a', 'x'.repeat(80)), p.writeFile('/small/b', 'x'.repeat(80)))
    expect(act(full, { mounts })).toBe('ENOSPC')
    const freed = (p: Process) => (
      p.writeFile('/small/a', 'x'.repeat(80)),
      p.unlink('/small/a'),
      p.writeFile('/small/b', 'x'.repeat(80)),
      p.mounts().at(-1)?.usedBytes
    )
    expect(act(freed, { mounts })).toBe(80)
  })

  it('tmpfs files count as memory of their cgroup', () => {
    const test = new TestMachine([])
    const cgroup = test.machine.newCgroup({ name: 'pod' })
    const fileSystem = test.machine.newFileSystem({ type: 'tmpfs', cgroup })
    fileSystem.write('/f', 'x'.repeat(5000))
    expect(cgroup.memoryBytes).toBe(5000)
    fileSystem.remove('/f')
    expect(cgroup.memoryBytes).toBe(0)
  })
})

describe('/proc and /dev', () => {
  it.each<[string, (process: Process) => unknown, unknown]>([
    ['cmdline', (p) => p.readFile('/proc/1/cmdline'), '/bin/main\0'],
    ['self', (p) => p.readlink('/proc/self'), '1'],
    ['the own status', (p) => /^Uid:\s+0/m.test(p.readFile('/proc/self/status')), true],
    ['capabilities', (p) => /CapEff:\t00000000a80425fb/.test(p.readFile('/proc/self/status')), true],
    ['the cgroup', (p) => p.readFile('/sys/fs/cgroup/memory.max'), `${8 * 1024 ** 3}\n`],
    ['network devices', (p) => p.readDirectory('/sys/class/net').join(), 'lo'],
    ['no such process', (p) => p.exists('/proc/77'), false],
    ['null', (p) => p.stat('/dev/null').type, 'character-device'],
    ['the number of zero', (p) => p.stat('/dev/zero').deviceNumber?.join(), '1,5'],
    ['a file made beside them', (p) => (p.writeFile('/dev/mine', 'x'), p.readDirectory('/dev').includes('mine')), true],
    ['mqueue, for everybody', (p) => p.stat('/dev/mqueue').mode.toString(8), '1777'],
    ['stdout is a way to the log', (p) => p.readlink('/dev/stdout'), '/proc/self/fd/1'],
    ['memory', (p) => p.readFile('/proc/meminfo').startsWith('MemTotal:        8388608 kB'), true],
    ['nothing can be made in /proc', (p) => p.writeFile('/proc/x', ''), 'EACCES'],
  ])('%s', (_, body, expected) => {
    expect(act(body)).toBe(expected)
  })
})
