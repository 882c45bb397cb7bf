import { expect, test } from '@playwright/test'
import { manifest } from './manifests.ts'
import { apply, expectStatus, open, pod, setManifest } from './page.ts'

test.beforeEach(async ({ page }) => open(page))

test('time stands while paused, and goes by steps', async ({ page }) => {
  await page.getByRole('button', { name: 'Pause' }).click()
  await apply(page, manifest('sleep'))
  await expectStatus(page, 'sleeper', 'Pending')
  await page.waitForTimeout(1500)
  await expectStatus(page, 'sleeper', 'Pending')
  const step = page.getByRole('button', { name: /step|next change/i })
  for (let i = 0; i < 40 && (await pod(page, 'sleeper').getAttribute('data-status')) === 'Pending'; i++) await step.click()
  await expectStatus(page, 'sleeper', 'ContainerCreating')
})

test('a reset begins anew', async ({ page }) => {
  await apply(page, manifest('sleep'))
  await expectStatus(page, 'sleeper', 'Running')
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await page.getByRole('button', { name: 'Reset the cluster' }).click()
  await expect(pod(page, 'sleeper')).toHaveCount(0)
  await apply(page, manifest('sleep'))
  await expectStatus(page, 'sleeper', 'Running')
})

test('Ctrl+Enter applies from within the editor', async ({ page }) => {
  await setManifest(page, manifest('sleep'))
  await page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus()
  await page.keyboard.press('Control+Enter')
  await expectStatus(page, 'sleeper', 'Running')
})
