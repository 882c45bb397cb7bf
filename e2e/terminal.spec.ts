import { expect, type Page, test } from '@playwright/test'
import { manifest } from './manifests.ts'
import { apply, expectStatus, open, pod } from './page.ts'

const screen = (page: Page) => page.locator('.xterm-rows').first()

async function focusTerminal(page: Page): Promise<void> {
  await expect(screen(page)).toContainText('learner@laptop', { timeout: 30_000 })
  await page.locator('.xterm-helper-textarea').first().focus()
}

/** Types a line into a cleared screen, and waits for what it prints. */
async function type(page: Page, line: string, prints: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+L')
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
  await expect(async () => {
    const rows = await screen(page).locator('> div').allTextContents()
    const text = rows.map((row) => row.replace(/\u00a0/g, ' ').trimEnd()).join('\n')
    // past the echo of the line itself, if that has not scrolled away
    const echo = text.indexOf(line)
    const after = echo < 0 ? text : text.slice(echo + line.length)
    if (typeof prints === 'string') expect(after).toContain(prints)
    else expect(after).toMatch(prints)
    expect(after.trimEnd()).toMatch(/\$$/)
  }).toPass({ timeout: 40_000 })
}

test('the commands that exercises use most work as typed', async ({ page }) => {
  test.setTimeout(240_000)
  await open(page)
  await focusTerminal(page)
  const session: readonly (readonly [string, string | RegExp])[] = [
    ['kubectl version', /Server Version: v1\.36/],
    ['kubectl get nodes', /worker-1 +Ready/],
    ['kubectl run nginx --image=nginx', 'pod/nginx created'],
    ['kubectl wait --for=condition=Ready pod/nginx', 'pod/nginx condition met'],
    ['kubectl get pods', /nginx +1\/1 +Running/],
    ['k get po -o wide | grep nginx', /10\.244\./],
    ['kubectl describe pod nginx | head -3', /Name: +nginx/],
    ['kubectl logs nginx | tail -1', /start worker process/],
    ['kubectl exec nginx -- cat /etc/hostname', 'nginx'],
    ["kubectl get pod nginx -o jsonpath='{.status.phase}'; echo", 'Running'],
    ['kubectl get pod nginx -o yaml | head -2', 'kind: Pod'],
    ['kubectl label pod nginx app=web', 'pod/nginx labeled'],
    ['kubectl get pods -l app=web --show-labels', 'app=web'],
    ['kubectl annotate pod nginx note=hello', 'pod/nginx annotated'],
    ['kubectl create deployment web --image=nginx:1.27 --replicas=2', 'deployment.apps/web created'],
    ['kubectl rollout status deployment/web', 'successfully rolled out'],
    ['kubectl scale deployment web --replicas=3', 'deployment.apps/web scaled'],
    ['kubectl set image deployment/web nginx=nginx:1.28', 'deployment.apps/web image updated'],
    ['kubectl rollout history deployment/web', /2 +<none>/],
    ['kubectl rollout undo deployment/web', 'rolled back'],
    ['kubectl expose deployment web --port=80', 'service/web exposed'],
    ['kubectl get svc web', /web +ClusterIP/],
    ['kubectl create configmap settings --from-literal=level=debug', 'configmap/settings created'],
    ["kubectl get cm settings -o jsonpath='{.data.level}'; echo", 'debug'],
    ['kubectl create secret generic token --from-literal=key=s3cret', 'secret/token created'],
    ["kubectl get secret token -o jsonpath='{.data.key}' | base64 -d; echo", 's3cret'],
    ['kubectl create namespace dev', 'namespace/dev created'],
    ['kubectl config set-context --current --namespace=dev', 'modified'],
    ['kubectl get pods', 'No resources found in dev namespace.'],
    ['kubectl config set-context --current --namespace=default', 'modified'],
    ['kubectl auth can-i create pods', 'yes'],
    ['kubectl explain pod.spec.containers.image | head -4', /FIELD: image/],
    [
      'printf "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: here}\\ndata: {a: b}\\n" | kubectl apply -f -',
      'configmap/here created',
    ],
    ['kubectl patch deployment web -p \'{"spec":{"replicas":1}}\'', 'deployment.apps/web patched'],
    ['kubectl taint nodes worker-2 gone=yes:NoSchedule', 'node/worker-2 tainted'],
    ['kubectl top nodes', /CPU\(cores\)/],
    ['kubectl delete pod nginx --now', /pod "nginx" deleted/],
    ['kubectl run x --image=busybox --replicas=5', 'unknown flag: --replicas'],
  ]
  for (const [line, prints] of session) await type(page, line, prints)
  await expect(pod(page, 'nginx')).toHaveCount(0)
})

test('a shell inside a container, and back', async ({ page }) => {
  await open(page)
  await apply(page, manifest('shared-volume'))
  await expectStatus(page, 'shared', 'Running')
  await focusTerminal(page)
  await page.keyboard.type('kubectl exec -it shared -c writer -- sh\n')
  await expect(screen(page)).toContainText('# ', { timeout: 20_000 })
  await page.keyboard.type('echo from-inside > /pod-data/note.txt; hostname\n')
  await expect(screen(page)).toContainText('shared')
  await page.keyboard.type('exit\n')
  await type(page, 'kubectl exec shared -c web -- cat /usr/share/nginx/html/note.txt', 'from-inside')
})

test('Tab completes names, Ctrl+C ends a watch', async ({ page }) => {
  await open(page)
  await apply(page, manifest('sleep'))
  await expectStatus(page, 'sleeper', 'Running')
  await focusTerminal(page)
  await page.keyboard.type('kubectl get pod sl')
  await page.keyboard.press('Tab')
  await expect(screen(page)).toContainText('kubectl get pod sleeper')
  await page.keyboard.type(' -w\n')
  await expect(screen(page)).toContainText(/sleeper\s+1\/1/)
  await page.keyboard.press('Control+C')
  await page.keyboard.type('echo again\n')
  await expect(screen(page)).toContainText(/\nagain|again/)
})
