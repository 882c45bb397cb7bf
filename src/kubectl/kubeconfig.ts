import { parseYaml, printYaml } from '../cluster/api/yaml.ts'
import type { UserInfo } from '../cluster/apiserver/interface.ts'
import { decode, encode } from '../cluster/machine/bytes.ts'
import { Errno, type Process } from '../cluster/machine/program.ts'
import { KubectlError, PlainError } from './errors.ts'
import { isObject, type JsonObject, listAt, objectAt, textAt } from './json-value.ts'

type Section = 'clusters' | 'contexts' | 'users'
const bodyKey = { clusters: 'cluster', contexts: 'context', users: 'user' } as const

/** Users of the kubeconfig whose certificate makes them the cluster's admin. */
const admins = ['minikube', 'kubernetes-admin']
/** Where the laptop's own certificates are: theirs is the group system:masters. */
const adminProfiles = '/.minikube/profiles/'

/** `~/.kube/config`: clusters, users, and contexts that join them with a namespace. Changed by replacing. */
export class Kubeconfig {
  private constructor(
    readonly path: string,
    readonly data: JsonObject,
  ) {}

  /** From `--kubeconfig`, `$KUBECONFIG` or the home directory; empty if there is no such file. */
  static load(process: Process, given = ''): Kubeconfig {
    const home = decode(process.env.get('HOME') ?? '/root')
    const path = given || decode(process.env.get('KUBECONFIG') ?? '').split(':')[0] || `${home}/.kube/config`
    try {
      return Kubeconfig.parse(path, decode(process.readFile(path)))
    } catch (error) {
      if (!(error instanceof Errno)) throw new KubectlError(`error loading config file "${path}": ${messageOf(error)}`)
      if (given !== '') throw new KubectlError(`stat ${given}: no such file or directory`)
      return new Kubeconfig(path, {})
    }
  }

  /** @throws Error for text that is no YAML */
  static parse(path: string, text: string): Kubeconfig {
    const data = parseYaml(text)
    return new Kubeconfig(path, isObject(data) ? data : {})
  }

  static of(path: string, data: JsonObject): Kubeconfig {
    return new Kubeconfig(path, data)
  }

  save(process: Process): void {
    const directory = this.path.slice(0, this.path.lastIndexOf('/'))
    if (directory !== '' && !process.exists(directory)) process.mkdir(directory, 0o750)
    process.writeFile(this.path, encode(this.text()), { mode: 0o600 })
  }

  text(): string {
    const empty = { apiVersion: 'v1', clusters: null, contexts: null, 'current-context': '', kind: 'Config', users: null }
    return printYaml({ ...empty, preferences: {}, ...this.data })
  }

  get currentContext(): string {
    return textAt(this.data, 'current-context')
  }

  names(section: Section): readonly string[] {
    return listAt(this.data, section).map((entry) => textAt(entry, 'name'))
  }

  has(section: Section, name: string): boolean {
    return this.names(section).includes(name)
  }

  entry(section: Section, name: string): JsonObject {
    return objectAt(
      listAt(this.data, section).find((entry) => textAt(entry, 'name') === name),
      bodyKey[section],
    )
  }

  /** With an entry changed, or added; `undefined` removes it. */
  withEntry(section: Section, name: string, body: JsonObject | undefined): Kubeconfig {
    const others = listAt(this.data, section)
    const entry = { [bodyKey[section]]: body, name }
    const known = this.has(section, name)
    const list =
      body === undefined
        ? others.filter((one) => textAt(one, 'name') !== name)
        : known
          ? others.map((one) => (textAt(one, 'name') === name ? entry : one))
          : [...others, entry]
    return new Kubeconfig(this.path, { ...this.data, [section]: list })
  }

  withCurrentContext(name: string): Kubeconfig {
    return new Kubeconfig(this.path, { ...this.data, 'current-context': name })
  }

  /** The context that counts: the given one, else the current. Refuses one that does not exist. */
  private context(given: string): JsonObject {
    const name = given || this.currentContext
    if (name !== '' && !this.has('contexts', name)) {
      throw given !== ''
        ? new KubectlError(`context "${name}" does not exist`)
        : new PlainError(`Error in configuration: context was not found for specified context: ${name}`)
    }
    return this.entry('contexts', name)
  }

  namespace(context: string): string {
    return textAt(this.context(context), 'namespace')
  }

  /** Where the context's cluster says its API server is. */
  serverUrl(context: string): string {
    return textAt(this.entry('clusters', textAt(this.context(context), 'cluster')), 'server')
  }

  private userEntry(context: string, given: string): { readonly name: string; readonly body: JsonObject } {
    const name = given || textAt(this.context(context), 'user')
    if (given !== '' && !this.has('users', given)) throw new KubectlError(`auth info "${given}" does not exist`)
    return { name, body: this.entry('users', name) }
  }

  /** Who the context says you are; undefined for the admin, and for users with a token, which says it. */
  user(context: string, given: string): UserInfo | undefined {
    const { name, body } = this.userEntry(context, given)
    const certified = textAt(body, 'client-certificate').includes(adminProfiles)
    if (name === '' || admins.includes(name) || certified || textAt(body, 'token') !== '') return undefined
    return { name: textAt(body, 'username') || name, groups: ['system:authenticated'] }
  }

  /** The bearer token of the context's user; `''` without one. */
  token(context: string, given: string): string {
    return textAt(this.userEntry(context, given).body, 'token')
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
