import type { Pod } from '../../cluster/api/generated/types.ts'
import type { Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { KubectlError, throwCollected } from '../errors.ts'
import { podRunningTimeoutFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { chooseContainer, firstPod } from '../pods.ts'
import { findObjects } from '../resource-arguments.ts'
import { canUseTerminal, runSession } from '../session.ts'

export const attach: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER [options]',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: `
# See the output of a running pod
kubectl attach mypod

# Attach to the container 'ruby', with stdin
kubectl attach mypod -c ruby -i -t`,
  flags: [
    {
      name: 'container',
      shorthand: 'c',
      type: 'string',
      usage: 'The container; the annotation kubectl.kubernetes.io/default-container or the first one if left out.',
    },
    podRunningTimeoutFlag,
    { name: 'quiet', shorthand: 'q', type: 'bool', default: 'false', usage: 'Only print what the container itself says.' },
    { name: 'stdin', shorthand: 'i', type: 'bool', default: 'false', usage: 'Pass stdin to the container.' },
    { name: 'tty', shorthand: 't', type: 'bool', default: 'false', usage: 'Stdin is a terminal.' },
  ],
  *run(k) {
    if (k.args.length === 0) throw k.usage('at least 1 argument is required for attach')
    if (k.args.length > 2)
      throw k.usage(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${k.args.length}: ${k.args.join(' ')}`)
    const errors: unknown[] = []
    const [found] = yield* findObjects(k, k.args, errors, k.args.length === 1 ? { defaultType: 'pods' } : {})
    throwCollected(errors)
    if (!found) throw new KubectlError('no pods found')
    const pod = yield* firstPod(k, found)
    const phase = pod.status?.phase
    if (phase === 'Succeeded' || phase === 'Failed') {
      throw new KubectlError(`cannot attach a container in a completed pod; current phase is ${phase}`)
    }
    const container = yield* chooseContainer(k, pod, k.flags.string('container'), k.flags.bool('quiet'))
    return yield* attachTo(k, pod, container, { stdin: k.flags.bool('stdin'), tty: k.flags.bool('tty') })
  },
}

/** Attaches, as `attach` and `run -it` do. Returns the exit code of the session. */
export function* attachTo(
  k: Invocation,
  pod: Pod,
  container: string,
  wants: { readonly stdin: boolean; readonly tty: boolean },
): Run<number> {
  const spec = [
    ...(pod.spec?.containers ?? []),
    ...(pod.spec?.initContainers ?? []),
    ...(pod.spec?.ephemeralContainers ?? []),
  ].find(({ name }) => name === container)
  let tty = wants.tty
  if (tty && !spec?.tty) {
    tty = false
    yield* k.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`)
  } else if (!tty && spec?.tty) tty = true
  if (tty && wants.tty) tty = yield* canUseTerminal(k)
  if (wants.stdin && tty) yield* k.err("If you don't see a command prompt, try pressing enter.\n")
  const code = yield* runSession(k, pod, { subresource: 'attach', container, stdin: wants.stdin, tty })
  const always = (pod.spec?.restartPolicy ?? 'Always') === 'Always'
  if (wants.stdin && tty && always && !k.flags.bool('quiet')) {
    yield* k.err(
      `Session ended, resume using 'kubectl attach ${pod.metadata.name} -c ${container} -n ${pod.metadata.namespace} -i -t' command when the pod is running\n`,
    )
  }
  return code
}
