import type { Container } from '../../../cluster/api/generated/types.ts'
import type { Command } from '../../command.ts'
import { isKubeObject } from '../../connection.ts'
import { KubectlError } from '../../errors.ts'
import type { Invocation } from '../../invocation.ts'
import { objectAt, stringsAt } from '../../json-value.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'

export const deployment: Command = {
  name: 'deployment',
  aliases: ['deploy'],
  use: 'deployment NAME --image=image -- [COMMAND] [args...] [options]',
  short: 'Create a deployment with the specified name',
  examples: `
# Create a deployment that runs nginx
kubectl create deployment web --image=nginx

# With 3 replicas and a port
kubectl create deployment web --image=nginx --replicas=3 --port=80

# With a command
kubectl create deployment box --image=busybox -- date`,
  flags: [
    ...generatorFlags,
    { name: 'image', type: 'stringSlice', usage: 'Image names to run; one container each.', required: true },
    { name: 'port', type: 'int', default: '-1', usage: 'The port that the container exposes.' },
    { name: 'replicas', shorthand: 'r', type: 'int', default: '1', usage: 'Number of replicas to create.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const images = k.flags.list('image')
    const command = commandOf(k)
    if (images.length > 1 && command.length > 0) throw new KubectlError('cannot specify multiple --image options and command')
    const port = k.flags.int('port')
    const containers = images.map((image) => ({
      name: containerName(image),
      image,
      ...(command.length > 0 ? { command } : {}),
      ...(port > 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }))
    const labels = { app: name }
    return yield* createGenerated(k, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { labels, name },
      ...{
        spec: {
          replicas: k.flags.int('replicas'),
          selector: { matchLabels: labels },
          strategy: {},
          template: { metadata: { labels }, spec: { containers: distinct(containers) } },
        },
        status: {},
      },
    })
  },
}

export const job: Command = {
  name: 'job',
  use: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]',
  short: 'Create a job with the specified name',
  examples: `
# Create a job
kubectl create job my-job --image=busybox

# With a command
kubectl create job my-job --image=busybox -- date

# Run a cron job now
kubectl create job test-job --from=cronjob/a-cronjob`,
  flags: [
    ...generatorFlags,
    { name: 'from', type: 'string', usage: 'The resource to create the job from: cronjob/NAME.' },
    { name: 'image', type: 'string', usage: 'Image name to run.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const image = k.flags.string('image')
    const from = k.flags.string('from')
    if ((image === '') === (from === '')) throw new KubectlError('either --image or --from must be specified')
    if (from !== '') return yield* createGenerated(k, jobFrom(k, name, from))
    return yield* createGenerated(k, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      ...{ spec: { template: jobTemplate(k, name, image, 'Never') }, status: {} },
    })
  },
}

export const cronJob: Command = {
  name: 'cronjob',
  aliases: ['cj'],
  use: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]",
  short: 'Create a cron job with the specified name',
  examples: `
# A job every minute
kubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date`,
  flags: [
    ...generatorFlags,
    { name: 'image', type: 'string', usage: 'Image name to run.', required: true },
    { name: 'restart', type: 'string', usage: "The job's restart policy: OnFailure, Never." },
    { name: 'schedule', type: 'string', usage: 'When to run it, in the format of Cron.', required: true },
  ],
  *run(k) {
    const name = nameArgument(k)
    const template = jobTemplate(k, name, k.flags.string('image'), k.flags.string('restart') || 'OnFailure')
    return yield* createGenerated(k, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      ...{ spec: { jobTemplate: { metadata: { name }, spec: { template } }, schedule: k.flags.string('schedule') }, status: {} },
    })
  },
}

function commandOf(k: Invocation): readonly string[] {
  return k.args.slice(k.beforeDash ?? k.args.length)
}

function jobTemplate(k: Invocation, name: string, image: string, restartPolicy: string) {
  const command = commandOf(k)
  const container: Container = { name, image, ...(command.length > 0 ? { command } : {}), resources: {} }
  return { metadata: {}, spec: { containers: [container], restartPolicy } }
}

function jobFrom(k: Invocation, name: string, from: string) {
  const [word = '', owner = ''] = from.split('/')
  const type = k.discovery.forWord(word)
  if (type.kind !== 'CronJob') throw new KubectlError(`from must be an existing cronjob`)
  const cron = k.connection.get(type, k.namespace, owner)
  const template = objectAt(cron, 'spec', 'jobTemplate')
  const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual', ...stringsAt(template, 'metadata', 'annotations') }
  const labels = stringsAt(template, 'metadata', 'labels')
  const made = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid: cron.metadata.uid ?? '', controller: true }],
    },
    spec: template.spec,
    status: {},
  }
  if (!isKubeObject(made)) throw new KubectlError('the cron job has no template')
  return made
}

/** `docker.io/library/nginx:1.27` → `nginx` */
function containerName(image: string): string {
  const base = image.slice(image.lastIndexOf('/') + 1)
  return String(base.split(/[:@]/)[0]).replaceAll('_', '-').toLowerCase()
}

/** Containers of one image get a number, as two may not have one name. */
function distinct<T extends { readonly name: string }>(containers: readonly T[]): readonly T[] {
  return containers.map((container, i) => {
    const same = containers.filter((other) => other.name === container.name).length
    return same === 1 ? container : { ...container, name: `${container.name}-${i + 1}` }
  })
}
