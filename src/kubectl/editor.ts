import { parseYaml, printYaml } from '../cluster/api/yaml.ts'
import { decode, encode } from '../cluster/machine/bytes.ts'
import { Errno, type Run } from '../cluster/machine/program.ts'
import { KubectlError, report } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { isObject, type JsonObject } from './json-value.ts'
import { printJson } from './printers/json.ts'

const header = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

export interface Edit {
  /** What is edited. */
  readonly value: unknown
  /** `services "registry"`, for the message that it is invalid. */
  readonly called: string
  /** Whether leaving it as it is gives the edit up. */
  readonly cancelUnchanged: boolean
  /** Sends what was made of it; what it throws is shown at the top of the file, which opens again. */
  readonly save: (edited: JsonObject) => void
}

/**
 * Lets the editor of $KUBE_EDITOR or $EDITOR (vi) work on a value until it can be saved or is given up
 * (kubectl/pkg/cmd/util/editor). Returns whether it was saved. @throws KubectlError
 */
export function* editValue(k: Invocation, edit: Edit): Run<boolean> {
  const json = k.flags.string('output') === 'json'
  const original = json ? printJson(edit.value) : printYaml(edit.value)
  const path = `/tmp/kubectl-edit-${Math.floor(k.process.random() * 0xffffffff).toString(16)}.${json ? 'json' : 'yaml'}`
  let text = `${header}${original}`
  let last = ''
  for (;;) {
    k.process.writeFile(path, encode(k.flags.bool('windows-line-endings') ? text.replaceAll('\n', '\r\n') : text), {
      mode: 0o600,
    })
    yield* openEditor(k, path)
    const bare = withoutComments(decode(k.process.readFile(path)).replaceAll('\r\n', '\n'))
    if (bare.trim() === '' || (edit.cancelUnchanged && bare === withoutComments(original))) {
      k.process.unlink(path)
      yield* k.err(bare.trim() === '' ? 'Edit cancelled, saved file was empty.\n' : 'Edit cancelled, no changes made.\n')
      return false
    }
    if (bare === last) {
      yield* k.err(`A copy of your changes has been stored to "${path}"\n`)
      throw new KubectlError('Edit cancelled, no valid changes were saved.')
    }
    last = bare
    try {
      edit.save(parseEdited(bare))
      k.process.unlink(path)
      return true
    } catch (error) {
      const message = report(error, k.path).text.trimEnd()
      yield* k.err(`error: ${edit.called} is invalid\n`)
      const told = message.split('\n').map((line) => `# ${line}\n`)
      text = `${header}${told.join('')}#\n${bare}`
    }
  }
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

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
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
