import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'

export const namespace: Command = {
  name: 'namespace',
  aliases: ['ns'],
  use: 'namespace NAME [--dry-run=server|client|none] [options]',
  short: 'Create a namespace with the specified name',
  examples: '# Create a namespace\nkubectl create namespace my-namespace',
  flags: generatorFlags,
  run: (k) =>
    createGenerated(k, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: nameArgument(k) }, ...{ spec: {}, status: {} } }),
}

export const serviceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  use: 'serviceaccount NAME [--dry-run=server|client|none] [options]',
  short: 'Create a service account with the specified name',
  examples: '# Create a service account\nkubectl create serviceaccount my-service-account',
  flags: generatorFlags,
  run: (k) => createGenerated(k, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: nameArgument(k) } }),
}

export const quota: Command = {
  name: 'quota',
  aliases: ['resourcequota'],
  use: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]',
  short: 'Create a quota with the specified name',
  examples: '# Create a quota\nkubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2',
  flags: [
    ...generatorFlags,
    { name: 'hard', type: 'string', usage: 'The limits: resource=quantity pairs, comma separated.' },
    { name: 'scopes', type: 'string', usage: 'The scopes that the quota is about, comma separated.' },
  ],
  *run(k) {
    const hard: Record<string, string> = {}
    for (const pair of k.flags
      .string('hard')
      .split(',')
      .filter((one) => one !== '')) {
      const [key = '', value] = pair.split('=')
      if (value === undefined) throw new KubectlError(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
      hard[key] = value
    }
    const scopes = k.flags
      .string('scopes')
      .split(',')
      .filter((one) => one !== '')
    const spec = { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...(scopes.length > 0 ? { scopes } : {}) }
    return yield* createGenerated(k, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: nameArgument(k) },
      ...{ spec, status: {} },
    })
  },
}

export const priorityClass: Command = {
  name: 'priorityclass',
  aliases: ['pc'],
  use: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]',
  short: 'Create a priority class with the specified name',
  examples: '# Create a priority class\nkubectl create priorityclass high-priority --value=1000 --description="high priority"',
  flags: [
    ...generatorFlags,
    { name: 'description', type: 'string', usage: 'When to use this priority class, in words.' },
    { name: 'global-default', type: 'bool', default: 'false', usage: 'Whether it is the priority of pods that name none.' },
    {
      name: 'preemption-policy',
      type: 'string',
      default: 'PreemptLowerPriority',
      usage: 'Whether its pods may push others away: PreemptLowerPriority, Never.',
    },
    { name: 'value', type: 'int', default: '0', usage: 'The priority.' },
  ],
  *run(k) {
    const description = k.flags.string('description')
    return yield* createGenerated(k, {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: nameArgument(k) },
      ...{
        ...(description === '' ? {} : { description }),
        ...(k.flags.bool('global-default') ? { globalDefault: true } : {}),
        preemptionPolicy: k.flags.string('preemption-policy'),
        value: k.flags.int('value'),
      },
    })
  },
}

export const podDisruptionBudget: Command = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  use: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]',
  short: 'Create a pod disruption budget with the specified name',
  examples:
    '# At least 1 pod with app=nginx must be available at any time\nkubectl create pdb my-pdb --selector=app=nginx --min-available=1',
  flags: [
    ...generatorFlags,
    { name: 'max-unavailable', type: 'string', usage: 'How many (or which percentage of) selected pods may be unavailable.' },
    { name: 'min-available', type: 'string', usage: 'How many (or which percentage of) selected pods must be available.' },
    { name: 'selector', type: 'string', usage: 'The labels of the pods; equality only.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const minAvailable = k.flags.string('min-available')
    const maxUnavailable = k.flags.string('max-unavailable')
    if (k.flags.string('selector') === '') throw new KubectlError('a selector must be specified')
    if ((minAvailable === '') === (maxUnavailable === '')) {
      throw new KubectlError(
        minAvailable === ''
          ? 'one of min-available or max-unavailable must be specified'
          : 'min-available and max-unavailable cannot be both specified',
      )
    }
    const matchLabels = Object.fromEntries(
      k.flags
        .string('selector')
        .split(',')
        .map((pair) => {
          const [key = '', value = ''] = pair.split(/==?/)
          return [key, value]
        }),
    )
    const amount = (text: string) => (/^\d+$/.test(text) ? Number(text) : text)
    return yield* createGenerated(k, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      ...{
        spec: {
          ...(minAvailable === '' ? { maxUnavailable: amount(maxUnavailable) } : { minAvailable: amount(minAvailable) }),
          selector: { matchLabels },
        },
        status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
      },
    })
  },
}
