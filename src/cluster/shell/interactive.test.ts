import { describe, expect, it } from 'vitest'
import { Terminal } from '../machine/terminal.ts'
import { program, TestMachine, testPrograms } from '../machine/testing/test-machine.ts'
import { ash, shellProgram } from './sh.ts'

const tty = program('tty-mode', function* (process) {
  process.setTerminalMode(0, { raw: true, echo: false })
  yield* process.print(`got ${yield* process.read(0)}\n`)
  return 0
})

const kube = shellProgram('kube-sh', 'bash', {
  completer: function* ({ process, words, current }) {
    yield* process.sleep(1)
    return words[0] === 'kubectl' ? ['get', 'describe', 'delete'].filter((verb) => verb.startsWith(current)) : undefined
  },
})

/** As much of a terminal as the line editor uses. */
class Screen {
  private lines: string[] = ['']
  private row = 0
  private column = 0

  write(data: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are terminal sequences
    for (const [token, count, command] of data.matchAll(/\x1b\[(\d*)([A-Z])|\r|\n|[^\x1b\n]/g)) {
      if (token === '\r') this.column = 0
      else if (token === '\n') this.down()
      else if (command === 'A') this.row -= Number(count)
      else if (command === 'C') this.column += Number(count)
      else if (command === 'J') {
        this.lines.length = this.row + 1
        this.lines[this.row] = this.line.slice(0, this.column)
      } else if (command === undefined) this.put(token)
    }
  }

  get height(): number {
    return this.row
  }

  from(row: number): string {
    return this.lines
      .slice(row)
      .map((line) => line.trimEnd())
      .join('\n')
  }

  private get line(): string {
    return this.lines[this.row] ?? ''
  }

  private down(): void {
    this.row++
    this.lines[this.row] ??= ''
  }

  private put(char: string): void {
    if (this.column === 80) {
      this.column = 0
      this.down()
    }
    this.lines[this.row] = this.line.padEnd(this.column).slice(0, this.column) + char + this.line.slice(this.column + 1)
    this.column++
  }
}

function start(shell = 'ash') {
  const test = new TestMachine([...testPrograms, ash, kube, tty])
  const screen = new Screen()
  const terminal = new Terminal({
    columns: 80,
    output: (data) => screen.write(data),
  })
  const container = test.container()
  const running = container.run([shell], { terminal, env: { PATH: '/bin', HOME: '/root', PS1: '\\w \\$ ' } })
  test.sim.runUntil(10)
  return {
    test,
    running,
    terminal,
    container,
    /** Types, lets time pass, and says what the screen shows from the line on where the cursor was. */
    type: (keys: string, ms = 500) => {
      const row = screen.height
      terminal.input(keys)
      test.sim.runUntil(test.sim.now + ms)
      return screen.from(row)
    },
  }
}

describe('an interactive shell', () => {
  it('prompts, echoes, runs, keeps history', () => {
    const { type, running } = start()
    expect(type('echo hi\r')).toBe('/ # echo hi\nhi\n/ #')
    expect(type('cd /tmp\r')).toContain('/tmp #')
    expect(type('\x1b[A\x1b[A\r')).toContain('hi\n')
    expect(type('echo helo\x1b[Dl\r')).toContain('hello\n')
    expect(type('wrong stuff\x15echo \x01\x0bargs a b\x17c\r')).toContain('2:<a><c>')
    expect(type('\x12args a\r')).toContain('2:<a><c>')
    type('exit 3\r')
    expect(running.exit?.code).toBe(3)
  })

  it('edits lines that are longer than the terminal is wide', () => {
    const { type } = start()
    expect(type(`args ${'x'.repeat(100)}\x01\x1b[3~A\x1b[3~a\x05y\x02\x02z\r`)).toContain(`Aags: not found`)
    expect(type(`args ${'w'.repeat(70)}\x02v\r`)).toBe(`/ # args ${'w'.repeat(69)}vw\n1:<${'w'.repeat(69)}vw>\n/ #`)
  })

  it('^C drops the line, ends what runs, and leaves the shell', () => {
    const { type, running } = start()
    expect(type('echo never\x03')).toContain('^C')
    expect(type('sleep 100\r')).toBe('/ # sleep 100\n')
    expect(type('\x03')).toBe('^C\n/ #')
    expect(type('echo $?\r')).toContain('130\n')
    type('while :; do :; done\r')
    expect(type('\x03')).toContain('\n/ #')
    expect(type('echo alive\r')).toContain('alive\n')
    expect(running.exit).toBeUndefined()
  })

  it('^D ends it', () => {
    const { type, running } = start()
    type('false\r')
    type('\x04')
    expect(running.exit?.code).toBe(1)
  })

  it('^Z, bg, fg, jobs', () => {
    const { type } = start()
    type('sleep 2\r')
    expect(type('\x1a')).toContain('[1]+  Stopped                 sleep 2')
    expect(type('jobs\r')).toContain('[1]+  Stopped')
    expect(type('bg\r', 3000)).toContain('[1] sleep 2')
    expect(type('\r')).toContain('[1]+  Done                    sleep 2')
    type('sleep 100 &\r')
    type('fg\r')
    expect(type('\x03')).toContain('\n/ #')
    expect(type('jobs\r')).not.toContain('sleep')
  })

  it('continues incomplete commands at PS2', () => {
    const { type } = start()
    expect(type('for i in 1 2\r')).toContain('\n>')
    type('do echo n$i\r')
    expect(type('done\r')).toContain('n1\nn2\n')
    type('greet() {\r')
    type('echo hello $1\r')
    expect(type('}; greet you\r')).toContain('hello you\n')
    type('cat <<E\r')
    type('body\r')
    expect(type('E\r')).toContain('body\n/ #')
    expect(type('echo )\r')).toContain('ash: syntax error: unexpected ")"')
    expect(type('nosuch\r')).toContain('ash: nosuch: not found')
  })

  it('completes commands, files, and what the completer offers', () => {
    const { type } = start('kube-sh')
    expect(type('arg\t1\r')).toContain('1:<1>')
    expect(type('args /etc/pas\t\r')).toContain('1:</etc/passwd>')
    type('mkd() { :; }\r')
    expect(type('args /e\tpas\t\r')).toContain('1:</etc/passwd>')
    expect(type('kubectl g\t')).toContain('kubectl get')
    type('\x15')
    type('kubectl de\t')
    expect(type('\t')).toContain('delete    describe')
    type('\x15')
    expect(type('args $HOM\t\r')).toContain('1:</root>')
  })

  it('gives programs the terminal as they want it, and takes it back', () => {
    const { type } = start()
    type('tty-mode\r')
    expect(type('q')).toContain('got q')
    expect(type('echo back\r')).toContain('back')
    expect(type('read x; echo "<$x>"\r')).toContain('')
    expect(type('typed\r')).toContain('<typed>')
  })
})
