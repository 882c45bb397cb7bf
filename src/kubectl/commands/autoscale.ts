import { withLastApplied } from '../apply-object.ts'
import type { Command } from '../command.ts'
import { apiVersionOf } from '../connection.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { dryRunOf, ResultPrinter } from '../printers/printer.ts'
import { findObjects } from '../resource-arguments.ts'

export const autoscale: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  long: 'Make an autoscaler that chooses how many pods there are.',
  examples: `
# Between 2 and 10 pods, by the default policy
kubectl autoscale deployment foo --min=2 --max=10

# Between 1 and 5, aiming at 80% of the requested CPU
kubectl autoscale deployment foo --max=5 --cpu=80%`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to scale.'),
    dryRunFlag,
    fieldManagerFlag('kubectl-autoscale'),
    { name: 'cpu', type: 'string', usage: "The CPU to aim at: '80%' of what is requested, or an amount, '500m'." },
    {
      name: 'cpu-percent',
      type: 'int',
      default: '-1',
      usage: 'The CPU to aim at, in percent.',
      deprecated: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    },
    { name: 'max', type: 'int', default: '-1', usage: 'The most pods.', required: true },
    { name: 'memory', type: 'string', usage: "The memory to aim at: '60%' of what is requested, or an amount, '200Mi'." },
    { name: 'min', type: 'int', default: '-1', usage: 'The fewest pods.' },
    { name: 'name', type: 'string', usage: 'The name of the autoscaler; that of the resource if not given.' },
    { name: 'save-config', type: 'bool', default: 'false', usage: 'Note what was made in an annotation.' },
  ],
  *run(k) {
    const { flags } = k
    const min = flags.int('min')
    const max = flags.int('max')
    if (max < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${max}`)
    if (max < min) throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors)
    throwCollected(errors)
    const type = k.discovery.forWord('horizontalpodautoscalers')
    const dryRun = dryRunOf(k)
    const printer = new ResultPrinter(k, dryRun)
    for (const one of found) {
      if (!one.type.subresources.includes('scale'))
        throw new KubectlError(`cannot autoscale a ${one.type.kind}: the server could not find the requested resource`)
      const metrics = metricsOf(k)
      const scaler = {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: flags.string('name') || one.name },
        spec: {
          maxReplicas: max,
          ...(metrics.length > 0 ? { metrics } : {}),
          ...(min > 0 ? { minReplicas: min } : {}),
          scaleTargetRef: { apiVersion: apiVersionOf(one.type), kind: one.type.kind, name: one.name },
        },
        ...(dryRun === 'client' ? { status: { currentMetrics: null, desiredReplicas: 0 } } : {}),
      }
      const noted = flags.bool('save-config') ? withLastApplied(scaler) : scaler
      const query = { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: flags.string('field-manager') }
      const created = dryRun === 'client' ? noted : k.connection.create(type, one.namespace, noted, query)
      yield* k.out(printer.print(created, 'autoscaled', type))
    }
    return 0
  },
}

function metricsOf(k: Invocation): readonly unknown[] {
  const metrics: unknown[] = []
  const add = (name: string, text: string) => {
    if (text === '') return
    const percent = /^(\d+)%$/.exec(text)
    const target = percent
      ? { averageUtilization: Number(percent[1]), type: 'Utilization' }
      : { averageValue: text, type: 'AverageValue' }
    metrics.push({ resource: { name, target }, type: 'Resource' })
  }
  const percent = k.flags.int('cpu-percent')
  add('cpu', k.flags.string('cpu') || (percent >= 0 ? `${percent}%` : ''))
  add('memory', k.flags.string('memory'))
  return metrics
}
