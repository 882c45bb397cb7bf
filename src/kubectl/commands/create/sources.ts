import { encode } from '../../../cluster/machine/bytes.ts'
import { type Bytes, Errno } from '../../../cluster/machine/program.ts'
import { KubectlError } from '../../errors.ts'
import type { Flag } from '../../flags.ts'
import type { Invocation } from '../../invocation.ts'

/** Where the keys of a ConfigMap or Secret come from. */
export const sourceFlags = (what: string): readonly Flag[] => [
  { name: 'from-env-file', type: 'stringSlice', usage: `A file of KEY=value lines; each is a key of the ${what}.` },
  {
    name: 'from-file',
    type: 'stringSlice',
    usage: 'A file, whose name is the key unless another is given (key=file), or a directory of such.',
  },
  { name: 'from-literal', type: 'stringArray', usage: 'A key and its value: mykey=somevalue.' },
]

/** key → bytes, from literals, files, directories and env files. @param what `ConfigMap` or `Secret`, for the messages */
export function readSources(k: Invocation, what: string): ReadonlyMap<string, Bytes> {
  const { flags } = k
  if (flags.list('from-env-file').length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal')
  }
  const data = new Map<string, Bytes>()
  const add = (key: string, value: Bytes) => {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
      throw new KubectlError(
        `"${key}" is not valid key name for a ${what} a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      )
    }
    if (data.has(key))
      throw new KubectlError(
        `cannot add key "${key}", another key by that name already exists in Data for ${what} "${k.args[0]}"`,
      )
    data.set(key, value)
  }
  for (const source of flags.list('from-file')) addFile(k, source, add)
  for (const source of flags.list('from-env-file')) addEnvFile(k, source, add)
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=')
    if (equals <= 0) throw new KubectlError(`invalid literal source ${literal}, expected key=value`)
    add(literal.slice(0, equals), encode(literal.slice(equals + 1)).replace(/^(["'])(.*)\1$/s, '$2'))
  }
  return data
}

function addFile(k: Invocation, source: string, add: (key: string, value: Bytes) => void): void {
  const equals = source.indexOf('=')
  const path = equals < 0 ? source : source.slice(equals + 1)
  if (equals === 0) throw new KubectlError(`key name for file path ${path} missing`)
  if (path === '') throw new KubectlError(`file path for key name ${source.slice(0, equals)} missing`)
  const directory = typeOf(k, path) === 'directory'
  if (directory && equals > 0) throw new KubectlError('cannot give a key name for a directory path')
  if (!directory) {
    add(equals < 0 ? path.slice(path.lastIndexOf('/') + 1) : source.slice(0, equals), k.process.readFile(path))
    return
  }
  for (const name of k.process.readDirectory(path)) {
    const child = `${path.replace(/\/$/, '')}/${name}`
    if (k.process.stat(child).type === 'file') add(name, k.process.readFile(child))
  }
}

function addEnvFile(k: Invocation, path: string, add: (key: string, value: Bytes) => void): void {
  typeOf(k, path)
  for (const [i, raw] of k.process.readFile(path).split('\n').entries()) {
    const line = raw.replace(/^\s+/, '').replace(/\r$/, '')
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) {
      throw new KubectlError(
        `"${key}" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*') (line ${i + 1})`,
      )
    }
    // A name alone takes its value from the environment.
    const value = equals < 0 ? k.process.env.get(key) : line.slice(equals + 1)
    if (value !== undefined) add(key, value)
  }
}

function typeOf(k: Invocation, path: string): string {
  try {
    return k.process.stat(path).type
  } catch (error) {
    if (error instanceof Errno) throw new KubectlError(`error reading ${path}: ${error.text.toLowerCase()}`)
    throw error
  }
}
