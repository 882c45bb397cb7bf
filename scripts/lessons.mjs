// Plays every lesson without a page: `npm run lessons [-- name-part] [-- --write]`. `--write` renews docs/coverage.md.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const args = process.argv.slice(2)
const env = {
  ...process.env,
  PODARIUM_LESSON: args.find((arg) => !arg.startsWith('--')) ?? '',
  PODARIUM_WRITE: args.includes('--write') ? '1' : '',
}
const vitest = path.join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const ran = spawnSync(process.execPath, [vitest, 'run', 'src/lessons/lessons.test.ts', '--reporter=verbose'], {
  cwd: path.join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env,
})
process.exitCode = ran.status ?? 1
