import { forEachChild, type ParsedScript, parse, type Statement, type SyntaxNode } from 'unbash'
import type { SyntaxProblem } from './flavor.ts'

/** A piece of shell text, parsed. */
export interface Script {
  readonly source: string
  readonly statements: readonly Statement[]
  /** The first syntax error; the statements before its line are still run, as a shell reads line by line. */
  readonly error: { readonly problem: SyntaxProblem; readonly line: number } | undefined
  /** More lines could complete it. */
  readonly isIncomplete: boolean
}

const cache = new Map<string, Script>()
const cacheSize = 256

/** Scripts are cached by their text: Pods of one Deployment run the same. */
export function parseScript(source: string): Script {
  const known = cache.get(source)
  if (known) return known
  const script = build(source)
  if (cache.size >= cacheSize) cache.clear()
  cache.set(source, script)
  return script
}

function build(source: string): Script {
  const parsed = parse(source)
  const first = firstError(parsed, source)
  if (!first) {
    // a here-document without an end is taken as it is at the end of a script
    const isIncomplete = /(^|[^\\])(\\\\)*\\\n?$/.test(source) || (source.includes('<<') && hasOpenHereDocument(parsed))
    return { source, statements: parsed.commands, error: undefined, isIncomplete }
  }
  const ofError = parsed.commands.find((statement) => statement.pos <= first.pos && first.pos <= statement.end)
  const start = source.lastIndexOf('\n', Math.max(0, (ofError?.pos ?? first.pos) - 1))
  return {
    source,
    statements: parsed.commands.filter((statement) => statement.end <= start),
    error: { problem: first.problem, line: lineOf(source, first.pos) },
    isIncomplete: first.isIncomplete,
  }
}

interface FoundError {
  readonly problem: SyntaxProblem
  readonly pos: number
  readonly isIncomplete: boolean
}

function firstError(parsed: ParsedScript, source: string): FoundError | undefined {
  const all = parsed.errors ?? []
  const end = source.trimEnd().length
  // an empty group is only wrong if it is closed
  const errors = all.filter(({ message }) => !message.startsWith('expected command in '))
  const stray = source.includes('(') ? strayParenthesis(parsed, source) : undefined
  if (stray !== undefined && !errors.some(({ pos }) => pos <= stray)) {
    return { problem: { unexpected: '(' }, pos: stray, isIncomplete: false }
  }
  const first = errors[0]
  if (!first) {
    const empty = all[0]
    return (
      empty && { problem: { unexpected: empty.message.endsWith('subshell') ? ')' : '}' }, pos: empty.pos, isIncomplete: false }
    )
  }
  const quote = /^unterminated (single|double|ANSI|locale|backtick)/.exec(first.message)
  if (quote) {
    const mark = quote[1] === 'single' ? "'" : quote[1] === 'backtick' ? '`' : '"'
    return { problem: { unterminatedQuote: mark }, pos: source.length, isIncomplete: true }
  }
  if (first.message.startsWith('unterminated')) {
    const expecting = first.message.includes('arithmetic') ? '))' : first.message.includes('parameter') ? '}' : ')'
    return { problem: { endOfFile: true, expecting }, pos: source.length, isIncomplete: true }
  }
  const expecting = errors.map(({ message }) => /expected '([^']+)'/.exec(message)?.[1]).find((word) => word !== undefined)
  if (first.pos >= end) return { problem: { endOfFile: true, expecting }, pos: source.length, isIncomplete: true }
  const unexpected = /^unexpected token '(.+)'$/.exec(first.message)?.[1] ?? tokenAt(source, first.pos)
  return { problem: { unexpected, expecting }, pos: first.pos, isIncomplete: false }
}

/** Where a command's words are followed by a parenthesis, which the parser passes over. */
function strayParenthesis(node: SyntaxNode, source: string): number | undefined {
  if (node.type === 'Word' || node.type === 'Assignment' || node.type === 'Redirect') return undefined
  if (node.type === 'Command') {
    const parts = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]
    for (const { end } of [...parts, node]) {
      const gap = /^[ \t]*\(/.exec(source.slice(end, end + 80))
      if (gap) return end + gap[0].length - 1
    }
    return undefined
  }
  let found: number | undefined
  forEachChild(node, (child) => {
    found ??= strayParenthesis(child, source)
  })
  return found
}

function tokenAt(source: string, pos: number): string {
  const match = /^[ \t]*(\n|;;|&&|\|\||>>|<<|[;&|()<>]|[^\s;&|()<>]+)/.exec(source.slice(pos))
  return match?.[1] ?? '\n'
}

function hasOpenHereDocument(node: SyntaxNode): boolean {
  if (node.type === 'HereDoc' && !node.closing) return true
  let found = false
  forEachChild(node, (child) => {
    found ||= hasOpenHereDocument(child)
  })
  return found
}

/** 1 for the first line. */
export function lineOf(source: string, pos: number): number {
  let line = 1
  for (let at = source.indexOf('\n'); at >= 0 && at < pos; at = source.indexOf('\n', at + 1)) line++
  return line
}
