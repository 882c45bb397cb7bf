/**
 * YAML as kubectl prints it (`-o yaml`, `edit`): keys sorted, lists not indented, strings quoted as go-yaml v2 does,
 * long ones wrapped after column 80.
 */
import { looksLikeOther } from './scalars.ts'

const bestWidth = 80

/** One document, with a newline at its end. */
export function printYaml(value: unknown): string {
  const out: string[] = []
  if (isMap(value)) printMap(out, value, 0)
  else if (Array.isArray(value) && value.length > 0) printList(out, value, 0)
  else out.push(`${printScalar(value, 0, 0)}\n`)
  return out.join('')
}

type Json = Readonly<Record<string, unknown>>

/** A mapping with something in it. */
function isMap(value: unknown): value is Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.keys(value).some((key) => (value as Json)[key] !== undefined)
}

function printMap(out: string[], map: Json, indent: number, firstIndented = false): void {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined)
  keys.sort(compareKeys)
  keys.forEach((key, i) => {
    const pad = i === 0 && firstIndented ? '' : ' '.repeat(indent)
    const name = printString(key, 0, 0, true)
    printValue(out, `${pad}${name}:`, map[key], indent, indent + name.length + 1)
  })
}

/** A value behind its key. @param column where the next character would stand */
function printValue(out: string[], head: string, value: unknown, indent: number, column: number): void {
  if (isMap(value)) {
    out.push(`${head}\n`)
    printMap(out, value, indent + 2)
  } else if (Array.isArray(value) && value.length > 0) {
    out.push(`${head}\n`)
    printList(out, value, indent)
  } else out.push(`${head} ${printScalar(value, column + 1, indent + 2)}\n`)
}

function printList(out: string[], list: readonly unknown[], indent: number): void {
  const pad = ' '.repeat(indent)
  for (const item of list) {
    if (isMap(item)) {
      out.push(`${pad}- `)
      printMap(out, item, indent + 2, true)
    } else if (Array.isArray(item) && item.length > 0) {
      out.push(`${pad}- `)
      const inner: string[] = []
      printList(inner, item, indent + 2)
      out.push(inner.join('').slice(indent + 2))
    } else out.push(`${pad}- ${printScalar(item, indent + 2, indent + 2)}\n`)
  }
}

function printScalar(value: unknown, column: number, indent: number): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return printString(value, column, indent, false)
  if (typeof value === 'number') return printNumber(value)
  if (Array.isArray(value)) return '[]'
  return typeof value === 'object' ? '{}' : String(value)
}

function printNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** @param indent of continuation lines */
function printString(text: string, column: number, indent: number, isKey: boolean): string {
  const shape = analyse(text)
  if (text.includes('\n')) {
    if (!isKey && shape.blockAllowed) return blockScalar(text, indent)
    return doubleQuoted(text, column, isKey ? 0 : indent)
  }
  if (looksLikeOther(text)) return doubleQuoted(text, column, isKey ? 0 : indent)
  if (shape.plainAllowed) return isKey ? text : wrapped(text, column, indent)
  if (shape.singleAllowed) {
    const inner = text.replaceAll("'", "''")
    return `'${isKey ? inner : wrapped(inner, column + 1, indent)}'`
  }
  return doubleQuoted(text, column, isKey ? 0 : indent)
}

interface Shape {
  readonly plainAllowed: boolean
  readonly singleAllowed: boolean
  readonly blockAllowed: boolean
}

const indicatorsFirst = new Set([...'#,[]{}&*!|>\'"%@`'])

