import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Command } from '../command.ts'
import { globalFlags } from '../global-flags.ts'
import { root } from '../root.ts'

/**
 * usage.txt lists what the help of the real kubectl lists: the usage line of every command, and below it its flags,
 * `f/filename` with a shorthand. Recorded from 1.33, brought to 1.36 (kyaml, `autoscale --cpu`, what `run` has lost).
 */
const lines = readFileSync(new URL('usage.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const table = lines.flatMap((line, i) => {
  if (line.startsWith(' ')) return []
  const next = lines[i + 1] ?? ''
  return [{ usage: line, flags: next.startsWith(' ') ? next.trim().split(' ') : [] }]
})

const commands = new Map<string, Command>()
const collect = (command: Command, path: string) => {
  commands.set(`${path}${command.use}`.replace(/\s+/g, ' '), command)
  for (const one of command.subcommands ?? []) collect(one, `${path}${command.name} `)
}
for (const verb of root.subcommands ?? []) collect(verb, 'kubectl ')

describe('what kubectl takes', () => {
  it.each(table)('$usage', ({ usage, flags }) => {
    const command = commands.get(usage.replace(/\s+/g, ' '))
    expect(command?.name).toBeDefined()
    const known = [...(command?.flags ?? []), ...globalFlags].flatMap(({ name, shorthand }) =>
      shorthand === undefined ? [name] : [`${shorthand}/${name}`],
    )
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([])
  })
})
