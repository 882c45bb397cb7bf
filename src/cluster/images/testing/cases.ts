import { expect, it } from 'vitest'
import { TestContainer } from './test-container.ts'

/** One command line of sh, and what it must print; `code` is 0 if absent. */
export interface Case {
  readonly run: string
  readonly prints: string
  readonly code?: number
}

/** Runs each case in a container of its own. */
export function cases(
  image: string,
  files: Readonly<Record<string, string>>,
  table: readonly (Case | readonly [run: string, prints: string, code?: number])[],
): void {
  for (const each of table) {
    const { run, prints, code = 0 } = 'run' in each ? each : { run: each[0], prints: each[1], code: each[2] ?? 0 }
    it(run.replaceAll('\n', '⏎'), () => {
      const container = new TestContainer(image, { files })
      const result = container.run(['sh', '-c', run])
      expect({ output: result.output, code: result.exit?.code }).toEqual({ output: prints, code })
    })
  }
}
