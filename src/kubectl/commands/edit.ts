import type { KubeObject } from '../../cluster/api/object.ts'
import { createMergePatch } from '../../cluster/api/patch/merge-patch.ts'
import { parseYaml, printYaml } from '../../cluster/api/yaml.ts'
import { decode, encode } from '../../cluster/machine/bytes.ts'
import { Errno, type Run } from '../../cluster/machine/program.ts'
import type { Command } from '../command.ts'
import { KubectlError, report, throwCollected } from '../errors.ts'
import { fieldManagerFlag, fileFlags, printFlags, selectorFlag, validateFlag } from '../flag-sets.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, type JsonObject } from '../json-value.ts'
import { printJson } from '../printers/json.ts'
import { ResultPrinter, withoutManagedFields } from '../printers/printer.ts'
import { type Found, findObjects } from '../resource-arguments.ts'

const header = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

export const edit: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit a resource on the server',
  long: 'Edit a resource with the editor of $KUBE_EDITOR or $EDITOR, vi if neither is set. What is saved is sent as a patch.',
  examples: `
# Edit a service
kubectl edit svc/registry

# With another editor
KUBE_EDITOR="nano" kubectl edit svc/registry`,
  flags: [
    ...printFlags,
    ...fileFlags('the resource to edit.'),
    fieldManagerFlag('kubectl-edit'),
    selectorFlag,
    validateFlag,
    { name: 'output-patch', type: 'bool', default: 'false', usage: 'Show the patch if the resource was edited.' },
    { name: 'save-config', type: 'bool', default: 'false', usage: 'Note what was made in an annotation.' },
    { name: 'subresource', type: 'string', usage: 'Edit a subresource of the object.' },
    { name: 'windows-line-endings', type: 'bool', default: 'false', usage: 'Use line endings of Windows.' },
  ],
  *run(k) {
    const errors: unknown[] = []
    const found = yield* findObjects(k, k.args, errors, { wholeTypes: true })
    throwCollected(errors)
    for (const one of found) {
      const code = yield* editOne(k, one)
      if (code !== 0) return code
    }
    return 0
  },
}

function* editOne(k: Invocation, one: Found): Run<number> {
  const json = k.flags.string('output') === 'json'
  const shown = withoutManagedFields(one.object)
  const original = json ? printJson(shown) : printYaml(shown)
  const path = `/tmp/kubectl-edit-${Math.floor(k.process.random() * 0xffffffff).toString(16)}.${json ? 'json' : 'yaml'}`
  let text = `${header}${original}`
  let last = ''
  for (;;) {
    k.process.writeFile(path, encode(text), { mode: 0o600 })
    yield* openEditor(k, path)
    const edited = read(k, path)
    const bare = withoutComments(edited)
    if (bare.trim() === '' || bare === withoutComments(original))
      return yield* cancelled(k, path, 'Edit cancelled, no changes made.', 0)
    if (bare === last) {
      yield* k.err(`A copy of your changes has been stored to "${path}"\n`)
      throw new KubectlError('Edit cancelled, no valid changes were saved.')
    }
    last = bare
    try {
      const changed = save(k, one, bare)
      k.process.unlink(path)
      yield* k.out(new ResultPrinter(k).print(changed, 'edited', one.type))
      return 0
    } catch (error) {
      const message = report(error, 'kubectl edit').text.trimEnd()
      yield* k.err(`error: ${one.type.resource} "${one.name}" is invalid\n`)
      text = `${header}${message
        .split('\n')
        .map((line) => `# ${line}\n`)
        .join('')}#\n${bare}`
    }
  }
}

function* cancelled(k: Invocation, path: string, message: string, code: number): Run<number> {
  k.process.unlink(path)
  yield* k.err(`${message}\n`)
  return code
}

function* openEditor(k: Invocation, path: string): Run<void> {
  const { env } = k.process
  const editor = decode(env.get('KUBE_EDITOR') || env.get('EDITOR') || 'vi')
  const pid = spawnEditor(k, editor, path)
  const status = yield* k.process.wait(pid)
  if (status && status.code !== 0) throw new KubectlError(`there was a problem with the editor "${editor}"`)
}

function spawnEditor(k: Invocation, editor: string, path: string): number {
  try {
    // as kubectl does: an editor with arguments is given to the shell
    return k.process.spawn({ what: /[\s"'\\]/.test(editor) ? ['sh', '-c', encode(`${editor} ${path}`)] : [encode(editor), path] })
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`unable to launch the editor "${editor}"`)
    throw error
  }
}

function read(k: Invocation, path: string): string {
  return decode(k.process.readFile(path))
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
}

function save(k: Invocation, one: Found, text: string): KubeObject {
  const edited = parseEdited(text)
  const patch = createMergePatch(withoutManagedFields(one.object), edited) ?? {}
  const metadata = isObject(edited.metadata) ? edited.metadata : {}
  if (metadata.name !== one.name) throw new KubectlError('At least one of apiVersion, kind and name was changed')
  const subresource = k.flags.string('subresource') || undefined
  return k.connection.patch(
    one.type,
    one.namespace,
    one.name,
    { type: 'merge', body: patch, subresource },
    { fieldManager: k.flags.string('field-manager') },
  )
}

function parseEdited(text: string): JsonObject {
  try {
    const value = parseYaml(text)
    if (isObject(value)) return value
  } catch (error) {
    throw new KubectlError(`The edited file had a syntax error: ${error instanceof Error ? error.message.split('\n')[0] : ''}`)
  }
  throw new KubectlError('The edited file had a syntax error: it holds no object')
}
