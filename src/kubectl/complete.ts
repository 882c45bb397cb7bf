import type { ApiServer } from '../cluster/apiserver/interface.ts'
import type { Command } from './command.ts'
import { Connection } from './connection.ts'
import { Discovery, type ResourceType, resourceName } from './discovery.ts'
import { StatusError } from './errors.ts'
import type { Flag } from './flags.ts'
import { globalFlags } from './global-flags.ts'
import { listAt, textAt } from './json-value.ts'
import { podSpecOf } from './pod-template.ts'
import { root } from './root.ts'

/** Verbs whose first word is the name of a pod unless it says otherwise. */
const podVerbs = ['logs', 'exec', 'attach', 'port-forward', 'debug', 'cp']
const nodeVerbs = ['cordon', 'uncordon', 'drain']

/**
 * What may follow on a kubectl command line: verbs, flags and their values, kinds, names of what is there.
 * Undefined where only the shell knows (files).
 * @param words what stands before, without `kubectl`
 * @param namespace the context's
 */
export function completeKubectl(
  server: ApiServer,
  words: readonly string[],
  current: string,
  namespace: string,
): readonly string[] | undefined {
  if (words.includes('--')) return undefined
  const { command, rest } = descend(words)
  const known = [...globalFlags, ...(command.flags ?? [])]
  const live = new Live(server, flagValue(words, ['-n', '--namespace']) ?? namespace)
  const pending = pendingFlag(words, known)
  if (pending) return valuesOf(pending, live)
  if (current.startsWith('-'))
    return known.filter((flag) => !flag.hidden).map((flag) => `--${flag.name}${flag.type === 'bool' ? '' : '='}`)
  if (command.subcommands && rest.length === 0 && !command.run) return command.subcommands.map((one) => one.name)
  const subcommands = rest.length === 0 ? (command.subcommands ?? []).map((one) => one.name) : []
  const offered = argumentsOf(command, rest, current, live)
  return offered === undefined && subcommands.length === 0 ? undefined : [...subcommands, ...(offered ?? [])]
}

function descend(words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = root
  const rest: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = String(words[i])
    if (word.startsWith('-')) {
      const flag = flagOf(word, [...globalFlags, ...(command.flags ?? [])])
      if (flag && flag.type !== 'bool' && flag.withoutValue === undefined && !word.includes('=')) i++
      continue
    }
    const next =
      rest.length === 0 ? command.subcommands?.find((one) => one.name === word || one.aliases?.includes(word)) : undefined
    if (next) command = next
    else rest.push(word)
  }
  return { command, rest }
}

function flagOf(word: string, known: readonly Flag[]): Flag | undefined {
  const name = String(word.split('=')[0])
  return known.find((flag) => `--${flag.name}` === name || (flag.shorthand !== undefined && `-${flag.shorthand}` === name))
}

/** The flag that still waits for its value. */
function pendingFlag(words: readonly string[], known: readonly Flag[]): Flag | undefined {
  const last = words.at(-1)
  if (!last?.startsWith('-') || last.includes('=')) return undefined
  const flag = flagOf(last, known)
  return flag && flag.type !== 'bool' && flag.withoutValue === undefined ? flag : undefined
}

function flagValue(words: readonly string[], names: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    if (names.includes(word)) return words[i + 1]
    const name = names.find((one) => word.startsWith(`${one}=`))
    if (name) return word.slice(name.length + 1)
  }
  return undefined
}

function valuesOf(flag: Flag, live: Live): readonly string[] | undefined {
  if (flag.name === 'namespace') return live.names('namespaces')
  if (flag.name === 'output') return ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'go-template=', 'custom-columns=']
  if (flag.name === 'dry-run') return ['none', 'client', 'server']
  return flag.name === 'filename' || flag.name === 'kustomize' ? undefined : []
}

function argumentsOf(command: Command, rest: readonly string[], current: string, live: Live): readonly string[] | undefined {
  const slash = current.indexOf('/')
  if (slash > 0) return live.names(current.slice(0, slash)).map((name) => `${current.slice(0, slash)}/${name}`)
  if (nodeVerbs.includes(command.name)) return live.names('nodes')
  if (podVerbs.includes(command.name)) {
    if (rest.length === 0)
      return [
        ...live.names('pods'),
        ...(command.name === 'cp' ? [] : ['deployment/', 'service/', 'statefulset/', 'daemonset/', 'job/']),
      ]
    return command.name === 'logs' && rest.length === 1 ? live.containers(String(rest[0])) : undefined
  }
  if (command.name === 'explain') return live.explained(current)
  if (!/TYPE/.test(command.use)) return undefined
  const [type] = rest
  if (type === undefined) return live.types()
  return type.includes('/') ? live.types().map((one) => `${one}/`) : live.names(String(type.split(',').at(-1)))
}

/** What the cluster holds now, for those who may see it. */
class Live {
  private readonly connection: Connection
  private readonly discovery: Discovery

  constructor(
    server: ApiServer,
    private readonly namespace: string,
  ) {
    this.connection = new Connection(server)
    this.discovery = new Discovery(this.connection)
  }

  types(): readonly string[] {
    const all = this.discovery.preferred().filter((type) => type.verbs.includes('list'))
    return all.map((type) => (this.isShadowed(type) ? resourceName(type) : type.resource))
  }

  /** Another group has a resource of that name before it. */
  private isShadowed(type: ResourceType): boolean {
    return this.discovery.find(type.resource) !== type
  }

  names(word: string): readonly string[] {
    const type = this.discovery.find(word)
    if (!type) return []
    try {
      const { items } = this.connection.list(type, type.namespaced ? this.namespace : undefined)
      return items.map((item) => item.metadata.name ?? '')
    } catch (error) {
      if (error instanceof StatusError) return []
      throw error
    }
  }

  containers(pod: string): readonly string[] {
    try {
      const object = this.connection.get(this.discovery.forWord('pods'), this.namespace, pod.replace(/^pods?\//, ''))
      return listAt(podSpecOf(object), 'containers').map((container) => textAt(container, 'name'))
    } catch (error) {
      if (error instanceof StatusError) return []
      throw error
    }
  }

  explained(current: string): readonly string[] {
    return current.includes('.') ? [] : this.types()
  }
}
