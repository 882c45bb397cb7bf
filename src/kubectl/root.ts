import type { Command } from './command.ts'
import { apply } from './commands/apply.ts'
import { attach } from './commands/attach.ts'
import { create } from './commands/create/create.ts'
import { del } from './commands/delete.ts'
import { describe } from './commands/describe.ts'
import { exec } from './commands/exec.ts'
import { get } from './commands/get.ts'
import { annotate, label } from './commands/label.ts'
import { logs } from './commands/logs.ts'
import { patch } from './commands/patch.ts'
import { run } from './commands/run.ts'
import { scale } from './commands/scale.ts'
import { apiResources, apiVersions, clusterInfo, version } from './commands/server-info.ts'
import { wait } from './commands/wait.ts'

/** All verbs. */
export const root: Command = {
  name: 'kubectl',
  use: 'kubectl [flags] [options]',
  short: 'kubectl controls the Kubernetes cluster manager.',
  subcommands: [
    create,
    run,
    get,
    del,
    scale,
    clusterInfo,
    describe,
    logs,
    attach,
    exec,
    apply,
    patch,
    wait,
    label,
    annotate,
    apiResources,
    apiVersions,
    version,
  ],
}
