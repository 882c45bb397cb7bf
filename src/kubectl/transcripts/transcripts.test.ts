import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kubectlRig } from '../testing/rig.ts'

/**
 * A transcript is a text file: `## …` starts a case on a fresh cluster, `$ command` runs, and what follows is its
 * whole output (stdout, then stderr). `[exit n]` on a line of its own is the exit code, 0 if absent; `>> name` writes
 * the lines that follow, to a line `<<`, into a file. `…` in an output stands for any text within the line, and a
 * line `…` for any lines.
 */
interface Step {
  readonly line: number
  readonly command: string
  readonly expected: string
  readonly exitCode: number
  readonly file?: { readonly name: string; readonly text: string }
}

function parse(text: string): { name: string; steps: Step[] }[] {
  const cases: { name: string; steps: Step[] }[] = []
  const lines = text.replace(/\n$/, '').split('\n')
  for (let i = 0; i < lines.length; ) {
    const line = String(lines[i])
    if (line.startsWith('## ')) {
      cases.push({ name: line.slice(3), steps: [] })
      i++
    } else if (line.startsWith('>> ')) {
      const end = lines.indexOf('<<', i)
      const text = `${lines.slice(i + 1, end).join('\n')}\n`
      cases.at(-1)?.steps.push({ line: i + 1, command: '', expected: '', exitCode: 0, file: { name: line.slice(3), text } })
      i = end + 1
    } else if (line.startsWith('$ ')) {
      let end = i + 1
      while (end < lines.length && !/^(\$ |## |>> )/.test(String(lines[end]))) end++
      const output = lines.slice(i + 1, end)
      while (output.at(-1) === '') output.pop()
      const exit = /^\[exit (\d+)\]$/.exec(output.at(-1) ?? '')
      if (exit) output.pop()
      cases
        .at(-1)
        ?.steps.push({ line: i + 1, command: line.slice(2), expected: output.join('\n'), exitCode: Number(exit?.[1] ?? 0) })
      i = end
    } else i++
  }
  return cases
}

function pattern(expected: string): RegExp {
  const escaped = expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/(^|\n)…(?=\n|$)/g, '$1[\\s\\S]*?').replaceAll('…', '[^\\n]*')}\\n*$`)
}

const folder = new URL('.', import.meta.url).pathname
for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  describe(file, () => {
    for (const { name, steps } of parse(readFileSync(`${folder}${file}`, 'utf8'))) {
      it(name, () => {
        const rig = kubectlRig()
        for (const step of steps) {
          if (step.file) {
            rig.write(step.file.name, step.file.text)
            continue
          }
          const { stdout, stderr, exitCode } = rig.run(step.command)
          const output = `${stdout}${stderr}`
          const where = `${file}:${step.line} $ ${step.command}`
          if (!pattern(step.expected).test(output)) expect(`${where}\n${output}`).toBe(`${where}\n${step.expected}\n`)
          expect(`${where} → ${exitCode}`).toBe(`${where} → ${step.exitCode}`)
        }
      })
    }
  })
}
