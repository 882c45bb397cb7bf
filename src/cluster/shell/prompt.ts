import { decode, encode } from '../machine/bytes.ts'
import type { Run } from '../machine/program.ts'
import { expandHereDocument } from './expand.ts'
import { parseScript } from './script.ts'
import type { Shell } from './shell.ts'

const defaults = { ash: '\\w \\$ ', dash: '\\$ ', bash: '\\u@\\h:\\w\\$ ' } as const

/** PS1 or PS2 as it appears; text, not bytes. */
export function* promptText(shell: Shell, which: 'PS1' | 'PS2'): Run<string> {
  const value = shell.variables.get(which) ?? (which === 'PS2' ? '> ' : defaults[shell.flavor.name])
  const escaped = expandEscapes(shell, decode(value))
  if (!/[$`]/.test(escaped) || /^[^$`]*\$ ?$/.test(escaped)) return escaped
  const command = parseScript(`cat <<X\n${encode(escaped)}\nX\n`).statements[0]?.command
  const document = command?.type === 'Command' ? command.redirects[0] : undefined
  if (document?.type !== 'HereDoc') return escaped
  const status = shell.lastStatus
  const text = yield* expandHereDocument(shell, document.body.parts, document.body.text)
  shell.lastStatus = status
  return decode(text).replace(/\n$/, '')
}

function expandEscapes(shell: Shell, prompt: string): string {
  const { process, variables } = shell
  return prompt.replace(/\\([0-7]{3}|.)/gs, (whole: string, code: string) => {
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    switch (code) {
      case 'w':
        return directory(shell)
      case 'W':
        return directory(shell).split('/').pop() || '/'
      case 'u':
        return userName(shell)
      case 'h':
        return process.hostname.split('.')[0] ?? ''
      case 'H':
        return process.hostname
      case '$':
        return process.uid === 0 ? '#' : '$'
      case 's':
        return shell.name.split('/').pop() ?? ''
      case 'v':
        return (variables.get('BASH_VERSION') ?? '').split('.').slice(0, 2).join('.')
      case 't':
        return new Date(process.now).toISOString().slice(11, 19)
      case 'n':
        return '\n'
      case 'r':
        return '\r'
      case 'e':
        return '\x1b'
      case 'a':
        return '\x07'
      case '\\':
        return '\\'
      // they only tell the editor's own counting what is invisible
      case '[':
      case ']':
        return ''
      default:
        return whole
    }
  })
}

function directory(shell: Shell): string {
  const path = decode(shell.variables.get('PWD') ?? shell.process.cwd)
  const home = shell.variables.get('HOME')
  return home && home !== '/' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path
}

function userName(shell: Shell): string {
  const { process } = shell
  if (process.exists('/etc/passwd')) {
    for (const line of process.readFile('/etc/passwd').split('\n')) {
      const [name, , uid] = line.split(':')
      if (name && Number(uid) === process.uid) return name
    }
  }
  return process.uid === 0 ? 'root' : 'I have no name!'
}
