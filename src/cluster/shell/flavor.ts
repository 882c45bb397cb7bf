/** Which shell a Program plays: they share a language and differ in their words. */
export type FlavorName = 'ash' | 'dash' | 'bash'

export interface Where {
  /** $0: `sh`, `/bin/sh`, `script.sh`. */
  readonly name: string
  /** The builtin that complains. */
  readonly builtin?: string | undefined
  readonly line: number
  /** The commands come from a file, not from -c or a terminal. */
  readonly isScript: boolean
  readonly isInteractive: boolean
  /** The complaint is about the syntax of the text given with -c. */
  readonly isCommandText?: boolean | undefined
}

export interface Flavor {
  readonly name: FlavorName
  /** Arrays, `[[ =~ ]]`, brace expansion, `${x^^}`… are honoured. */
  readonly isBash: boolean
  /** What stands before an error message, with its blank. */
  readonly prefix: (where: Where) => string
  readonly notFound: (command: string) => string
  readonly notExecutable: (command: string, isDirectory: boolean) => string
  /** A redirection whose file cannot be opened. */
  readonly cannotOpen: (path: string, creating: boolean, reason: string) => string
  readonly syntaxError: (problem: SyntaxProblem) => string
  readonly cannotChangeTo: (path: string, reason: string) => string
  /** Exit code of expansion errors that end the shell. */
  readonly errorStatus: number
}

export type SyntaxProblem =
  | { readonly unexpected: string; readonly expecting?: string | undefined }
  | { readonly endOfFile: true; readonly expecting?: string | undefined }
  | { readonly unterminatedQuote: string }
  | { readonly other: string }

/** They are applets within busybox, and complain as such: libbb, bb_verror_msg(). */
const applets: readonly string[] = ['[', 'echo', 'kill', 'printf', 'test']

/** busybox ash: shell/ash.c, ash_vmsg(). */
const ash: Flavor = {
  name: 'ash',
  isBash: false,
  prefix: ({ name, builtin, line, isScript, isInteractive }) => {
    if (builtin !== undefined && applets.includes(builtin)) return `${name.slice(name.lastIndexOf('/') + 1)}: `
    // the text of -c begins at line 0
    const number = isScript ? line : line - 1
    const lineText = (isScript || builtin !== undefined) && !isInteractive ? `line ${number}: ` : ''
    return `${name}: ${builtin === undefined ? '' : `${builtin}: `}${lineText}`
  },
  notFound: (command) => `${command}: not found`,
  notExecutable: (command) => `${command}: Permission denied`,
  cannotOpen: (path, creating, reason) =>
    `can't ${creating ? 'create' : 'open'} ${path}: ${reason === 'No such file or directory' ? (creating ? 'nonexistent directory' : 'no such file') : reason}`,
  syntaxError: (problem) => {
    if ('unterminatedQuote' in problem) return 'syntax error: unterminated quoted string'
    if ('other' in problem) return `syntax error: ${problem.other}`
    const what = 'endOfFile' in problem ? 'end of file' : problem.unexpected === '\n' ? 'newline' : `"${problem.unexpected}"`
    return `syntax error: unexpected ${what}${problem.expecting ? ` (expecting "${problem.expecting}")` : ''}`
  },
  cannotChangeTo: (path, reason) => `can't cd to ${path}: ${reason}`,
  errorStatus: 2,
}

/** Debian's dash: error.c, exvwarning2(). */
const dash: Flavor = {
  ...ash,
  name: 'dash',
  prefix: ({ name, builtin, line }) => `${name}: ${line}: ${builtin === undefined ? '' : `${builtin}: `}`,
  cannotOpen: (path, creating, reason) =>
    `cannot ${creating ? 'create' : 'open'} ${path}: ${reason === 'No such file or directory' ? (creating ? 'Directory nonexistent' : 'No such file') : reason}`,
  syntaxError: (problem) => {
    if ('unterminatedQuote' in problem) return 'Syntax error: Unterminated quoted string'
    if ('other' in problem) return `Syntax error: ${problem.other}`
    const what = 'endOfFile' in problem ? 'end of file' : problem.unexpected === '\n' ? 'newline' : `"${problem.unexpected}"`
    return `Syntax error: ${what} unexpected${problem.expecting ? ` (expecting "${problem.expecting}")` : ''}`
  },
  cannotChangeTo: (path) => `can't cd to ${path}`,
}

const bash: Flavor = {
  name: 'bash',
  isBash: true,
  prefix: ({ name, builtin, line, isInteractive, isCommandText }) =>
    `${name}: ${isCommandText ? '-c: ' : ''}${isInteractive ? '' : `line ${line}: `}${builtin === undefined ? '' : `${builtin}: `}`,
  notFound: (command) => (command.includes('/') ? `${command}: No such file or directory` : `${command}: command not found`),
  notExecutable: (command, isDirectory) => `${command}: ${isDirectory ? 'Is a directory' : 'Permission denied'}`,
  cannotOpen: (path, _creating, reason) => `${path}: ${reason}`,
  syntaxError: (problem) => {
    if ('unterminatedQuote' in problem) return `unexpected EOF while looking for matching \`${problem.unterminatedQuote}'`
    if ('other' in problem) return `syntax error: ${problem.other}`
    if ('endOfFile' in problem) {
      return problem.expecting === ')' || problem.expecting === '}'
        ? `unexpected EOF while looking for matching \`${problem.expecting}'`
        : 'syntax error: unexpected end of file'
    }
    return `syntax error near unexpected token \`${problem.unexpected === '\n' ? 'newline' : problem.unexpected}'`
  },
  cannotChangeTo: (path, reason) => `${path}: ${reason}`,
  errorStatus: 1,
}

export const flavors: Readonly<Record<FlavorName, Flavor>> = { ash, dash, bash }
