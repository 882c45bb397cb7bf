import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'

it('plays', () => {
  const cluster = createCluster({ seed: 1, workers: 0 })
  for (const line of readFileSync('/tmp/session.sh', 'utf8').split('\n@@\n')) {
    if (line.trim() === '') continue
    const r = cluster.terminal.run(line)
    process.stdout.write(`$ ${line}   [${r.exitCode}] t=${cluster.now}\n${r.stdout}${r.stderr ? '!! ' + r.stderr : ''}`)
  }
}, 60000)
it('crash', () => {
  const cluster = createCluster({ seed: 1, workers: 0 })
  cluster.terminal.run('kubectl run web --image=nginx && kubectl wait --for=condition=Ready pod/web')
  cluster.terminal.run('kubectl exec web -- echo hi')
  process.stdout.write(
    JSON.stringify(
      cluster.history().filter((r) => /failed/.test(r.what)),
      undefined,
      1,
    ).slice(0, 3000),
  )
})
