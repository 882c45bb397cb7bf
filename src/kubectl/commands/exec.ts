import type { Command } from '../command.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { fileFlags, podRunningTimeoutFlag } from '../flag-sets.ts'
import { hasFiles } from '../manifests.ts'
import { chooseContainer, firstPod } from '../pods.ts'
import { findObjects } from '../resource-arguments.ts'
import { canUseTerminal, runSession } from '../session.ts'

export const exec: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  short: 'Execute a command in a container',
  long: 'Execute a command in a container. What stands after -- is run there; -it gives a shell to type in.',
  examples: `
# Run 'date' in the first container of a pod
kubectl exec mypod -- date

# Run 'date' in the container 'ruby'
kubectl exec mypod -c ruby -- date

# Open a shell in a container
kubectl exec -it mypod -c ruby -- sh

# Run a command in the first pod of a deployment
kubectl exec deploy/mydeployment -- date`,
  flags: [
    ...fileFlags('the pod to exec into.').filter((flag) => flag.name === 'filename'),
    {
      name: 'container',
      shorthand: 'c',
      type: 'string',
      usage: 'The container; the annotation kubectl.kubernetes.io/default-container or the first one if left out.',
    },
    podRunningTimeoutFlag,
    { name: 'quiet', shorthand: 'q', type: 'bool', default: 'false', usage: 'Only print what the command itself says.' },
    { name: 'stdin', shorthand: 'i', type: 'bool', default: 'false', usage: 'Pass stdin to the container.' },
    { name: 'tty', shorthand: 't', type: 'bool', default: 'false', usage: 'Stdin is a terminal.' },
  ],
  *run(k) {
    const { args, beforeDash } = k
    const targets = args.slice(0, beforeDash ?? args.length)
    if (beforeDash === undefined && args.length > 1) {
      throw k.usage('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
    }
    if (targets.length === 0 && !hasFiles(k)) throw k.usage('pod, type/name or --filename must be specified')
    const command = args.slice(beforeDash ?? args.length)
    if (command.length === 0) throw new KubectlError('you must specify at least one command for the container')
    const errors: unknown[] = []
    const [found] = yield* findObjects(k, targets.slice(0, 1), errors, { defaultType: 'pods' })
    throwCollected(errors)
    if (!found) throw new KubectlError('no pods found')
    const pod = yield* firstPod(k, found)
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`)
    }
    // a name that was given is for the server to judge
    const container = k.flags.string('container') || (yield* chooseContainer(k, pod, '', k.flags.bool('quiet')))
    const stdin = k.flags.bool('stdin')
    const tty = k.flags.bool('tty') && (yield* canUseTerminal(k))
    return yield* runSession(k, pod, { subresource: 'exec', container, command, stdin, tty })
  },
}
