import { expect, type Page, test } from '@playwright/test'
import { manifest } from './manifests.ts'
import { answers, apply, expectStatus, open, pod, setSpeed } from './page.ts'

test.beforeEach(async ({ page }) => open(page))

const aliasBomb = `a: &a [x, x, x, x, x, x, x, x, x]
${'bcdefghi'
  .split('')
  .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`)
  .join('\n')}
`

for (const { what, text, answer } of [
  { what: 'broken YAML', text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: [x\n', answer: /yaml: line \d+/ },
  {
    what: 'an unknown kind',
    text: 'apiVersion: v1\nkind: Pood\nmetadata: {name: x}\n',
    answer: 'no matches for kind "Pood" in version "v1"',
  },
  {
    what: 'no containers',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n',
    answer: 'spec.containers: Required value',
  },
  { what: 'an alias bomb', text: aliasBomb, answer: /alias/ },
  {
    what: 'keys of JavaScript',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n__proto__: {polluted: true}\nspec: {containers: [{name: a, image: b, constructor: {}}]}\n',
    answer: 'unknown field',
  },
  { what: 'nothing', text: '\n', answer: 'no objects passed to apply' },
]) {
  test(`${what} gets a clear answer`, async ({ page }) => {
    await apply(page, text)
    await expect(answers(page)).toContainText(answer)
    await expect(pod(page, 'x')).toHaveCount(0)
    // and the page goes on
    await apply(page, manifest('sleep'))
    await expectStatus(page, 'sleeper', 'Running')
  })
}

test('a document of 5 MB is refused, at once and without losing anything', async ({ page }) => {
  await apply(page, manifest('sleep'))
  const data = 'x'.repeat(99)
  const lines = Array.from({ length: 50_000 }, (_, i) => `  key-${i}: "${data}"`).join('\n')
  await apply(page, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: huge}\ndata:\n${lines}\n`)
  await expect(answers(page)).toContainText(/limit is 3145728/, { timeout: 20_000 })
  await expectStatus(page, 'sleeper', 'Running')
})

/** Frames a second over two seconds. */
const framesPerSecond = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let frames = 0
        const began = performance.now()
        const tick = () => {
          frames++
          if (performance.now() - began < 2000) requestAnimationFrame(tick)
          else resolve(frames / 2)
        }
        requestAnimationFrame(tick)
      }),
  )

test('a container that loops for ever without sleeping leaves the page alone', async ({ page }) => {
  await apply(
    page,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: spin}\nspec: {containers: [{name: a, image: busybox, command: [sh, -c, "while true; do :; done"]}]}\n',
  )
  await expectStatus(page, 'spin', 'Running')
  await setSpeed(page, 10)
  // generous, since the machine may be busy: a blocked page gives none at all
  expect(await framesPerSecond(page)).toBeGreaterThan(20)
  await apply(page, manifest('sleep'))
  await expectStatus(page, 'sleeper', 'Running')
})
