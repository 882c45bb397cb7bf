import type { DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash'
import type { Bytes, Run } from '../machine/program.ts'
import { evaluateArithmetic } from './arithmetic.ts'
import { expandBraces } from './braces.ts'
import { FieldBuilder } from './field-builder.ts'
import { glob } from './glob.ts'
import { expandParameter, listOf, parameterValue } from './parameter.ts'
import { isPattern, quoted, unquoted } from './pattern.ts'
import { parseScript } from './script.ts'
import type { Shell } from './shell.ts'
import { processSubstitution, substitute } from './substitution.ts'
import { homeOf } from './tilde.ts'

/** The words of a command, fully expanded. */
export function* expandWords(shell: Shell, words: readonly Word[]): Run<Bytes[]> {
  const fields: Bytes[] = []
  for (const word of words) {
    if (isPlain(word)) fields.push(word.value)
    else yield* expandWord(shell, word, fields)
  }
  return fields
}

/** No expansion at all: the value is the field. */
export function isPlain(word: Word): boolean {
  return word.parts === undefined && word.text.charCodeAt(0) !== 126
}

export function* expandWord(shell: Shell, word: Word, into: Bytes[]): Run<void> {
  if (shell.flavor.isBash && word.parts?.some((part) => part.type === 'BraceExpansion')) {
    for (const text of expandBraces(word.text)) {
      for (const each of wordsOf(text)) yield* expandWithoutBraces(shell, each, into)
    }
    return
  }
  yield* expandWithoutBraces(shell, word, into)
}

function* expandWithoutBraces(shell: Shell, word: Word, into: Bytes[]): Run<void> {
  const builder = new FieldBuilder()
  yield* addWord(shell, word, builder, false)
  builder.endField()
  for (const field of builder.fields) {
    if (!shell.options.has('noglob') && isPattern(field)) {
      const paths = glob(shell.process, field)
      if (paths.length > 0) {
        into.push(...paths)
        continue
      }
    }
    into.push(unquoted(field))
  }
}

/** Parses text as words: what brace expansion leaves behind. */
function wordsOf(text: string): readonly Word[] {
  const command = parseScript(`: ${text}`).statements[0]?.command
  return command?.type === 'Command' ? command.args.filter((arg): arg is Word => arg.type === 'Word') : []
}

/** One string, unsplit and without pathname expansion: assignments, redirections, `case`. */
export function* expandToString(shell: Shell, word: Word, isAssignment = false): Run<Bytes> {
  if (isPlain(word) && !isAssignment) return word.value
  return unquoted(yield* expandToPattern(shell, word, isAssignment))
}

/** As expandToString, but quoted characters stay marked, for matching. */
export function* expandToPattern(shell: Shell, word: Word, isAssignment = false): Run<string> {
  if (word.parts === undefined && !word.text.includes('~')) return word.text === word.value ? word.value : quoted(word.value)
  const builder = new FieldBuilder()
  yield* addWord(shell, word, builder, true, isAssignment)
  builder.endField()
  return builder.fields.join(' ')
}

function* addWord(shell: Shell, word: Word, builder: FieldBuilder, single: boolean, isAssignment = false): Run<void> {
  if (word.parts === undefined) {
    addTilde(shell, word.text, word.value, builder, true, isAssignment)
    return
  }
  for (let i = 0; i < word.parts.length; i++) {
    yield* addPart(shell, word.parts[i] as WordPart, builder, single, i === 0, isAssignment)
  }
}

function addTilde(
  shell: Shell,
  text: string,
  value: string,
  builder: FieldBuilder,
  isFirst: boolean,
  isAssignment: boolean,
): void {
  if (!text.includes('~')) builder.addLiteral(value)
  else if (isAssignment) {
    // after each colon too: PATH=~/bin:~/sbin
    const parts = value.split(':')
    parts.forEach((part, index) => {
      if (index > 0) builder.addLiteral(':')
      addTilde(shell, index === 0 && !isFirst ? '' : part, part, builder, true, false)
    })
  } else {
    const match = isFirst && text.startsWith('~') ? /^~([\w.-]*)(?=\/|$)/.exec(value) : null
    const home = match && homeOf(shell, match[1] ?? '')
    if (!match || home === undefined || home === null) builder.addLiteral(value)
    else {
      builder.addQuoted(home)
      builder.addLiteral(value.slice(match[0].length))
    }
  }
}

/** @param single one string is wanted: nothing is split */
function* addPart(
  shell: Shell,
  part: WordPart,
  builder: FieldBuilder,
  single: boolean,
  isFirst: boolean,
  isAssignment: boolean,
): Run<void> {
  switch (part.type) {
    case 'Literal':
      addTilde(shell, part.text, part.value, builder, isFirst, isAssignment)
      return
    case 'SingleQuoted':
      builder.addQuoted(part.value)
      return
    case 'AnsiCQuoted':
      builder.addQuoted(part.value)
      return
    case 'Glob':
      if (part.kind === 'bracket' && part.parts.some(({ type }) => type !== 'Literal' && type !== 'Glob')) {
        builder.addPattern('[')
        for (const inner of part.parts) yield* addPart(shell, inner, builder, true, false, false)
        builder.addPattern(']')
      } else builder.addPattern(part.text)
      return
    case 'ExtendedGlob':
      if (shell.flavor.isBash) builder.addPattern(part.text)
      else builder.addLiteral(part.text)
      return
    case 'BraceExpansion':
      builder.addLiteral(part.text)
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.parts.length === 0) builder.addQuoted('')
      for (const child of part.parts) yield* addQuotedPart(shell, child, builder, single)
      return
    case 'ProcessSubstitution':
      builder.addQuoted(yield* processSubstitution(shell, part))
      return
    case 'SimpleExpansion': {
      const name = part.text.slice(1)
      if (name === '@' || name === '*') addList(shell, shell.parameters, name, builder, false, single)
      else add(shell, parameterValue(shell, name) ?? '', builder, single)
      return
    }
    case 'ParameterExpansion':
      yield* addParameter(shell, part, builder, false, single)
      return
    case 'CommandExpansion':
      add(shell, yield* substitute(shell, part), builder, single)
      return
    case 'ArithmeticExpansion':
      add(shell, String(yield* evaluateArithmetic(shell, part)), builder, single)
  }
}

