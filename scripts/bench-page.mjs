// The page's half of the bench: the built page in a real Chromium.
import { execFileSync, spawn } from 'node:child_process'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from './browser.mjs'

const root = path.join(import.meta.dirname, '..')
const port = 4175
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const round = (value) => Math.round(value * 10) / 10

const one = (name) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: main, image: "busybox:1.36", command: [sleep, "86400"]}]}
`

async function load(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`http://localhost:${port}/`)
  await page.locator('[data-kind="Node"]').first().waitFor({ timeout: 30_000 })
  const nodes = await page.evaluate(() => performance.now())
  await page.locator('.monaco-editor').first().waitFor({ timeout: 30_000 })
  const editor = await page.evaluate(() => performance.now())
  const contentful = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
  return { page, contentful, nodes, editor }
}

/** From the click on Apply to the Pod's being in the document. */
async function applyToDrawn(page, name) {
  await page.evaluate((text) => window.podarium.setManifest(text), one(name))
  return page.evaluate(
    (pod) =>
      new Promise((resolve) => {
        const began = performance.now()
        const look = () => {
          if (document.querySelector(`[data-kind="Pod"][data-name="${pod}"]`)) resolve(performance.now() - began)
          else requestAnimationFrame(look)
        }
        const button = [...document.querySelectorAll('button')].find((candidate) => candidate.textContent?.startsWith('Apply'))
        button?.click()
        look()
      }),
    name,
  )
}

/** Frame times and long tasks over three seconds of watching. */
function watchFrames(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const times = []
        const long = []
        const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((entry) => entry.duration)))
        observer.observe({ type: 'longtask' })
        let last = performance.now()
        const until = last + 3000
        const tick = () => {
          const now = performance.now()
          times.push(now - last)
          last = now
          if (now < until) requestAnimationFrame(tick)
          else {
            observer.disconnect()
            times.sort((a, b) => a - b)
            resolve({
              fps: Math.round((times.length / 3) * 10) / 10,
              p95Ms: Math.round(times[Math.floor(times.length * 0.95)] * 10) / 10,
              longestTaskMs: Math.round(Math.max(0, ...long)),
            })
          }
        }
        requestAnimationFrame(tick)
      }),
  )
}

export async function benchPage() {
  execFileSync(path.join(root, 'node_modules/.bin/vite'), ['build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] })
  const log = console.log
  console.log = console.error
  const executablePath = findBrowser()
  console.log = log
  const server = spawn(process.execPath, [path.join(root, 'scripts/serve.mjs'), String(port)], { stdio: 'ignore' })
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  try {
    const loads = []
    for (let i = 0; i < 5; i++) {
      const { page, ...times } = await load(browser)
      loads.push(times)
      await page.close()
    }
    const { page } = await load(browser)
    const drawn = []
    for (let i = 0; i < 7; i++) drawn.push(await applyToDrawn(page, `drawn-${i}`))
    const frames = {}
    for (const count of [100, 300, 1000]) {
      const before = { 100: 0, 300: 100, 1000: 300 }[count]
      const names = Array.from({ length: count - before }, (_, i) => one(`load-${before + i}`))
      await page.evaluate((text) => window.podarium.setManifest(text), names.join('---\n'))
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.waitForTimeout(12_000)
      frames[count] = await watchFrames(page)
    }
    return {
      firstContentfulPaintMs: { value: round(median(loads.map((one) => one.contentful))), goal: 1000 },
      firstNodesMs: { value: round(median(loads.map((one) => one.nodes))), goal: 2000 },
      editorReadyMs: round(median(loads.map((one) => one.editor))),
      applyToDrawnMs: { value: round(median(drawn)), goal: 100 },
      frames,
    }
  } finally {
    await browser.close()
    server.kill()
  }
}
