// What the page costs to load, gzip, against its budgets. Run after the build; fails when one is exceeded.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const dist = path.join(import.meta.dirname, '../dist')
const gzipKb = (file) => zlib.gzipSync(fs.readFileSync(path.join(dist, file)), { level: 9 }).length / 1024
const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8')

/** The scripts that index.html itself asks for, with everything they import statically. */
function firstScripts() {
  const found = new Set()
  const visit = (file) => {
    if (found.has(file)) return
    found.add(file)
    const source = fs.readFileSync(path.join(dist, file), 'utf8')
    for (const [, target] of source.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*{}\s,$]+?from\s*)?"(\.\/[^"]+\.js)"/g))
      visit(path.posix.join(path.posix.dirname(file), target))
  }
  for (const [, target] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)) visit(target)
  return [...found]
}

const assets = fs.readdirSync(path.join(dist, 'assets'))
const engine = assets.find((name) => /^worker-.*\.js$/.test(name))
const rows = [
  { what: 'first JS', kb: firstScripts().reduce((sum, file) => sum + gzipKb(file), 0), budgetKb: 90 },
  { what: 'engine (worker)', kb: engine ? gzipKb(`assets/${engine}`) : Number.NaN, budgetKb: 620 },
]
let over = false
for (const { what, kb, budgetKb } of rows) {
  const ok = kb <= budgetKb
  over ||= !ok
  console.log(`${what.padEnd(20)} ${kb.toFixed(1).padStart(7)} kB of ${budgetKb} kB ${ok ? 'ok' : 'OVER BUDGET'}`)
}
process.exitCode = over ? 1 : 0
