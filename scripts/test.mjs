// `npm test`: types, lint, units, build, journeys. Runs all of them even if one fails, and ends with the count.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { findBrowser } from './browser.mjs'

const root = path.join(import.meta.dirname, '..')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'podarium-test-'))
const bin = (name) => path.join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)
let passed = 0
let failed = 0

function run(title, command, args, env = {}) {
  console.log(`\n— ${title}`)
  const began = performance.now()
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  console.log(`— ${title}: ${result.status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return result.status === 0
}

function one(title, command, args) {
  if (run(title, command, args)) passed++
  else failed++
}

/** Adds a runner's own counts; a runner that failed without a failed test (or a report) counts as one failure. */
function many(title, command, args, env, report, count) {
  const ok = run(title, command, args, env)
  const counts = fs.existsSync(report) ? count(JSON.parse(fs.readFileSync(report, 'utf8'))) : { passed: 0, failed: 0 }
  passed += counts.passed
  failed += counts.failed
  if (!ok && counts.failed === 0) failed++
}

one('schema', process.execPath, ['scripts/generate-schema.mjs'])
one('types', bin('tsc'), [])
one('lint', bin('biome'), ['ci', '.'])
const units = path.join(scratch, 'units.json')
many(
  'units',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${units}`],
  {},
  units,
  (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }),
)
one('build', bin('vite'), ['build'])
one('build for node', process.execPath, ['scripts/build-node.mjs'])
one('sizes', process.execPath, ['scripts/sizes.mjs'])
const journeys = path.join(scratch, 'journeys.json')
try {
  const browser = findBrowser()
  many(
    'journeys',
    bin('playwright'),
    ['test'],
    { PODARIUM_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: journeys },
    journeys,
    ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }),
  )
} catch (error) {
  console.error(error.message)
  failed++
}

fs.rmSync(scratch, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
