import { expect, type Locator, type Page } from '@playwright/test'

declare global {
  interface Window {
    podarium: { setManifest(text: string): void }
  }
}

/** Opens the page with a new cluster, and waits until it shows its nodes. Fails the test on any page error. */
export async function open(page: Page, path = '.'): Promise<void> {
  page.on('pageerror', (error) => {
    throw error
  })
  await page.goto(path)
  await expect(graph(page).locator('[data-kind="Node"]').first()).toBeVisible({ timeout: 30_000 })
}

export const graph = (page: Page): Locator => page.getByRole('region', { name: 'Cluster graph' })
export const editor = (page: Page): Locator => page.getByRole('region', { name: 'Manifest editor' })

export function element(page: Page, kind: string, name: string): Locator {
  return graph(page).locator(`[data-kind="${kind}"][data-name="${name}"]`).first()
}

export const pod = (page: Page, name: string): Locator => element(page, 'Pod', name)

/** Pods whose name begins with a prefix. */
export const podsOf = (page: Page, prefix: string): Locator => graph(page).locator(`[data-kind="Pod"][data-name^="${prefix}"]`)

export async function setManifest(page: Page, text: string): Promise<void> {
  await expect(editor(page).locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 })
  await page.evaluate((value) => window.podarium.setManifest(value), text)
}

export async function apply(page: Page, text: string): Promise<void> {
  await setManifest(page, text)
  await page.getByRole('button', { name: 'Apply' }).click()
}

export async function expectStatus(page: Page, name: string, status: string | RegExp, timeout = 20_000): Promise<void> {
  await expect(pod(page, name)).toHaveAttribute('data-status', status, { timeout })
}

export async function setSpeed(page: Page, factor: number): Promise<void> {
  await page.getByRole('button', { name: /^Speed/ }).click()
  await page.getByRole('menu').getByText(`×${factor}`, { exact: true }).click()
}

/** What the API server answered, as the editor lists it. */
export const answers = (page: Page): Locator => editor(page).getByRole('status', { name: 'Answers of the API server' })

/** Chooses an element of the graph and returns its inspector. */
export async function inspect(page: Page, target: Locator): Promise<Locator> {
  await target.click()
  return page.getByRole('region', { name: /inspector/i })
}

/** Right-click, and an entry of the menu. */
export async function operate(page: Page, target: Locator, operation: string): Promise<void> {
  await target.click({ button: 'right' })
  await page.getByRole('menuitem', { name: operation }).first().click()
}
