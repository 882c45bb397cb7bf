import { expect, it } from 'vitest'
import { TestMachine, testPrograms } from '../machine/testing/test-machine.ts'
import recorded from './recorded.json'
import { bash, dash } from './sh.ts'

// what dash 0.5.12 and bash 5.2 of Debian 12 printed: stdout, exit code, stderr
const rows: readonly { readonly script: string; readonly dash?: readonly unknown[]; readonly bash?: readonly unknown[] }[] =
  recorded

it.each(
  rows.flatMap((row) =>
    (['dash', 'bash'] as const).flatMap((shell) => (row[shell] ? [{ shell, script: row.script, expected: row[shell] }] : [])),
  ),
)('$shell: $script', ({ shell, script, expected }) => {
  const test = new TestMachine([...testPrograms, bash, dash])
  const running = test.container().run([shell, '-c', script])
  test.sim.runUntil(60_000)
  expect([running.stdout, running.exit?.code, running.stderr]).toEqual(expected)
})
