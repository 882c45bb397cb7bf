import { describe, expect, it } from 'vitest'
import { cases } from './testing/cases.ts'
import { TestContainer } from './testing/test-container.ts'

const files = { '/d/a': 'hello\n', '/d/b': 'x\n', '/d/sub/c.txt': 'deep\n' }

describe('files (busybox)', () => {
  cases('busybox', files, [
    ['ls /d', 'a\nb\nsub\n'],
    ['ls -l /d/a', '-rw-r--r--    1 root     root             6 Nov 21 07:42 /d/a\n'],
    ['ls /nope', 'ls: /nope: No such file or directory\n', 1],
    ['cat /nope', "cat: can't open '/nope': No such file or directory\n", 1],
    ['cat /d', 'cat: read error: Is a directory\n', 1],
    ['mkdir /d', "mkdir: can't create directory '/d': File exists\n", 1],
    ['mkdir -p /x/y/z && ls -d /x/y/z', '/x/y/z\n'],
    ['rm /nope', "rm: can't remove '/nope': No such file or directory\n", 1],
    ['rm -f /nope; echo $?', '0\n'],
    ['rm -r /d && ls /d', 'ls: /d: No such file or directory\n', 1],
    ['cp /d/a /tmp/n && cat /tmp/n', 'hello\n'],
    ['cp -r /d /tmp && cat /tmp/d/sub/c.txt', 'deep\n'],
    ['cp /nope /tmp', "cp: can't stat '/nope': No such file or directory\n", 1],
    ['mv /d/a /d/z && ls /d', 'b\nsub\nz\n'],
    ['mv /nope /tmp', "mv: can't rename '/nope': No such file or directory\n", 1],
    ['ln -s /d/a /tmp/l && readlink /tmp/l && cat /tmp/l', '/d/a\nhello\n'],
    ['touch /tmp/new && stat -c "%s %n %a" /tmp/new', '0 /tmp/new 644\n'],
    ['chmod 600 /d/a && stat -c %A /d/a', '-rw-------\n'],
    ['chmod u+x,go-r /d/a && stat -c %a /d/a', '700\n'],
    ['chown 1000:2000 /d/a && stat -c %u:%g /d/a', '1000:2000\n'],
    ['find /d -type f | sort', '/d/a\n/d/b\n/d/sub/c.txt\n'],
    ['find /d -name "*.txt" -exec cat {} \\;', 'deep\n'],
    ['find /d -maxdepth 1 -type d', '/d\n/d/sub\n'],
    ['touch -d "@0" /d/b; find /d -type f -mmin +5', '/d/b\n'],
    ['find /d -type f -mmin -5 | grep -q . && echo fresh', 'fresh\n'],
    ['find /d -name c.txt -delete; ls /d/sub', ''],
    ['basename /a/b.txt .txt; dirname /a/b.txt', 'b\n/a\n'],
    ['realpath /d/../d/a', '/d/a\n'],
    ['du -s /d/sub', '8\t/d/sub\n'],
    ['dd if=/dev/zero of=/tmp/z bs=1k count=4 status=none; wc -c < /tmp/z', '4096\n'],
    ['tar -C /d -cf /tmp/t.tar a sub && tar -tf /tmp/t.tar', 'a\nsub/\nsub/c.txt\n'],
    ['tar -C /d -czf - . | tar -C /tmp -xzf - && cat /tmp/sub/c.txt', 'deep\n'],
    ['gzip -c /d/a | gunzip', 'hello\n'],
    ['[ -f /d/a ] && [ ! -e /nope ] && test 2 -gt 1 && echo yes', 'yes\n'],
    ['mktemp -u | wc -c', '16\n'],
    ['mkfifo /tmp/p; (echo through > /tmp/p &) ; cat /tmp/p', 'through\n'],
    ['sleep abc', "sleep: invalid number 'abc'\n", 1],
    ['date +%Y-%m-%d; date -u -d @0 +%T', '2026-11-21\n00:00:00\n'],
    ['date', 'Sat Nov 21 07:42:20 UTC 2026\n'],
    ['env -i A=1 env', 'A=1\n'],
    ['timeout 1 sleep 5; echo $?', '143\n'],
    ['hostname', 'box\n'],
    ['id -u; whoami', '0\nroot\n'],
    ['which ls', '/bin/ls\n'],
    ['nosuch', 'sh: nosuch: not found\n', 127],
  ])
})

