import type { Command } from '../command.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { fileFlags, printFlags } from '../flag-sets.ts'
import type { Flag } from '../flags.ts'
import { commandHelp, optionsHelp, rootHelp } from '../help.ts'
import { listAt, objectAt, textAt } from '../json-value.ts'
import { kustomize as build } from '../kustomize.ts'
import { hasFiles } from '../manifests.ts'
import { ResultPrinter } from '../printers/printer.ts'
import { findObjects } from '../resource-arguments.ts'

export const options: Command = {
  name: 'options',
  use: 'options',
  short: 'List of global command-line options (applies to all commands)',
  *run(k) {
    yield* k.out(optionsHelp())
    return 0
  },
}

export const help: Command = {
  name: 'help',
  use: 'help [command]',
  short: 'Help about any command',
  *run(k) {
    let command = k.root
    let path = 'kubectl'
    for (const word of k.args) {
      const next = command.subcommands?.find((one) => one.name === word || one.aliases?.includes(word))
      if (!next) throw new KubectlError(`Unknown help topic [${k.args.map((arg) => `\`${arg}\``).join(' ')}]`)
      command = next
      path = `${path} ${next.name}`
    }
    yield* k.out(command === k.root ? rootHelp(k.root) : commandHelp(command, path))
    return 0
  },
}

export const plugin: Command = {
  name: 'plugin',
  use: 'plugin [flags] [options]',
  short: 'Provides utilities for interacting with plugins',
  long: 'Plugins are programs in the PATH whose names begin with kubectl-. This kubectl lists them and does not run them.',
  subcommands: [
    {
      name: 'list',
      use: 'list [flags] [options]',
      short: "List all visible plugin executables on a user's PATH",
      flags: [{ name: 'name-only', type: 'bool', default: 'false', usage: 'Show the names alone.' }],
      *run(k) {
        const found: string[] = []
        for (const directory of String(k.process.env.get('PATH') ?? '').split(':')) {
          if (!k.process.exists(directory)) continue
          for (const name of k.process.readDirectory(directory))
            if (name.startsWith('kubectl-')) found.push(k.flags.bool('name-only') ? name : `${directory}/${name}`)
        }
        if (found.length === 0) throw new KubectlError('unable to find any kubectl plugins in your PATH')
        yield* k.out(`The following compatible plugins are available:\n\n${found.map((path) => `${path}\n`).join('')}`)
        return 0
      },
    },
  ],
}

/** What would run programs or read elsewhere: known by name, and refused. */
const buildFlags: readonly Flag[] = [
  ...['as-current-user', 'enable-alpha-plugins', 'enable-helm', 'helm-debug', 'network'].map((name) => ({
    name,
    type: 'bool' as const,
    default: 'false',
  })),
  ...['helm-api-versions', 'mount'].map((name) => ({ name, type: 'stringArray' as const })),
  { name: 'env', shorthand: 'e', type: 'stringArray' as const },
  { name: 'helm-command', type: 'string' as const, default: 'helm' },
  { name: 'helm-kube-version', type: 'string' as const },
  { name: 'load-restrictor', type: 'string' as const, default: 'LoadRestrictionsRootOnly' },
  { name: 'network-name', type: 'string' as const, default: 'bridge' },
].map((flag) => ({ ...flag, usage: 'For functions, charts and files from elsewhere; not simulated.' }))

export const kustomize: Command = {
  name: 'kustomize',
  use: 'kustomize DIR [flags] [options]',
  short: 'Build a kustomization target from a directory or URL',
  examples: '# Build the current directory\nkubectl kustomize',
  flags: [{ name: 'output', shorthand: 'o', type: 'string', usage: 'Write to this file.' }, ...buildFlags],
  *run(k) {
    const refused = buildFlags.find((flag) => k.flags.changed(flag.name) && k.flags.string(flag.name) !== (flag.default ?? ''))
    if (refused)
      throw new KubectlError(`--${refused.name} is not simulated: no functions, charts or files from elsewhere are used`)
    const text = build(k.process, k.args[0] ?? '.')
    if (k.flags.string('output') === '') yield* k.out(text)
    else k.process.writeFile(k.flags.string('output'), text)
    return 0
  },
}

const decide = (name: 'approve' | 'deny', condition: 'Approved' | 'Denied', done: string): Command => ({
  name,
  use: `${name} (-f FILENAME | NAME) [options]`,
  short: `${condition === 'Approved' ? 'Approve' : 'Deny'} a certificate signing request`,
  flags: [
    ...printFlags,
    ...fileFlags('the requests to decide on.'),
    { name: 'force', type: 'bool', default: 'false', usage: 'Decide again what was decided the same way before.' },
  ],
  *run(k) {
    if (k.args.length === 0 && !hasFiles(k)) throw k.usage('one or more CSRs must be specified as <name> or -f <filename>')
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { defaultType: 'certificatesigningrequests' })
    throwCollected(errors)
    const printer = new ResultPrinter(k)
    for (const one of found) {
      const conditions = listAt(one.object, 'status', 'conditions')
      const has = (type: string) => conditions.some((other) => textAt(other, 'type') === type)
      const opposite = condition === 'Approved' ? 'Denied' : 'Approved'
      if (has(opposite)) throw new KubectlError(`certificate signing request "${one.name}" is already ${opposite.toLowerCase()}`)
      let object = one.object
      if (!has(condition) || k.flags.bool('force')) {
        const decision = {
          type: condition,
          status: 'True',
          reason: `Kubectl${name === 'approve' ? 'Approve' : 'Deny'}`,
          message: `This CSR was ${done} by kubectl certificate ${name}.`,
        }
        const others = conditions.filter((other) => textAt(other, 'type') !== condition)
        const body = { ...one.object, status: { ...objectAt(one.object, 'status'), conditions: [...others, decision] } }
        object = k.connection.update(one.type, undefined, one.name, body, {}, 'approval')
      }
      yield* k.out(printer.print(object, done, one.type))
    }
    return 0
  },
})

export const certificate: Command = {
  name: 'certificate',
  use: 'certificate SUBCOMMAND [options]',
  short: 'Modify certificate resources',
  subcommands: [decide('approve', 'Approved', 'approved'), decide('deny', 'Denied', 'denied')],
}
