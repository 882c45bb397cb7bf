/** nginx's configuration language: directives with arguments, blocks, `include`. */
import { Errno, type Process } from '../../machine/program.ts'
import { globToRegExp } from '../patterns.ts'

export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly block?: readonly Directive[] | undefined
  readonly file: string
  readonly line: number
}

/** What `nginx -t` refuses; told as `[emerg] …`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

interface Token {
  readonly text: string
  readonly quoted: boolean
  readonly line: number
}

function tokens(text: string, file: string): Token[] {
  const found: Token[] = []
  let line = 1
  for (let i = 0; i < text.length; ) {
    const c = text.charAt(i)
    if (c === '\n') {
      line++
      i++
    } else if (/\s/.test(c)) i++
    else if (c === '#') {
      const end = text.indexOf('\n', i)
      i = end < 0 ? text.length : end
    } else if (c === '{' || c === '}' || c === ';') {
      found.push({ text: c, quoted: false, line })
      i++
    } else if (c === '"' || c === "'") {
      let word = ''
      const start = line
      for (i++; i < text.length && text[i] !== c; i++) {
        if (text[i] === '\\' && i + 1 < text.length) {
          const next = text.charAt(++i)
          const meant: Record<string, string> = { n: '\n', t: '\t', r: '\r', [c]: c, '\\': '\\' }
          word += meant[next] ?? `\\${next}`
        } else {
          if (text[i] === '\n') line++
          word += text[i]
        }
      }
      if (i >= text.length) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${start}`)
      i++
      found.push({ text: word, quoted: true, line: start })
    } else {
      let word = ''
      for (; i < text.length; i++) {
        const at = text.charAt(i)
        if (
          /[\s;]/.test(at) ||
          (at === '{' && !word.endsWith('$') && !/\{\d*$/.test(word) && !/^\d+,?\d*\}/.test(text.slice(i + 1))) ||
          (at === '}' && !/[$][{]\w*$|\{\d+,?\d*$/.test(word))
        )
          break
        if (at === '\\' && i + 1 < text.length) word += at + text.charAt(++i)
        else word += at
      }
      if (word === '') {
        word = text.charAt(i++)
      }
      found.push({ text: word, quoted: false, line })
    }
  }
  return found
}

function parseBlock(list: readonly Token[], position: { at: number }, file: string, top: boolean): Directive[] {
  const directives: Directive[] = []
  for (;;) {
    const token = list[position.at]
    if (!token) {
      if (!top) throw new ConfigError(`unexpected end of file, expecting "}" in ${file}:${list.at(-1)?.line ?? 1}`)
      return directives
    }
    if (!token.quoted && token.text === '}') {
      if (top) throw new ConfigError(`unexpected "}" in ${file}:${token.line}`)
      position.at++
      return directives
    }
    if (!token.quoted && (token.text === ';' || token.text === '{'))
      throw new ConfigError(`unexpected "${token.text}" in ${file}:${token.line}`)
    position.at++
    const args: string[] = []
    for (;;) {
      const next = list[position.at++]
      if (!next) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${list.at(-1)?.line ?? 1}`)
      if (!next.quoted && next.text === ';') {
        directives.push({ name: token.text, args, file, line: token.line })
        break
      }
      if (!next.quoted && next.text === '{') {
        directives.push({ name: token.text, args, block: parseBlock(list, position, file, false), file, line: token.line })
        break
      }
      if (!next.quoted && next.text === '}') {
        const what = args.length === 0 ? `unexpected "}"` : `directive "${token.text}" is not terminated by ";"`
        throw new ConfigError(`${what} in ${file}:${next.line}`)
      }
      args.push(next.text)
    }
  }
}

const parsed = new Map<string, readonly Directive[]>()

/** Thousands of Pods run the same few files: what was parsed once is kept. */
export function parseConfig(text: string, file: string): readonly Directive[] {
  const key = `${file}\0${text}`
  const known = parsed.get(key)
  if (known) return known
  const directives = parseBlock(tokens(text, file), { at: 0 }, file, true)
  if (parsed.size > 100) parsed.clear()
  parsed.set(key, directives)
  return directives
}

const whole = new WeakMap<
  readonly Directive[],
  { readonly parts: readonly (readonly Directive[])[]; readonly directives: readonly Directive[] }
>()

/** Reads a file with all that it includes; the same texts give the same object. @throws ConfigError */
export function loadConfig(process: Process, file: string): readonly Directive[] {
  let text: string
  try {
    text = process.readFile(file)
  } catch (error) {
    if (error instanceof Errno)
      throw new ConfigError(`open() "${file}" failed (${error.code === 'ENOENT' ? 2 : 13}: ${error.text})`)
    throw error
  }
  const own = parseConfig(text, file)
  const includes = includesOf(own)
  if (includes.length === 0) return own
  const parts = includes.map((directive) => included(process, directive))
  const known = whole.get(own)
  if (known && known.parts.length === parts.length && known.parts.every((part, i) => part === parts[i])) return known.directives
  const directives = withIncludes(own, new Map(includes.map((directive, i) => [directive, parts[i] ?? none])))
  whole.set(own, { parts, directives })
  return directives
}

const includeLists = new WeakMap<readonly Directive[], readonly Directive[]>()

function includesOf(directives: readonly Directive[]): readonly Directive[] {
  const known = includeLists.get(directives)
  if (known) return known
  const found = directives.flatMap((directive) =>
    directive.name === 'include' ? [directive] : directive.block ? includesOf(directive.block) : none,
  )
  includeLists.set(directives, found)
  return found
}

function withIncludes(
  directives: readonly Directive[],
  parts: ReadonlyMap<Directive, readonly Directive[]>,
): readonly Directive[] {
  return directives.flatMap((directive): readonly Directive[] => {
    const part = parts.get(directive)
    if (part) return part
    return directive.block ? [{ ...directive, block: withIncludes(directive.block, parts) }] : [directive]
  })
}

const none: readonly Directive[] = []
const globs = new Map<string, RegExp>()

function included(process: Process, directive: Directive): readonly Directive[] {
  const given = directive.args[0] ?? ''
  const path = given.startsWith('/') ? given : `/etc/nginx/${given}`
  // The table of MIME types is known already, and long.
  if (path === '/etc/nginx/mime.types') return none
  if (!/[*?[]/.test(path)) return loadConfig(process, path)
  const folder = path.replace(/\/[^/]*$/, '')
  const glob = path.replace(/.*\//, '')
  const pattern = globs.get(glob) ?? globToRegExp(glob)
  globs.set(glob, pattern)
  if (!process.exists(folder)) return none
  const files = process.readDirectory(folder).filter((name) => pattern.test(name) && !name.startsWith('.'))
  const [only] = files
  if (files.length === 1 && only !== undefined) return loadConfig(process, `${folder}/${only}`)
  return files.length === 0 ? none : files.flatMap((name) => loadConfig(process, `${folder}/${name}`))
}
