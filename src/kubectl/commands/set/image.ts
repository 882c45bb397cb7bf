import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { isObject, listAt, textAt } from '../../json-value.ts'
import { hasFiles } from '../../manifests.ts'
import { nested, podSpecOf, podSpecPath } from '../../pod-template.ts'
import { setFlags, updateObjects } from './update.ts'

export const setImage: Command = {
  name: 'image',
  use: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]',
  short: 'Update the image of a pod template',
  long: 'Update the images of the containers of pods, or of the templates of what makes pods. A deployment begins to roll out the new one.',
  examples: `
# Another image for the container 'nginx'
kubectl set image deployment/nginx nginx=nginx:1.9.1

# For several containers
kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1

# For every container of a daemon set
kubectl set image daemonset abc *=nginx:1.9.1`,
  flags: setFlags,
  *run(k) {
    const pairs = k.args
      .filter((arg) => arg.includes('='))
      .map((arg) => {
        const equals = arg.indexOf('=')
        return [arg.slice(0, equals), arg.slice(equals + 1)] as const
      })
    const resources = k.args.filter((arg) => !arg.includes('='))
    if (resources.length === 0 && !hasFiles(k))
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
    if (pairs.length === 0) throw new KubectlError('at least one image update is required')
    return yield* updateObjects(k, resources, 'image updated', ({ object }) => {
      const spec = podSpecOf(object)
      const lists: Record<string, unknown> = {}
      for (const list of ['containers', 'initContainers']) {
        const containers = listAt(spec, list).filter(isObject)
        const changes = containers.flatMap((container) => {
          const name = textAt(container, 'name')
          const wanted = pairs.find(([pattern]) => pattern === name || pattern === '*')
          return wanted ? [{ name, image: wanted[1] }] : []
        })
        if (changes.length === 0) continue
        lists[`$setElementOrder/${list}`] = containers.map((container) => ({ name: textAt(container, 'name') }))
        lists[list] = changes
      }
      for (const [pattern] of pairs) {
        const known = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].some(
          (one) => pattern === '*' || textAt(one, 'name') === pattern,
        )
        if (!known) throw new KubectlError(`unable to find container named "${pattern}"`)
      }
      return nested(podSpecPath(object), lists)
    })
  },
}
