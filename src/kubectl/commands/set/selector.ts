import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { parseLabels } from '../../generate.ts'
import { objectAt } from '../../json-value.ts'
import { setFlags, updateObjects } from './update.ts'

export const setSelector: Command = {
  name: 'selector',
  use: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]',
  short: 'Set the selector on a resource',
  long: 'Set the selector on a resource. The new selector replaces the old one. Only services can be changed so.',
  examples: '# Let a service choose other pods\nkubectl set selector service/web app=web,version=2',
  flags: [...setFlags, { name: 'resource-version', type: 'string', usage: 'Only if the object has this version.' }],
  *run(k) {
    const expressions = k.args.at(-1)
    if (expressions === undefined || k.args.length < 2)
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    const selector = parseLabels(expressions)
    return yield* updateObjects(k, k.args.slice(0, -1), 'selector updated', ({ object }) => {
      if (object.kind !== 'Service') throw new KubectlError('setting a selector is only supported for Services')
      const removed = Object.fromEntries(Object.keys(objectAt(object, 'spec', 'selector')).map((key) => [key, null]))
      const resourceVersion = k.flags.string('resource-version')
      const metadata = resourceVersion === '' ? {} : { metadata: { resourceVersion } }
      return { ...metadata, spec: { selector: { ...removed, ...selector } } }
    })
  },
}
