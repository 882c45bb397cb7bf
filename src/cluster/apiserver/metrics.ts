import type { MetricsSource } from './interface.ts'
import type { Call } from './registry/call.ts'
import { type Content, groupResource, type Resource } from './registry/resource.ts'
import type { ServerContext } from './server-context.ts'
import { notFound, serviceUnavailable } from './status.ts'
import { since } from './tables/duration.ts'
import { nameColumn, type TableColumns, text } from './tables/table.ts'

/** metrics.k8s.io: nothing of it is stored, every answer is measured. Stands for the metrics server behind the aggregator. */

interface Usage {
  readonly usage?: { readonly cpu?: string; readonly memory?: string }
  readonly containers?: readonly { readonly usage?: { readonly cpu?: string; readonly memory?: string } }[]
}

const columns: TableColumns = {
  columns: [nameColumn, text('CPU'), text('Memory'), text('Window'), text('Age')],
  cells(object, now) {
    const { usage, containers } = object as Content & Usage
    const one = usage ?? containers?.[0]?.usage
    const { window } = object as Content & { readonly window?: string }
    return [object.metadata.name, one?.cpu, one?.memory, window, since(object.metadata.creationTimestamp, now)]
  },
}

function resource(plural: 'nodes' | 'pods', kind: string, namespaced: boolean): Resource {
  return {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    resource: plural,
    kind,
    singular: '',
    shortNames: [],
    categories: [],
    namespaced,
    verbs: ['get', 'list'],
    subresources: [],
    definition: undefined,
    storage: `${plural}.metrics.k8s.io`,
    hasStatus: false,
    hasGeneration: false,
    returnsDeleted: false,
    unconditionalUpdate: true,
    createOnUpdate: false,
    defaultPropagation: 'None',
    strategy: {},
    table: columns,
    measured: true,
  }
}

/** Begins to serve metrics.k8s.io. */
export function serveMetrics(server: ServerContext, source: MetricsSource): void {
  server.metrics = source
  server.resources.add(resource('nodes', 'NodeMetrics', false))
  server.resources.add(resource('pods', 'PodMetrics', true))
}

/** What is measured now. */
export function measured(
  server: ServerContext,
  { resource: plural }: Resource,
  namespace: string | undefined,
): readonly Content[] {
  if (!server.metrics) throw serviceUnavailable('the server is currently unable to handle the request')
  return plural === 'nodes' ? server.metrics.nodes() : server.metrics.pods(namespace)
}

/** An object by name: from the store, or measured. */
export function getObject(server: ServerContext, call: Call): Content {
  if (!call.resource.measured) return server.registry.get(call)
  const found = measured(server, call.resource, call.namespace).find(({ metadata }) => metadata.name === call.name)
  if (!found) throw notFound(groupResource(call.resource), String(call.name))
  return found
}
