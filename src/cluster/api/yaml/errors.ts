/** What go-yaml would have said where js-yaml stumbled. */

interface Stumble {
  readonly reason: string
  readonly position: number
}

export interface GoYamlError {
  /** Without the `yaml: line N: ` before it. */
  readonly message: string
  /** The line that go-yaml names: parser errors count from 0, scanner errors from 1. */
  readonly goLine: number
  /** The line where the trouble is, from 1. */
  readonly line: number
}

/** go-yaml's scanner counts lines from 1, its parser from 0: its messages show that. */
const scanner = (message: string, line: number): GoYamlError => ({ message, goLine: line, line })
const parser = (message: string, line: number): GoYamlError => ({ message, goLine: Math.max(line - 1, 1), line })

export function goYamlError(source: string, { reason, position }: Stumble): GoYamlError {
  const line = lineAt(source, position)
  const char = source[position] ?? ''
  const lineText = source.slice(source.lastIndexOf('\n', position - 1) + 1, endOfLine(source, position))
  switch (true) {
    case reason.startsWith('tab characters'):
    case reason.includes('directive') && char === '':
      return scanner('found character that cannot start any token', line)
    case reason.startsWith('bad indentation of a mapping entry'):
      return badMapping(source, position, line, char)
    case reason.startsWith('bad indentation of a sequence entry'):
      return parser("did not find expected '-' indicator", line)
    case reason.startsWith('can not read a block mapping entry'):
    case reason.startsWith("expected ':' after a mapping key"):
      return scanner("could not find expected ':'", line)
    case reason.startsWith('end of the stream or a document separator'):
      if (/^\s*-(\s|$)/.test(lineText)) return parser("did not find expected '-' indicator", line)
      if (char === ':') return scanner('mapping values are not allowed in this context', line)
      return parser('did not find expected <document start>', line)
    case reason.startsWith('missed comma'):
    case reason.startsWith('unexpected end of the stream within a flow'):
    case reason.startsWith('deficient indentation'):
      return flowProblem(source, position, line)
    case reason.includes('quoted scalar'):
      return scanner('found unexpected end of stream', Math.max(1, lineAt(source, source.trimEnd().length)))
    case reason.startsWith('expected the node content'):
      return parser('did not find expected node content', line)
    case reason.includes('escape'):
      return scanner('found unknown escape character', line)
    case reason.includes('non-printable'):
      return { message: 'control characters are not allowed', goLine: 0, line }
    case reason.startsWith('nesting exceeded'):
      return { message: 'exceeded max depth of 10000', goLine: 0, line }
    default:
      return scanner(reason, line)
  }
}

const cannotStart = new Set(['@', '`', '%', '\t'])

function badMapping(source: string, position: number, line: number, char: string): GoYamlError {
  if (cannotStart.has(char)) return scanner('found character that cannot start any token', line)
  const lineStart = source.lastIndexOf('\n', position - 1) + 1
  const before = source.slice(lineStart, position)
  // A second colon in one line, or a key below a plain value.
  if (char === ':') return scanner('mapping values are not allowed in this context', line)
  if (before.trim() === '') return parser('did not find expected key', line)
  if (char === '-' && /:\s*$/.test(before)) {
    return scanner('block sequence entries are not allowed in this context', line)
  }
  return parser('did not find expected key', line)
}

/** An open bracket or quote: which one, and where the text went on without it. */
function flowProblem(source: string, position: number, line: number): GoYamlError {
  let squares = 0
  let curlies = 0
  let quote = ''
  for (const char of source.slice(0, position)) {
    if (quote) {
      if (char === quote) quote = ''
    } else if (char === '"') quote = char
    else if (char === '[') squares++
    else if (char === ']') squares--
    else if (char === '{') curlies++
    else if (char === '}') curlies--
  }
  if (quote) return scanner('found unexpected end of stream', lineAt(source, source.trimEnd().length))
  if (curlies > 0 && squares <= 0) return parser("did not find expected ',' or '}'", line)
  if (squares > 0) return parser("did not find expected ',' or ']'", line)
  return parser('did not find expected key', line)
}

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end < 0 ? source.length : end
}

/** The line of an offset, from 1. */
export function lineAt(source: string, offset: number): number {
  let line = 1
  for (let at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) line++
  return line
}
