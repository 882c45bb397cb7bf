import type { Command } from '../../command.ts'
import { KubectlError } from '../../errors.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'

export const ingress: Command = {
  name: 'ingress',
  aliases: ['ing'],
  use: 'ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]',
  short: 'Create an ingress with the specified name',
  examples: `
# Requests for foo.com/bar go to svc1:8080
kubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"

# With an ingress class, for everything below /path of any host
kubectl create ingress catch-all --class=otheringress --rule="/path*=svc:port"`,
  flags: [
    ...generatorFlags,
    { name: 'annotation', type: 'stringArray', usage: 'An annotation of the ingress, annotation=value.' },
    { name: 'class', type: 'string', usage: 'The ingress class.' },
    { name: 'default-backend', type: 'string', usage: 'Where requests go that no rule matches, svcname:port.' },
    {
      name: 'rule',
      type: 'stringArray',
      usage: 'A rule: host/path=service:port[,tls=secretname]. Paths with a * at the end are prefixes.',
    },
  ],
  *run(k) {
    const name = nameArgument(k)
    const rules = k.flags.list('rule').map(parseRule)
    const backend = k.flags.string('default-backend')
    if (rules.length === 0 && backend === '')
      throw new KubectlError(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      )
    const hosts = [...new Set(rules.map((rule) => rule.host))]
    const tls = rules
      .filter((rule) => rule.tls !== undefined)
      .map((rule) => ({ hosts: rule.host === '' ? [] : [rule.host], ...(rule.tls ? { secretName: rule.tls } : {}) }))
    const annotations = Object.fromEntries(
      k.flags.list('annotation').map((text) => {
        const [key = '', ...value] = text.split('=')
        return [key, value.join('=')]
      }),
    )
    return yield* createGenerated(k, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...(Object.keys(annotations).length > 0 ? { annotations } : {}), name },
      ...{
        spec: {
          ...(backend === '' ? {} : { defaultBackend: backendOf(backend) }),
          ...(k.flags.string('class') === '' ? {} : { ingressClassName: k.flags.string('class') }),
          ...(rules.length === 0
            ? {}
            : {
                rules: hosts.map((host) => ({
                  ...(host === '' ? {} : { host }),
                  http: { paths: rules.filter((rule) => rule.host === host).map((rule) => rule.path) },
                })),
              }),
          ...(tls.length === 0 ? {} : { tls }),
        },
        status: { loadBalancer: {} },
      },
    })
  },
}

function parseRule(text: string) {
  const parts = /^([^/=,]*)(\/[^=,]*)?=([^,]+)(?:,tls(?:=(.*))?)?$/.exec(text)
  if (!parts) throw new KubectlError(`rule ${text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
  const [whole, host = '', path = '/', backend = '', secret] = parts
  const prefix = path.endsWith('*')
  return {
    host,
    tls: /,tls(=|$)/.test(whole) ? (secret ?? '') : undefined,
    path: { backend: backendOf(backend), path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact' },
  }
}

function backendOf(text: string) {
  const [name = '', port = ''] = text.split(':')
  if (name === '' || port === '')
    throw new KubectlError(`invalid port or service name in the backend ${text}, expected svcname:port`)
  return { service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}
