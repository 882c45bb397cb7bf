import { tryParseQuantity } from '../../../cluster/api/quantity.ts'
import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { listAt, textAt } from '../../json-value.ts'
import { nested, podSpecOf, podSpecPath, selectContainers } from '../../pod-template.ts'
import { setFlags, updateObjects } from './update.ts'

export const setResources: Command = {
  name: 'resources',
  use: 'resources (-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS] [options]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: 'Set what the containers of a pod template request and may use. 0 removes a limit or request.',
  examples: `
# Limits for the container nginx
kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi

# Requests and limits for all containers
kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi`,
  flags: [
    ...setFlags,
    {
      name: 'containers',
      shorthand: 'c',
      type: 'string',
      default: '*',
      usage: 'The containers, by name or pattern; all if not given.',
    },
    { name: 'limits', type: 'string', usage: 'The limits: cpu=100m,memory=256Mi.' },
    { name: 'requests', type: 'string', usage: 'The requests: cpu=100m,memory=256Mi.' },
  ],
  *run(k) {
    const limits = amounts(k.flags.string('limits'))
    const requests = amounts(k.flags.string('requests'))
    if (limits === undefined && requests === undefined)
      throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)')
    return yield* updateObjects(k, k.args, 'resource requirements updated', ({ object }) => {
      const spec = podSpecOf(object)
      const chosen = selectContainers(spec, k.flags.string('containers'))
      if (chosen.length === 0) throw new KubectlError(`unable to find container named ${k.flags.string('containers')}`)
      const resources = { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) }
      return nested(podSpecPath(object), {
        '$setElementOrder/containers': listAt(spec, 'containers').map((container) => ({ name: textAt(container, 'name') })),
        containers: chosen.map((container) => ({ name: textAt(container, 'name'), resources })),
      })
    })
  },
}

/** `cpu=1,memory=1Gi`; zero removes (null). Undefined if nothing was given. */
function amounts(text: string): Readonly<Record<string, string | null>> | undefined {
  if (text === '') return undefined
  const out: Record<string, string | null> = {}
  for (const pair of text.split(',')) {
    const [name = '', amount] = pair.split('=')
    if (amount === undefined) throw new KubectlError(`Invalid argument syntax ${pair}, expected <resource>=<value>`)
    const quantity = tryParseQuantity(amount)
    if (!quantity)
      throw new KubectlError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    out[name] = quantity.nano === 0n ? null : amount
  }
  return out
}
