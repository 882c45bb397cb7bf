import type { ApiRequest } from '../interface.ts'
import type { Answer } from '../requests/rest.ts'
import type { ServerContext } from '../server-context.ts'
import { groupDiscovery, groupEntry, groupsOf, resourceList } from './groups.ts'

const aggregatedType = (version: string) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`

/** Which version of aggregated discovery the client prefers, if any. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const offer of (accept ?? '').split(',')) {
    const settings = offer.split(';').map((part) => part.trim())
    if (!settings.includes('as=APIGroupDiscoveryList') || !settings.includes('g=apidiscovery.k8s.io')) {
      if (settings[0] === 'application/json' && settings.length === 1) return undefined
      continue
    }
    const version = settings.find((setting) => setting.startsWith('v='))?.slice(2)
    if (version === 'v2' || version === 'v2beta1') return version
  }
  return undefined
}

/** `/api`, `/apis` and what is under them down to one version; undefined for other paths. */
export function discover(server: ServerContext, request: ApiRequest): Answer | undefined {
  const parts = request.path.split('/').filter((part) => part !== '')
  const [root, ...rest] = parts
  if (root !== 'api' && root !== 'apis') return undefined
  const groups = groupsOf(server.resources.all())
  const ok = (body: object): Answer => ({ code: 200, body })
  if (rest.length === 0) {
    const ours = groups.filter(({ group }) => (root === 'api') === (group === ''))
    const version = aggregatedVersion(request.headers?.accept)
    if (version) {
      const apiVersion = `apidiscovery.k8s.io/${version}`
      const body = { kind: 'APIGroupDiscoveryList', apiVersion, metadata: {}, items: ours.map(groupDiscovery) }
      return { code: 200, body, contentType: aggregatedType(version) }
    }
    if (root === 'apis') return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: ours.map(groupEntry) })
    const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress: '10.0.0.2:6443' }]
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses })
  }
  const group = root === 'api' ? '' : String(rest[0])
  const version = root === 'api' ? rest[0] : rest[1]
  if (rest.length > (root === 'api' ? 1 : 2)) return undefined
  const found = groups.find((one) => one.group === group)
  if (!found) return undefined
  if (version === undefined) return ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(found) })
  const served = found.versions.find((one) => one.version === version)
  return served && ok(resourceList(group ? `${group}/${version}` : version, served.resources))
}
