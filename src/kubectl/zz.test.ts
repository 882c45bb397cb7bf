import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { createCluster } from '../cluster/cluster.ts'
it('plays', () => {
  const out: string[] = []
  for (const scenario of (process.env.GOLD ?? '').split(',')) {
  const cluster = createCluster({ seed: 1, workers: 0 })
  const d = JSON.parse(readFileSync(`/work/shared/golden/${scenario}.json`, 'utf8'))
  for (const [name, text] of Object.entries(d.manifests)) cluster.files.write(name, String(text))
  cluster.terminal.run(`kubectl create ns ${d.namespace}; kubectl config set-context --current --namespace=${d.namespace}`)
  const t0 = cluster.now
  for (const step of d.steps) {
    if (cluster.now - t0 < step.at * 1000) cluster.advance(step.at * 1000 - (cluster.now - t0))
    if (step.background || step.command.startsWith('#')) continue
    const r = cluster.terminal.run(step.command.replaceAll('node01', 'minikube'))
    const mine = r.stdout + r.stderr
    const norm = (s: string) => s.replace(/minikube/g, 'node01').replace(/\d\d:\d\d:\d\d/g, 'T').replace(/\w\w\w, \d\d \w\w\w 20\d\d/g, 'D').replace(/20\d\d-\d\d-\d\d/g, 'D').replace(/[0-9a-f]{64}/g, 'HASH').replace(/[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, 'P').replace(/10\.\d+\.\d+\.\d+/g, 'IP').replace(/172\.18\.0\.2/g, 'IP').replace(/\b\d+m?s\b/g, 'Ns').replace(/kube-api-access-\w+/g, 'KAA').replace(/ +/g, ' ').replace(/-+/g, '-')
    const a = norm(mine).split('\n'); const b = norm(step.output ?? '').split('\n')
    if (a.join('\n') !== b.join('\n') || r.exitCode !== step.exitCode) {
      out.push(`#### ${scenario} $ ${step.command} [${r.exitCode} vs ${step.exitCode}]`)
      const sa = new Set(a); const sb = new Set(b)
      for (const l of a) if (!sb.has(l)) out.push(`+ ${l.slice(0, 400)}`)
      for (const l of b) if (!sa.has(l)) out.push(`- ${l.slice(0, 400)}`)
    }
  }
  }
  process.stdout.write(out.join('\n').slice(0, 40000))
}, 60000)