function add(shell: Shell, value: Bytes, builder: FieldBuilder, single: boolean): void {
  if (single) builder.addPattern(value)
  else builder.addSplit(value, shell.variables.ifs)
}

export function* addQuotedPart(
  shell: Shell,
  part: DoubleQuotedChild | WordPart,
  builder: FieldBuilder,
  single: boolean,
): Run<void> {
  switch (part.type) {
    case 'Literal':
      builder.addQuoted(part.value)
      return
    case 'SimpleExpansion': {
      const name = part.text.slice(1)
      if (name === '@' || name === '*') addList(shell, shell.parameters, name, builder, true, single)
      else builder.addQuoted(parameterValue(shell, name) ?? '')
      return
    }
    case 'ParameterExpansion':
      yield* addParameter(shell, part, builder, true, single)
      return
    case 'CommandExpansion':
      builder.addQuoted(yield* substitute(shell, part))
      return
    case 'ArithmeticExpansion':
      builder.addQuoted(String(yield* evaluateArithmetic(shell, part)))
      return
    default:
      builder.addQuoted(part.text)
  }
}

function addList(
  shell: Shell,
  values: readonly Bytes[],
  kind: '@' | '*',
  builder: FieldBuilder,
  inQuotes: boolean,
  single: boolean,
): void {
  if (inQuotes && (kind === '*' || single)) {
    builder.addQuoted(values.join(kind === '*' ? shell.variables.ifs.slice(0, 1) : ' '))
    return
  }
  values.forEach((value, index) => {
    if (index > 0) {
      if (single) builder.addPattern(' ')
      else builder.endField()
    }
    if (inQuotes) builder.addQuoted(value)
    else add(shell, value, builder, single)
  })
}

function* addParameter(
  shell: Shell,
  part: ParameterExpansionPart,
  builder: FieldBuilder,
  inQuotes: boolean,
  single: boolean,
): Run<void> {
  const list = yield* listOf(shell, part)
  if (list) {
    addList(shell, list.values, list.kind, builder, inQuotes, single)
    return
  }
  const result = yield* expandParameter(shell, part, inQuotes)
  if (typeof result === 'string') {
    if (inQuotes) builder.addQuoted(result)
    else add(shell, result, builder, single)
    return
  }
  // the operand of ${x:-word}: its own quotes count
  if (!inQuotes) yield* addOperand(shell, result, builder, single)
  else if (result.parts === undefined) builder.addQuoted(result.value)
  else {
    for (const inner of result.parts) {
      if (inner.type === 'DoubleQuoted') for (const child of inner.parts) yield* addQuotedPart(shell, child, builder, single)
      else yield* addQuotedPart(shell, inner, builder, single)
    }
  }
}

/** Unlike other words of the script, the bare text of an operand is split. */
function* addOperand(shell: Shell, word: Word, builder: FieldBuilder, single: boolean): Run<void> {
  const parts = word.parts
  if (parts === undefined) {
    if (word.text !== word.value || word.text.startsWith('~')) addTilde(shell, word.text, word.value, builder, true, false)
    else add(shell, word.value, builder, single)
    return
  }
  for (const part of parts) {
    if (part.type === 'Literal' && part.text === part.value) add(shell, part.value, builder, single)
    else yield* addPart(shell, part, builder, single, false, false)
  }
}

/**
 * The text of a here-document.
 * @param stripsTabs those at the beginning of its lines: `<<-`
 */
export function* expandHereDocument(
  shell: Shell,
  parts: readonly WordPart[] | undefined,
  text: string,
  stripsTabs = false,
): Run<Bytes> {
  if (!parts) return stripsTabs ? text.replace(/^\t+/gm, '') : text
  const builder = new FieldBuilder()
  let startsLine = true
  for (const part of parts) {
    if (stripsTabs && part.type === 'Literal') {
      const stripped = part.value.replace(/\n\t+/g, '\n')
      builder.addQuoted(startsLine ? stripped.replace(/^\t+/, '') : stripped)
      startsLine = part.value.endsWith('\n')
    } else {
      yield* addQuotedPart(shell, part, builder, true)
      startsLine = false
    }
  }
  builder.endField()
  return unquoted(builder.fields.join(' '))
}
