import type { Command } from './command.ts'
import type { Flag } from './flags.ts'
import { globalFlags } from './global-flags.ts'

/** How the verbs are grouped on the first page of help; also the order in which misspelt ones are looked for. */
export const groups: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  { title: 'Basic Commands (Beginner):', names: ['create', 'expose', 'run', 'set'] },
  { title: 'Basic Commands (Intermediate):', names: ['explain', 'get', 'edit', 'delete'] },
  { title: 'Deploy Commands:', names: ['rollout', 'scale', 'autoscale'] },
  {
    title: 'Cluster Management Commands:',
    names: ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'],
  },
  {
    title: 'Troubleshooting and Debugging Commands:',
    names: ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  },
  { title: 'Advanced Commands:', names: ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize'] },
  { title: 'Settings Commands:', names: ['label', 'annotate', 'completion'] },
  { title: 'Other Commands:', names: ['api-resources', 'api-versions', 'config', 'plugin', 'version'] },
]

/** The first page: every verb in its group. */
export function rootHelp(root: Command): string {
  const parts = [
    'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n',
  ]
  for (const group of groups) {
    const commands = group.names.flatMap((name) => root.subcommands?.find((command) => command.name === name) ?? [])
    if (commands.length > 0) parts.push(`${group.title}\n${commandList(commands, 15)}`)
  }
  parts.push('Usage:\n  kubectl [flags] [options]\n')
  parts.push(
    'Use "kubectl <command> --help" for more information about a given command.\nUse "kubectl options" for a list of global command-line options (applies to all commands).\n',
  )
  return parts.join('\n')
}

/** The help page of one command. @param path `kubectl rollout status` */
export function commandHelp(command: Command, path: string): string {
  const parts = [`${command.long ?? command.short}\n`]
  if (command.aliases && command.aliases.length > 0) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}\n`)
  if (command.examples) parts.push(`Examples:\n${indent(command.examples.trim())}\n`)
  const subcommands = command.subcommands ?? []
  if (subcommands.length > 0) {
    const width = Math.max(11, ...subcommands.map((one) => one.name.length))
    parts.push(`Available Commands:\n${commandList(subcommands, width)}`)
  }
  const flags = (command.flags ?? []).filter((flag) => !flag.hidden && flag.deprecated === undefined)
  if (flags.length > 0) parts.push(`Options:\n${flagList(flags)}`)
  const parent = path.slice(0, path.length - command.name.length)
  parts.push(`Usage:\n  ${parent}${command.use}\n`)
  if (subcommands.length > 0) parts.push(`Use "${path} <command> --help" for more information about a given command.\n`)
  const tail = 'Use "kubectl options" for a list of global command-line options (applies to all commands).\n'
  return subcommands.length > 0 ? `${parts.join('\n')}${tail}` : `${parts.join('\n')}\n${tail}`
}

/** `kubectl options` */
export function optionsHelp(): string {
  return `The following options can be passed to any command:\n\n${flagList(globalFlags.filter((flag) => !flag.hidden))}`
}

function commandList(commands: readonly Command[], width: number): string {
  return commands.map((command) => `  ${command.name.padEnd(width)} ${command.short}\n`).join('')
}

function flagList(flags: readonly Flag[]): string {
  const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted
    .map((flag) => `    ${flag.shorthand ? `-${flag.shorthand}, ` : ''}--${flag.name}=${shownDefault(flag)}:\n\t${flag.usage}\n`)
    .join('\n')
}

function shownDefault(flag: Flag): string {
  switch (flag.type) {
    case 'string':
      return `'${flag.default ?? ''}'`
    case 'bool':
      return flag.default ?? 'false'
    case 'int':
      return flag.default ?? '0'
    case 'duration':
      return flag.default ?? '0s'
    default:
      return '[]'
  }
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

/** The names that may have been meant, as cobra finds them: near in spelling, or begun so. */
export function suggestions(word: string, names: readonly string[]): readonly string[] {
  const typed = word.toLowerCase()
  return names.filter((name) => distance(typed, name) <= 2 || name.startsWith(typed))
}

/** How many letters to change, add or drop (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
