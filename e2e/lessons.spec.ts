import { expect, test } from '@playwright/test'
import { graph, open, pod, setSpeed } from './page.ts'

test('a learner does a lesson by mouse: predicts, applies, runs, is told why, finds back', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: 'Lessons' }).click()
  await page.getByRole('button', { name: /Your first Pod/ }).click()
  const lesson = page.getByRole('region', { name: 'Lesson', exact: true })
  await expect(lesson.getByRole('heading', { name: 'Start a Pod' })).toBeFocused()
  await lesson.getByLabel('ContainerCreating').click()
  await expect(lesson).toContainText('That is it.')
  await expect(lesson).toContainText('0 of 2')
  await lesson.getByRole('button', { name: 'Show a hint' }).click()
  await expect(lesson).toContainText('There is no Pod called busybox yet')
  await lesson.getByRole('button', { name: 'Apply busybox.yaml' }).click()
  await expect(lesson).toContainText('2 of 2')
  await expect(lesson.getByRole('heading', { name: 'Why' })).toBeVisible()
  await lesson.getByRole('button', { name: 'Next step' }).click()
  await lesson.getByRole('button', { name: /^Run kubectl label pod busybox/ }).click()
  await expect(lesson).toContainText('1 of 1')
  await expect(page).toHaveURL(/#\/lesson\/01-what-a-pod-is\/01-one-pod\/2$/)
  // aside to the sandbox, and back to the same step
  await lesson.getByRole('button', { name: /^Sandbox/ }).click()
  await expect(lesson).toHaveCount(0)
  await page.getByRole('button', { name: 'Back to the lesson' }).click()
  await expect(lesson.getByRole('heading', { name: 'Read what came back' })).toBeVisible()
  await lesson.getByRole('button', { name: 'Next step' }).click()
  await lesson.getByRole('button', { name: 'Show me' }).click()
  await expect(lesson).toContainText('2 of 2')
  await expect(pod(page, 'settler')).toBeVisible()
  await lesson.getByRole('button', { name: 'Reset step' }).click()
  await expect(pod(page, 'settler')).toHaveCount(0)
  await expect(pod(page, 'busybox')).toBeVisible()
})

test('and by keyboard alone, from a link', async ({ page }) => {
  await open(page, './#/lesson/12-restart-policy/01-back-off/4')
  const lesson = page.getByRole('region', { name: 'Lesson', exact: true })
  await expect(lesson.getByRole('heading', { name: 'Never' })).toBeFocused()
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab')
      const focused = page.locator(':focus')
      const label = (await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? ''
      if (name.test(label)) return
    }
    throw new Error(`no Tab leads to ${name}`)
  }
  await tabTo(/^Run kubectl run good/)
  await page.keyboard.press('Enter')
  await expect(lesson).toContainText('2 of 2', { timeout: 30_000 })
  await tabTo(/^Next step/)
  await page.keyboard.press('Enter')
  await expect(lesson.getByRole('heading', { name: 'Forgiven' })).toBeFocused()
  await setSpeed(page, 10)
  await expect(graph(page)).toBeVisible()
})