describe('files (Debian)', () => {
  cases('debian', files, [
    ['ls /nope', "ls: cannot access '/nope': No such file or directory\n", 2],
    ['cat /nope', 'cat: /nope: No such file or directory\n', 1],
    ['mkdir /d', "mkdir: cannot create directory '/d': File exists\n", 1],
    ['rm /nope', "rm: cannot remove '/nope': No such file or directory\n", 1],
    ['touch /nope/x', "touch: cannot touch '/nope/x': No such file or directory\n", 1],
    ['head /nope', "head: cannot open '/nope' for reading: No such file or directory\n", 1],
    ['sleep x', "sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n", 1],
    ['timeout 1 sleep 5; echo $?', '124\n'],
    ['readlink -f /bin/ls', '/usr/bin/ls\n'],
    ['apt-get update 2>&1 | cut -c1-8', 'apt-get:\n'],
  ])
})

describe('processes', () => {
  it('ps, kill, pidof and killall see each other', () => {
    const container = new TestContainer('busybox')
    const sleeper = container.start(['sleep', '1000'])
    container.start(['sh', '-c', 'trap "" TERM; while true; do sleep 1; done'])
    container.advance(1500)
    expect(container.run(['pidof', 'sleep']).stdout).toBe('4 1\n')
    expect(container.run(['ps']).stdout).toBe(
      'PID   USER     COMMAND\n    1 root     sleep 1000\n    2 root     sh -c trap "" TERM; while true; do sleep 1; done\n    4 root     sleep 1\n    6 root     ps\n',
    )
    expect(container.run(['kill', '999']).output).toBe("kill: can't kill pid 999: No such process\n")
    expect(container.run(['killall', 'nope']).output).toBe('killall: nope: no process killed\n')
    // PID 1 without a handler: the kernel drops the signal.
    container.run(['kill', '1'])
    container.advance(100)
    expect(sleeper.exit).toBeUndefined()
  })

  it('nc talks to nc, and serves wget from a loop', () => {
    const container = new TestContainer('busybox')
    const listening = container.start(['sh', '-c', '(echo pong; sleep 1) | nc -l -p 9000'])
    container.advance(100)
    expect(container.run(['sh', '-c', '(echo ping; sleep 2) | nc 127.0.0.1 9000']).stdout).toBe('pong\n')
    container.advance(100)
    expect([listening.stdout, listening.exit?.code]).toEqual(['ping\n', 0])
    container.start(['sh', '-c', 'while true; do printf "HTTP/1.1 200 OK\\r\\n\\r\\nhi\\n" | nc -l -p 8080; done'])
    container.advance(100)
    for (let i = 0; i < 2; i++) {
      expect(container.run(['wget', '-qO-', 'http://127.0.0.1:8080']).output).toBe('hi\n')
      container.advance(100)
    }
    expect(container.run(['nc', '-z', '127.0.0.1', '1']).exit?.code).toBe(1)
  })

  it('stress beyond the limit is killed', () => {
    const container = new TestContainer('polinux/stress', { memoryLimitBytes: 100 << 20 })
    const running = container.start(['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'])
    container.advance(10_000)
    expect(running.exit?.code).toBe(1)
    expect(running.output).toMatch(
      /^stress: info: \[1\] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd\nstress: FAIL: \[1\] \(415\) <-- worker \d+ got signal 9\n/,
    )
  })

  it('stress within the limit holds its memory', () => {
    const container = new TestContainer('polinux/stress', { memoryLimitBytes: 200 << 20 })
    const running = container.start(['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'])
    container.advance(10_000)
    expect(running.exit).toBeUndefined()
  })

  it('tail -f follows, tail /dev/zero eats memory', () => {
    const container = new TestContainer('busybox', { memoryLimitBytes: 50 << 20, files: { '/log': 'one\n' } })
    const following = container.start(['tail', '-f', '/log'])
    container.advance(1000)
    container.run(['sh', '-c', 'echo two >> /log'])
    container.advance(2000)
    expect(following.stdout).toBe('one\ntwo\n')
    expect(container.run(['tail', '/dev/zero']).exit?.signal).toBe('KILL')
  })

  it('tail -f /dev/null waits without cost', () => {
    const container = new TestContainer('busybox')
    const running = container.start(['tail', '-f', '/dev/null'])
    container.advance(86_400_000)
    expect(running.exit).toBeUndefined()
    expect((container.sim.nextAt ?? Number.POSITIVE_INFINITY) > 1e9).toBe(true)
  })
})
