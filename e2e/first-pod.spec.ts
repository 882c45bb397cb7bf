import { expect, test } from '@playwright/test'
import { manifest } from './manifests.ts'
import { answers, apply, element, expectStatus, graph, inspect, open, operate, pod, podsOf, setSpeed } from './page.ts'

test.beforeEach(async ({ page }) => open(page))

test('a Pod that sleeps runs; deleted, it is Terminating for its 30 seconds, then gone', async ({ page }) => {
  await apply(page, manifest('sleep'))
  await expect(answers(page)).toContainText('pod/sleeper created')
  await expectStatus(page, 'sleeper', 'Running')
  await page.getByRole('button', { name: 'Pause' }).click()
  await operate(page, pod(page, 'sleeper'), 'Delete')
  await page.getByRole('button', { name: 'Play' }).click()
  await expectStatus(page, 'sleeper', 'Terminating')
  await expect(pod(page, 'sleeper')).toContainText(/of 30 s/)
  await setSpeed(page, 10)
  await expect(pod(page, 'sleeper')).toHaveCount(0, { timeout: 15_000 })
})

test('busybox without a command completes, restarts, and backs off', async ({ page }) => {
  await apply(page, manifest('bare-busybox'))
  await expectStatus(page, 'busybox', 'Completed')
  await setSpeed(page, 10)
  await expectStatus(page, 'busybox', 'CrashLoopBackOff')
  await expect(pod(page, 'busybox')).toContainText(/next try/)
})

test('of two containers one serves and the other crash-loops: 1/2', async ({ page }) => {
  await setSpeed(page, 10)
  await apply(page, manifest('two-containers'))
  await expectStatus(page, 'pair', 'CrashLoopBackOff')
  await expect(pod(page, 'pair')).toContainText('1/2')
  await expect(element(page, 'Container', 'nginx')).toHaveAttribute('data-status', 'Running')
})

test('a web server shows what its neighbour writes into the shared volume', async ({ page }) => {
  await apply(page, manifest('shared-volume'))
  await expectStatus(page, 'shared', 'Running')
  const volume = element(page, 'Volume', 'shared-data')
  await expect(volume).toContainText('index.html')
  await setSpeed(page, 5)
  const inspector = await inspect(page, pod(page, 'shared'))
  await inspector.getByRole('tab', { name: 'Logs' }).click()
  await inspector.getByRole('combobox', { name: 'Container' }).selectOption('reader')
  await expect(inspector).toContainText('Hello from the writer')
})

test('restartPolicy OnFailure, and an image of 2018', async ({ page }) => {
  await apply(page, manifest('on-failure'))
  await expect(answers(page)).toContainText('pod/web-on-failure created')
  await expect(answers(page)).toContainText('pod/debugger created')
  await expectStatus(page, 'web-on-failure', 'Running')
  await expectStatus(page, 'debugger', 'Running')
})

test('a manifest of 2014 is refused in words and on its lines, explained, fixed, and runs', async ({ page }) => {
  await apply(page, manifest('cadvisor-2014'))
  await expect(answers(page)).toContainText('unknown field "spec.volumes[0].source"')
  await expect(answers(page)).toContainText('unknown field "spec.volumes[1].source"')
  await expect(answers(page)).toContainText('hostPath')
  await expect(pod(page, 'cadvisor')).toHaveCount(0)
  for (let fixes = 0; fixes < 2; fixes++) {
    await answers(page)
      .getByRole('button', { name: /hostPath/ })
      .first()
      .click()
  }
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(answers(page)).toContainText('pod/cadvisor created')
  await expectStatus(page, 'cadvisor', 'Running')
})

test('a Deployment replaces a Pod that is deleted, by another', async ({ page }) => {
  await apply(page, manifest('deployment'))
  await expect(podsOf(page, 'web-')).toHaveCount(3)
  await expect(graph(page).locator('[data-kind="Pod"][data-name^="web-"][data-status="Running"]')).toHaveCount(3, {
    timeout: 20_000,
  })
  const names = await podsOf(page, 'web-').evaluateAll((all) => all.map((one) => one.getAttribute('data-name')))
  const [first] = names
  await operate(page, pod(page, String(first)), 'Delete')
  await setSpeed(page, 10)
  await expect(pod(page, String(first))).toHaveCount(0, { timeout: 20_000 })
  await expect(podsOf(page, 'web-')).toHaveCount(3)
  const after = await podsOf(page, 'web-').evaluateAll((all) => all.map((one) => one.getAttribute('data-name')))
  expect(after.filter((name) => !names.includes(name))).toHaveLength(1)
})
