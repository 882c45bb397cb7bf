import type { Command } from '../../command.ts'
import { history, undo } from './history.ts'
import { pause, restart, resume } from './restart.ts'
import { status } from './status.ts'

export const rollout: Command = {
  name: 'rollout',
  use: 'rollout SUBCOMMAND [options]',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources: deployments, daemonsets, statefulsets.',
  examples: `
# Go back to the deployment before
kubectl rollout undo deployment/abc

# See how the rollout is going
kubectl rollout status daemonset/foo

# Replace all pods of a deployment, one after the other
kubectl rollout restart deployment/abc`,
  subcommands: [history, pause, restart, resume, status, undo],
}
