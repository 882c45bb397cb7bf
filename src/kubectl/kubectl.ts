import type { ApiServer, UserInfo } from '../cluster/apiserver/interface.ts'
import { decode, encode } from '../cluster/machine/bytes.ts'
import type { Process, Program, Run } from '../cluster/machine/program.ts'
import type { Command } from './command.ts'
import { Connection } from './connection.ts'
import { Discovery } from './discovery.ts'
import { PlainError, report } from './errors.ts'
import { checkRequired, FlagError, firstArgument, type ParsedArguments, parseFlags } from './flags.ts'
import { globalFlags } from './global-flags.ts'
import { commandHelp, rootHelp, suggestions } from './help.ts'
import { type After, Invocation } from './invocation.ts'
import { Kubeconfig } from './kubeconfig.ts'
import { root } from './root.ts'

export interface KubectlOptions {
  readonly server: ApiServer
  /** Timers of the world that kubectl runs in, for its time-outs. */
  readonly after: After
}

/** How long kubectl takes to start and to find out what the server can do, ms. */
const startMs = 20

/** kubectl as a program of a machine. Speaks to the API server alone, as the user of its kubeconfig. */
export function kubectlProgram(options: KubectlOptions): Program {
  return {
    name: 'kubectl',
    summary: 'kubectl controls the Kubernetes cluster manager',
    simplified: 'no plugins and no credentials plugins; requests take no time of their own',
    run: (process, args) => main(options, process, args.map(decode)),
  }
}

function* main(options: KubectlOptions, process: Process, line: readonly string[]): Run<number> {
  yield* process.sleep(startMs)
  const found = findCommand(line)
  const { command, path, rest } = found
  if (command === root) return yield* runRoot(process, line)
  let parsed: ParsedArguments
  try {
    parsed = parseFlags(rest, [...globalFlags, ...(command.flags ?? [])])
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    return yield* flagFailure(process, command, path, error)
  }
  if (parsed.help) {
    yield* process.write(1, encode(commandHelp(command, path)))
    return 0
  }
  for (const notice of parsed.notices) yield* process.write(2, encode(`${notice}\n`))
  return yield* runCommand(options, process, command, path, parsed)
}

function* runCommand(
  options: KubectlOptions,
  process: Process,
  command: Command,
  path: string,
  parsed: ParsedArguments,
): Run<number> {
  const { flags, args } = parsed
  let invocation: Invocation | undefined
  try {
    if (!command.run) {
      if (args.length > 0) throw usage(path, `unknown command "${args.join(' ')}"`)
      yield* process.write(1, encode(commandHelp(command, path)))
      return 0
    }
    checkRequired(flags, command.flags ?? [])
    const kubeconfig = Kubeconfig.load(process, flags.string('kubeconfig'))
    // config works on the kubeconfig itself, where --user and --context are what is to be written
    const isConfig = path.startsWith('kubectl config')
    const user = isConfig ? undefined : userOf(kubeconfig, parsed)
    const connection = new Connection(options.server, user, flags.int('v'), isConfig ? {} : credentials(kubeconfig, parsed))
    const discovery = new Discovery(connection)
    invocation = new Invocation(
      process,
      command,
      path,
      flags,
      args,
      parsed.beforeDash,
      connection,
      discovery,
      kubeconfig,
      options.after,
      root,
    )
    const code = (yield* command.run(invocation)) ?? 0
    yield* invocation.notes()
    const { warningCount } = connection
    if (code !== 0 || warningCount === 0 || !flags.bool('warnings-as-errors')) return code
    yield* invocation.err(`error: ${warningCount} warning${warningCount === 1 ? '' : 's'} received\n`)
    return 1
  } catch (error) {
    const { text, exitCode } = report(error, path)
    if (invocation) yield* invocation.notes()
    if (text !== '') yield* process.write(2, encode(text))
    return exitCode
  }
}

function usage(path: string, message: string): Error {
  return new PlainError(`error: ${message}\nSee '${path} -h' for help and examples`)
}

function* runRoot(process: Process, line: readonly string[]): Run<number> {
  const at = firstArgument(line, globalFlags)
  const word = at < 0 ? undefined : line[at]
  if (word === undefined) {
    try {
      const { flags } = parseFlags(line, globalFlags)
      void flags
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      return yield* flagFailure(process, root, 'kubectl', error)
    }
    yield* process.write(1, encode(rootHelp(root)))
    return 0
  }
  const near = suggestions(
    word,
    (root.subcommands ?? []).map((command) => command.name),
  )
  const hint = near.length === 0 ? '' : `\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`
  yield* process.write(2, encode(`error: unknown command "${word}" for "kubectl"\n${hint}`))
  return 1
}

function* flagFailure(process: Process, command: Command, path: string, error: FlagError): Run<number> {
  let text = `error: ${error.message}\nSee '${path} --help' for usage.\n`
  const today = error.unknown === undefined ? undefined : command.removedFlags?.[error.unknown.replace(/^-+/, '')]
  if (today !== undefined) text += `${today}\n`
  yield* process.write(2, encode(text))
  return 1
}

/** Walks down from `kubectl` to the command that the line names. */
function findCommand(line: readonly string[]): { command: Command; path: string; rest: readonly string[] } {
  let command = root
  let path = 'kubectl'
  let rest = line
  for (;;) {
    const at = firstArgument(rest, [...globalFlags, ...(command.flags ?? [])])
    const word = at < 0 ? undefined : rest[at]
    const next = command.subcommands?.find((one) => one.name === word || one.aliases?.includes(String(word)))
    if (!next) return { command, path, rest }
    command = next
    path = `${path} ${next.name}`
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)]
  }
}

/** Who asks: the context's user, by name. Undefined is the cluster's admin, or whoever a token says. */
function userOf(kubeconfig: Kubeconfig, { flags }: ParsedArguments): UserInfo | undefined {
  if (flags.string('token') !== '') return undefined
  return kubeconfig.user(flags.string('context'), flags.string('user'))
}

/** Headers that say it otherwise: a token, and in whose name it is done. */
function credentials(kubeconfig: Kubeconfig, { flags }: ParsedArguments): Readonly<Record<string, string>> {
  const token = flags.string('token') || kubeconfig.token(flags.string('context'), flags.string('user'))
  const groups = flags.list('as-group')
  return {
    ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...(flags.string('as') === '' ? {} : { 'impersonate-user': flags.string('as') }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups.join(',') }),
    ...(flags.string('as-uid') === '' ? {} : { 'impersonate-uid': flags.string('as-uid') }),
  }
}
