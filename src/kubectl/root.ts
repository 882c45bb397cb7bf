import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { attach } from './commands/attach.ts'
import { auth } from './commands/auth/auth.ts'
import { autoscale } from './commands/autoscale.ts'
import { completion } from './commands/completion.ts'
import { config } from './commands/config.ts'
import { cp } from './commands/cp.ts'
import { create } from './commands/create/create.ts'
import { debug } from './commands/debug.ts'
import { del } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { diff } from './commands/diff.ts'
import { edit } from './commands/edit.ts'
import { events } from './commands/events.ts'
import { exec } from './commands/exec.ts'
import { explain } from './commands/explain.ts'
import { expose } from './commands/expose.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/label.ts'
import { logs } from './commands/logs.ts'
import { cordon, uncordon } from './commands/nodes/cordon.ts'
import { drain } from './commands/nodes/drain.ts'
import { taint } from './commands/nodes/taint.ts'
import { certificate, help, kustomize, options, plugin } from './commands/others.ts'
import { patch } from './commands/patch.ts'
import { portForward } from './commands/port-forward.ts'
import { proxy } from './commands/proxy.ts'
import { replace } from './commands/replace.ts'
import { rollout } from './commands/rollout/rollout.ts'
import { run } from './commands/run.ts'
import { scale } from './commands/scale.ts'
import { apiResources, apiVersions, clusterInfo, version } from './commands/server-info.ts'
import { set } from './commands/set/set.ts'
import { top } from './commands/top.ts'
import { wait } from './commands/wait.ts'

/** All verbs, in the order in which misspelt ones are looked for. */
export const root: Command = {
  name: 'kubectl',
  use: 'kubectl [flags] [options]',
  short: 'kubectl controls the Kubernetes cluster manager.',
  subcommands: [
    ...[create, expose, run, set],
    ...[explain, get, edit, del],
    ...[rollout, scale, autoscale],
    ...[certificate, clusterInfo, top, cordon, uncordon, drain, taint],
    ...[describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events],
    ...[diff, apply, patch, replace, wait, kustomize],
    ...[label, annotate, completion],
    ...[apiResources, apiVersions, config, plugin, version],
    ...[options, help],
  ],
}
