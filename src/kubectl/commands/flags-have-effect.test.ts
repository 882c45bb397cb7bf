import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Command } from '../command.ts'
import { root } from '../root.ts'

const folder = new URL('..', import.meta.url).pathname
const sources = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing/'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
)

/** The files whose values a file imports, and theirs, within kubectl. */
function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !sources.has(file) || file === 'root.ts') return seen
  seen.add(file)
  for (const [, path] of (sources.get(file) ?? '').matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm))
    reachable(join(dirname(file), String(path)), seen)
  return seen
}

/** The file that defines a command: the one of its name, else one among those of its verb that names it. */
function fileOf(name: string, among: readonly string[]): string | undefined {
  const files = among.filter((file) => file.startsWith('commands/'))
  const naming = new RegExp(`(name: |\\()'${name}'`)
  return files.find((file) => file.endsWith(`/${name}.ts`)) ?? files.find((file) => naming.test(sources.get(file) ?? ''))
}

function unread(command: Command, path: string, among: readonly string[]): string[] {
  const file = fileOf(command.name, among)
  const files = file === undefined ? among : [...reachable(file)]
  const code = ['invocation.ts', ...files].map((one) => sources.get(one)).join('\n')
  const own = (command.run ? (command.flags ?? []) : []).filter(
    ({ name, usage }) =>
      !/no effect here/.test(usage) &&
      !/; not simulated\.$/.test(usage) &&
      !new RegExp(`(string|bool|int|duration|list|map|changed|keep)\\((\\s|[^()]*\\? )*'${name}'`).test(code) &&
      !new RegExp(`for \\(const \\w+ of \\[[^\\]]*'${name}'`).test(code),
  )
  return [
    ...own.map((flag) => `${path} --${flag.name}`),
    ...(command.subcommands ?? []).flatMap((one) => unread(one, `${path} ${one.name}`, files)),
  ]
}

it('has no flag that is taken and then ignored without a word', () => {
  expect((root.subcommands ?? []).flatMap((verb) => unread(verb, verb.name, [...sources.keys()]))).toEqual([])
})
