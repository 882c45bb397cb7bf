import { expect, test } from '@playwright/test'
import { manifest } from './manifests.ts'
import { answers, apply, expectStatus, inspect, open, pod } from './page.ts'

test.use({ viewport: { width: 1024, height: 768 } })

test('on a narrow page the editor makes way for the Pods, and stays where something was refused', async ({ page }) => {
  await open(page)
  // as somebody who embeds the page would: that opens the editor too
  await page.evaluate((text) => window.podarium.setManifest(text), manifest('sleep'))
  await apply(page, manifest('sleep'))
  await expect(page.getByText('pod/sleeper created').locator('visible=true').first()).toBeVisible()
  await expectStatus(page, 'sleeper', 'Running')
  const inspector = await inspect(page, pod(page, 'sleeper'))
  await expect(inspector).toContainText('sleeper')
  await page.evaluate((text) => window.podarium.setManifest(text), manifest('cadvisor-2014'))
  await apply(page, manifest('cadvisor-2014'))
  await expect(answers(page)).toContainText('unknown field "spec.volumes[0].source"')
})
