import { decode, encode } from '../../../cluster/machine/bytes.ts'
import type { Command } from '../../command.ts'
import { contentHash } from '../../content-hash.ts'
import { createGenerated, generatorFlags, nameArgument } from './generator.ts'
import { readSources, sourceFlags } from './sources.ts'

export const configMap: Command = {
  name: 'configmap',
  aliases: ['cm'],
  use: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none] [options]',
  short: 'Create a config map from a local file, directory or literal value',
  examples: `
# From literals
kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2

# From a file; its name is the key
kubectl create configmap my-config --from-file=app.properties

# From a file with another key
kubectl create configmap my-config --from-file=settings=app.properties

# From lines of KEY=value
kubectl create configmap my-config --from-env-file=path/to/foo.env`,
  flags: [
    ...generatorFlags,
    ...sourceFlags('config map'),
    { name: 'append-hash', type: 'bool', default: 'false', usage: 'Append a hash of the content to the name.' },
  ],
  *run(k) {
    const name = nameArgument(k)
    const data: Record<string, string> = {}
    const binaryData: Record<string, string> = {}
    for (const [key, bytes] of readSources(k, 'ConfigMap')) {
      const text = decode(bytes)
      if (encode(text) === bytes) data[key] = text
      else binaryData[key] = btoa(bytes)
    }
    const content = {
      ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
      ...(Object.keys(data).length > 0 ? { data } : {}),
    }
    const full = k.flags.bool('append-hash') ? `${name}-${contentHash({ data: {}, ...content, kind: 'ConfigMap', name })}` : name
    return yield* createGenerated(k, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: full }, ...content })
  },
}
