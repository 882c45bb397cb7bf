import type { RegistryChange } from '../cluster/images/image.ts'
import type { Cluster, Operation } from '../cluster/interface.ts'
import { Random } from '../cluster/sim/random.ts'
import { manifests, type Recipe } from './scenario-manifests.ts'

/** One thing done to a cluster: plain data, so that a scenario can be printed and cut short. */
export type Step =
  | { readonly do: 'apply'; readonly manifest: string }
  | { readonly do: 'run'; readonly line: string }
  | { readonly do: 'operate'; readonly operation: Operation['operation']; readonly node: string }
  | { readonly do: 'registry'; readonly change: RegistryChange }
  | { readonly do: 'wait'; readonly ms: number }

export interface Scenario {
  readonly seed: number
  readonly workers: number
  readonly steps: readonly Step[]
}

const waits = [0, 40, 300, 1_000, 3_000, 8_000, 20_000, 45_000, 120_000]

/** A session of `minutes` of virtual time, all of it chosen by the seed; it ends with everything mended. */
export function makeScenario(seed: number, minutes = 10): Scenario {
  const random = new Random(`scenario/${seed}`)
  const workers = random.pick([1, 2, 2, 3])
  const nodes = Array.from({ length: workers }, (_, i) => `worker-${i + 1}`)
  const steps: Step[] = []
  const made: { readonly kind: Recipe['kind']; readonly name: string }[] = []
  const run = (line: string) => steps.push({ do: 'run', line })
  const existing = (...kinds: readonly Recipe['kind'][]) => {
    const fitting = made.filter(({ kind }) => kinds.includes(kind))
    return fitting.length > 0 ? random.pick(fitting) : undefined
  }
  /** By chance one that is there (or was: names are not taken back). */
  const target = (...kinds: readonly Recipe['kind'][]) => {
    const found = existing(...kinds)
    return found ? `${found.kind}/${found.name}` : undefined
  }

  const applySomething = () => {
    const recipe = random.pick(manifests)
    const name = random.fraction() < 0.2 ? (existing(recipe.kind)?.name ?? recipe.name) : `${recipe.name}-${made.length}`
    steps.push({ do: 'apply', manifest: recipe.text(name, random) })
    made.push({ kind: recipe.kind, name })
  }

  const deeds: readonly (readonly [number, () => void])[] = [
    [10, applySomething],
    [
      3,
      () => {
        const which = target('deployment', 'statefulset', 'replicaset')
        if (which) run(`kubectl scale ${which} --replicas=${random.below(5)}`)
      },
    ],
    [
      3,
      () => {
        const which = target('deployment', 'statefulset', 'daemonset')
        if (which) run(`kubectl ${random.pick(['rollout restart', 'rollout undo', 'rollout status --timeout=20s'])} ${which}`)
      },
    ],
    [
      2,
      () => {
        const which = target('deployment')
        if (which)
          run(`kubectl set image ${which} '*=${random.pick(['nginx:1.27', 'nginx:1.25', 'busybox', 'no.such/image:1'])}'`)
      },
    ],
    [
      3,
      () => {
        const which = target('pod', 'deployment', 'statefulset', 'daemonset', 'job', 'cronjob', 'service', 'replicaset')
        const how = random.pick([
          '',
          ' --wait=false',
          ' --now',
          ' --force',
          ' --cascade=orphan',
          ' --cascade=foreground --wait=false',
        ])
        if (which) run(`kubectl delete ${which}${how} --timeout=40s`)
      },
    ],
    [
      3,
      () => {
        const how = random.pick(['', '--force --grace-period=0', '--grace-period=3', '--now', '--wait=false', '--grace-period=0'])
        run(`kubectl delete $(kubectl get pods -o name | ${random.pick(['head', 'tail'])} -1) ${how} --timeout=30s`)
      },
    ],
    [
      4,
      () => {
        const pod = random.pick(['head -1', 'tail -1', 'sort | head -2 | tail -1'])
        const command = random.pick([
          'kill 1',
          'kill -9 1',
          'kill -TERM -1',
          'rm -f /tmp/ready',
          'touch /tmp/ready',
          'sleep 2',
          'dd if=/dev/zero of=/tmp/big bs=1M count=8',
          'sh -c "exit 3"',
          'true',
        ])
        run(`kubectl exec $(kubectl get pods -o name | ${pod}) -- ${command}`)
      },
    ],
    [2, () => run(`kubectl ${random.pick(['cordon', 'uncordon', 'uncordon'])} ${random.pick(nodes)}`)],
    [1, () => run(`kubectl drain ${random.pick(nodes)} --ignore-daemonsets --delete-emptydir-data --force --timeout=50s`)],
    [
      2,
      () =>
        steps.push({
          do: 'operate',
          operation: random.pick([
            'cut-network',
            'restore-network',
            'restore-network',
            'power-off',
            'power-on',
            'power-on',
          ] as const),
          node: random.pick(nodes),
        }),
    ],
    [
      2,
      () => {
        const reference = random.pick(['*', 'nginx*', 'busybox*'])
        const change = random.pick<RegistryChange>([
          { kind: 'break', reference },
          { kind: 'refuse', reference },
          { kind: 'slow', reference, factor: 10 },
          { kind: 'mend', reference: '*' },
          { kind: 'mend', reference: '*' },
        ])
        steps.push({ do: 'registry', change })
      },
    ],
    [
      3,
      () =>
        run(
          random.pick([
            'kubectl get pods -A -o wide',
            'kubectl describe pods',
            'kubectl get all',
            'kubectl get events --sort-by=.lastTimestamp',
            'kubectl logs $(kubectl get pods -o name | head -1) --all-containers --tail=5',
            'kubectl label pods --all tried=yes --overwrite',
            'kubectl taint node worker-1 x=y:NoExecute --overwrite',
            'kubectl taint node worker-1 x-',
            'kubectl annotate nodes --all seen=yes --overwrite',
            'kubectl delete pods --field-selector=status.phase=Failed',
            'kubectl create job by-hand --image=busybox -- sh -c "sleep 4"',
            'kubectl rollout history deployment',
          ]),
        ),
    ],
    [
      1,
      () => {
        const which = target('deployment', 'pod', 'service')
        if (which) run(`kubectl patch ${which} -p '{"metadata":{"labels":{"patched":"${random.nameSuffix(3)}"}}}'`)
      },
    ],
  ]
  const total = deeds.reduce((sum, [weight]) => sum + weight, 0)
  for (let i = 0; i < 4; i++) applySomething()
  let ms = 0
  while (ms < minutes * 60_000) {
    let at = random.fraction() * total
    for (const [weight, deed] of deeds) {
      at -= weight
      if (at >= 0) continue
      deed()
      break
    }
    const wait = random.pick(waits)
    ms += wait + 500
    if (wait > 0) steps.push({ do: 'wait', ms: wait })
  }

  // the quiet time: nothing is wrong any more, and nobody touches anything
  steps.push({ do: 'registry', change: { kind: 'mend', reference: '*' } })
  for (const node of nodes) {
    steps.push({ do: 'operate', operation: 'power-on', node }, { do: 'operate', operation: 'restore-network', node })
  }
  steps.push({ do: 'wait', ms: 60_000 })
  for (const node of nodes) {
    run(`kubectl uncordon ${node}`)
    run(`kubectl taint node ${node} x-`)
  }
  run("kubectl get deployments -o name | while read -r each; do kubectl set image $each '*=nginx:1.27'; done")
  // a back-off of five minutes may only just have begun, and is forgotten after ten
  steps.push({ do: 'wait', ms: 12 * 60_000 })
  return { seed, workers, steps }
}

/** Does one step; words of refusal are part of life. */
export function perform(cluster: Cluster, step: Step): void {
  switch (step.do) {
    case 'apply':
      cluster.apply(step.manifest)
      return
    case 'run':
      cluster.terminal.run(step.line)
      return
    case 'operate':
      cluster.operate(step)
      return
    case 'registry':
      cluster.changeRegistry(step.change)
      return
    case 'wait':
      cluster.advance(step.ms)
      return
  }
}

export function describeStep(step: Step): string {
  switch (step.do) {
    case 'apply':
      return `apply ${step.manifest.replaceAll('\n', '\n    ')}`
    case 'run':
      return `$ ${step.line}`
    case 'operate':
      return `${step.operation} ${step.node}`
    case 'registry':
      return `registry: ${step.change.kind} ${step.change.reference}`
    case 'wait':
      return `wait ${step.ms / 1000} s`
  }
}
