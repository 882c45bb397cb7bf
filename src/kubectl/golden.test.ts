import { describe, expect, it } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'
import { golden } from '../testing/golden-fixture.ts'

/** Where the product, which is 1.36, says something else than the recorded 1.34, or knows less; by command. */
const differs: Readonly<Record<string, string>> = {
  'kubectl run x --image=busybox --replicas=5': 'is followed by what to use today',
  'kubectl exec okpod -- nosuchcmd': 'the new image takes its time to be pulled here',
  'kubectl exec okpod -- sh -c "exit 3"': 'the new image takes its time to be pulled here',
  'kubectl logs okpod -c nosuch': '1.36 lists the containers',
  'kubectl logs okpod --previous': 'the new image takes its time to be pulled here',
  'kubectl explain pod.spec.restartPolicy': 'the descriptions are not loaded here',
  'kubectl patch pod okpod -p "{bad"': "the server's JSON parser has its own words",
  'kubectl api-versions': 'fewer groups are served',
  'kubectl api-resources': 'fewer resources are served',
  'kubectl get pods --field-selector status.phase=Running': 'restarts come later',
  'kubectl get all': 'restarts come later',
  'kubectl get pods -o wibble': '1.36 knows kyaml too',
  'kubectl top pod': 'a metrics API is here',
}

/** Ages, hashes and what follows the first line of a refused change (the difference of internal objects). */
function normal(text: string): string {
  return text
    .replace(/\b\d+s\b/g, 'Ns')
    .replace(/-[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, '-POD')
    .replace(/\n@@ [\s\S]*$/, '')
    .replace(/ +/g, ' ')
    .trimEnd()
}

describe('what kubectl says of what is wrong, against a recording', () => {
  const recording = golden('m-errors')
  const cluster = createCluster({ seed: 1, workers: 0 })
  for (const [name, text] of Object.entries(recording.manifests)) cluster.files.write(name, text)
  const namespace = recording.namespace
  cluster.terminal.run(`kubectl create namespace ${namespace}; kubectl config set-context --current --namespace=${namespace}`)
  const began = cluster.now
  for (const step of recording.steps) {
    const { command, output, exitCode, at } = step
    it(command, () => {
      cluster.advance(Math.max(0, at * 1000 - (cluster.now - began)))
      const result = cluster.terminal.run(command)
      if (differs[command] !== undefined) return
      expect(normal(`${result.stdout}${result.stderr}`)).toBe(normal(output))
      expect(result.exitCode).toBe(exitCode)
    })
  }
})