/** yaml_emitter_analyze_scalar, for block context. */
function analyse(text: string): Shape {
  const first = text[0] ?? ''
  const last = text.at(-1) ?? ''
  let indicators = /^(---|\.\.\.)/.test(text) || indicatorsFirst.has(first)
  if ((first === '?' || first === ':' || first === '-') && (text.length === 1 || isBlank(text[1]))) indicators = true
  if (/:(\s|$)/.test(text.slice(1)) || (first === ':' && (text.length === 1 || isBlank(text[1])))) indicators = true
  if (/\s#/.test(text)) indicators = true
  const special = hasSpecial(text)
  const spaceBeforeBreak = / \n/.test(text)
  const breakBeforeSpace = /\n /.test(text)
  const edges = first === ' ' || last === ' ' || first === '\n' || last === '\n'
  const never = special || spaceBeforeBreak
  return {
    plainAllowed: !indicators && !edges && !never && !text.includes('\n') && text !== '',
    singleAllowed: !never && !breakBeforeSpace && text !== '' ? true : text === '',
    blockAllowed: !never && last !== ' ',
  }
}

const isBlank = (char: string | undefined) => char === undefined || char === ' ' || char === '\t' || char === '\n'

/** What is not printable, tabs among it; text beyond ASCII is. */
function hasSpecial(text: string): boolean {
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (code === 0x0a) continue
    if (code < 0x20 || code === 0x7f || (code > 0x7f && code < 0xa0 && code !== 0x85) || code === 0xfeff) return true
  }
  return false
}

/** Breaks at the first space beyond the width that stands between words. */
function wrapped(text: string, column: number, indent: number): string {
  if (column + text.length <= bestWidth) return text
  let out = ''
  let at = column
  let afterSpace = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    const inside = i > 0 && i < text.length - 1
    if (char === ' ' && inside && !afterSpace && at > bestWidth && text[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`
      at = indent
    } else {
      out += char
      at++
    }
    afterSpace = char === ' '
  }
  return out
}

function blockScalar(text: string, indent: number): string {
  const hint = text.startsWith(' ') || text.startsWith('\n') ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : ''
  const body = chomp === '-' ? text : text.slice(0, -1)
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
  return `|${hint}${chomp}\n${lines.join('\n')}`
}

const doubleEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0000': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

/** @param indent of continuation lines; 0: never wrapped */
function doubleQuoted(text: string, column: number, indent: number): string {
  let out = '"'
  let at = column + 1
  let afterSpace = false
  const chars = [...text]
  chars.forEach((char, i) => {
    const code = char.codePointAt(0) as number
    const known = doubleEscapes[char] ?? (isEscaped(code) ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}` : undefined)
    const inside = i > 0 && i < chars.length - 1
    if (char === ' ' && indent > 0 && inside && !afterSpace && at > bestWidth) {
      const next = chars[i + 1] === ' ' ? '\\' : ''
      out += `\n${' '.repeat(indent)}${next}`
      at = indent + next.length
      afterSpace = true
      return
    }
    const piece = known ?? char
    out += piece
    at += piece.length
    afterSpace = char === ' '
  })
  return `${out}"`
}

function isEscaped(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0)
}

/** go-yaml's order of keys: letters by code, digits as numbers, digits after letters… */
function compareKeys(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  const length = Math.min(left.length, right.length)
  let digits = false
  for (let i = 0; i < length; i++) {
    const x = left[i] as string
    const y = right[i] as string
    if (x === y) {
      digits = isDigit(x)
      continue
    }
    const xLetter = isLetter(x)
    const yLetter = isLetter(y)
    if (xLetter && yLetter) return x < y ? -1 : 1
    if (xLetter || yLetter) return (digits ? xLetter : yLetter) ? -1 : 1
    return compareNumbers(left, right, i)
  }
  return left.length - right.length
}

const isDigit = (char: string | undefined) => char !== undefined && char >= '0' && char <= '9'
const isLetter = (char: string) => /\p{L}/u.test(char)

function compareNumbers(left: readonly string[], right: readonly string[], from: number): number {
  const run = (chars: readonly string[]) => {
    let end = from
    while (isDigit(chars[end])) end++
    return chars.slice(from, end).join('')
  }
  let zeros = ''
  if (left[from] === '0' || right[from] === '0') {
    for (let j = from - 1; j >= 0 && isDigit(left[j]); j--) {
      if (left[j] !== '0') {
        zeros = '1'
        break
      }
    }
  }
  const x = run(left)
  const y = run(right)
  const difference = Number(zeros + x) - Number(zeros + y)
  if (difference !== 0) return difference
  if (x.length !== y.length) return x.length - y.length
  return (left[from] as string) < (right[from] as string) ? -1 : 1
}
