import { parseYaml } from '../cluster/api/yaml.ts'
import type { Run } from '../cluster/machine/program.ts'
import { KubectlError } from './errors.ts'
import type { Invocation } from './invocation.ts'

/** `--raw`: sends the one file of `-f` to a path of the server as it is, and prints the answer (kubectl/pkg/rawhttp). */
export function* sendRaw(k: Invocation, method: 'POST' | 'PUT'): Run<number> {
  const files = k.flags.list('filename')
  const [file = ''] = files
  if (files.length !== 1) throw new KubectlError('--raw can only use a single local file or stdin')
  if (k.flags.string('kustomize') !== '' || k.flags.bool('recursive'))
    throw new KubectlError('--raw can only use a single local file or stdin')
  if (k.flags.string('selector') !== '') throw new KubectlError('--raw and --selector (-l) are mutually exclusive')
  const text = file === '-' ? yield* k.stdin() : k.readFile(file)
  const { body } = k.connection.request({ method, path: k.flags.string('raw'), body: parseYaml(text) })
  yield* k.out(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`)
  return 0
}
