import { catalogue } from './catalogue.ts'
import type { Image, Registry, RegistryChange } from './image.ts'
import { officialNames } from './official-names.ts'
import { parseReference, type Reference, referenceName } from './reference.ts'
import type { Repository } from './repository.ts'
import { standInImage } from './stand-in.ts'

/** Names that lessons and documentation use for what is not there. */
const absentTag =
  /^(nope|nosuch\w*|no-?such.*|does-?not-?exist.*|doesnotexist.*|non-?existent.*|not-?exist.*|invalid.*|wrong.*|broken.*|typo|bad-?tag.*|missing.*|fake.*)$/
const absentRepository =
  /nosuch|no-such|does-?not-?exist|doesnt-?exist|non-?existing|non-?existent|not-?found|invalid-?image|fake-?image|bad-?image|wrong-?image|imaginary/
const privateRepository = /(^|[/.-])private([/.-]|$)/

const notFound = (name: string) =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`
const denied = (name: string) =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`

interface Rule {
  readonly change: RegistryChange
  readonly matches: (name: string) => boolean
}

/** The pretend registries of the world. */
export function createRegistry(): Registry {
  const known = new Map<string, Repository>(catalogue.map((each) => [each.name, each]))
  const pushed = new Map<string, Image>()
  const strangers = new Map<string, Image>()
  const changes: RegistryChange[] = []
  let rules: Rule[] = []

  function parsed(reference: string): Reference | { readonly error: string } {
    return parseReference(reference)
  }

  /** What is there, troubles aside. */
  function find(reference: Reference, authenticated: boolean): Image | { readonly error: string } {
    const name = referenceName(reference)
    const repositoryName = `${reference.domain}/${reference.path}`
    const tag = reference.tag ?? 'latest'
    const own = pushed.get(`${repositoryName}:${tag}`)
    if (own) return withDigest(own, reference)
    const repository = known.get(repositoryName)
    if (repository) {
      // A digest alone names some version: the newest stands for it.
      const image =
        repository.image(tag) ?? (reference.digest === undefined ? undefined : repository.image(newestTag(repository)))
      return image ? withDigest(image, reference) : { error: notFound(name) }
    }
    if (absentRepository.test(repositoryName)) return { error: reference.domain === 'docker.io' ? denied(name) : notFound(name) }
    if (privateRepository.test(repositoryName) && !authenticated) return { error: denied(name) }
    if (absentTag.test(tag)) return { error: notFound(name) }
    if (reference.domain === 'docker.io' && reference.path.startsWith('library/') && isTypo(reference.path.slice(8)))
      return { error: denied(name) }
    const key = `${repositoryName}:${tag}`
    const stranger = strangers.get(key) ?? standInImage(repositoryName, tag)
    strangers.set(key, stranger)
    return withDigest(stranger, reference)
  }

  function resolve(text: string, authenticated = false): { readonly image: Image } | { readonly error: string } {
    const reference = parsed(text)
    if ('error' in reference) return { error: `couldn't parse image name "${text}": ${reference.error}` }
    const name = referenceName(reference)
    let slow = 1
    for (const { change, matches } of rules) {
      if (!matches(name)) continue
      if (change.kind === 'slow') slow = change.factor
      if (change.kind === 'remove') return { error: notFound(name) }
      if (change.kind === 'refuse') {
        const host = reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain
        const url = `https://${host}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag}`
        return {
          error: `rpc error: code = Unavailable desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": failed to do request: Head "${url}": dial tcp 203.0.113.10:443: connect: connection refused`,
        }
      }
      if (change.kind === 'break') {
        const text =
          change.error ??
          `rpc error: code = Unknown desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": unexpected status from HEAD request to https://${reference.domain}/v2/${reference.path}/manifests/${reference.tag}: 500 Internal Server Error`
        return { error: text }
      }
    }
    const image = find(reference, authenticated)
    if ('error' in image) return image
    return { image: slow === 1 ? image : { ...image, trouble: { slow } } }
  }

  function change(wanted: RegistryChange): void {
    const pattern = wanted.reference
    if (wanted.kind === 'push') {
      const target = parsed(pattern)
      if ('error' in target) throw new Error(`${pattern}: ${target.error}`)
      const source = parsed(wanted.like)
      if ('error' in source) throw new Error(`${wanted.like}: ${source.error}`)
      const like = find(source, true)
      if ('error' in like) throw new Error(`there is no image ${wanted.like} to push`)
      const repositoryName = `${target.domain}/${target.path}`
      pushed.set(`${repositoryName}:${target.tag ?? 'latest'}`, {
        ...like,
        repository: repositoryName,
        tag: target.tag ?? 'latest',
      })
      const name = referenceName(target)
      rules = rules.filter((rule) => rule.change.kind !== 'remove' || !rule.matches(name))
    } else if (wanted.kind === 'mend') {
      const matches = matcher(pattern)
      const name = wholeName(pattern)
      rules = rules.filter(
        (rule) =>
          !(
            rule.change.reference === pattern ||
            pattern === '*' ||
            matches(wholeName(rule.change.reference)) ||
            rule.matches(name)
          ),
      )
    } else rules.push({ change: wanted, matches: matcher(pattern) })
    changes.push(wanted)
  }

  function wholeName(text: string): string {
    const reference = parsed(text)
    return 'error' in reference ? text : referenceName(reference)
  }

  function matcher(pattern: string): (name: string) => boolean {
    if (pattern === '*') return () => true
    if (pattern.endsWith('*')) {
      const start = pattern.slice(0, -1)
      return (name) =>
        name.startsWith(start) || name.startsWith(`docker.io/${start}`) || name.startsWith(`docker.io/library/${start}`)
    }
    const wanted = wholeName(pattern)
    return (name) => name === wanted || name.startsWith(`${wanted}@`)
  }

  return {
    resolve,
    parse(text) {
      const reference = parsed(text)
      return 'error' in reference ? reference : { name: referenceName(reference) }
    },
    change,
    changes,
    tags(text) {
      const reference = parsed(text)
      if ('error' in reference) return []
      const name = `${reference.domain}/${reference.path}`
      const own = [...pushed.values()].filter((image) => image.repository === name).map((image) => image.tag)
      return [...own.reverse(), ...(known.get(name)?.tags ?? [])]
    },
    repositories: catalogue.map(({ name }) => name.replace(/^docker\.io\/(library\/)?/, '')),
  }
}

function newestTag(repository: Repository): string {
  return repository.tags[0] ?? 'latest'
}

function withDigest(image: Image, reference: Reference): Image {
  return reference.digest === undefined || reference.digest === image.digest ? image : { ...image, digest: reference.digest }
}

/** A slip of the finger over a name of Docker's library: `ngnix`, `busybx`. Nobody means another image by it. */
function isTypo(name: string): boolean {
  if (officialNames.has(name)) return false
  for (const official of officialNames) {
    if (official.length >= 5 && Math.abs(official.length - name.length) <= 1 && oneSlip(official, name)) return true
  }
  return false
}

/** One letter more, less, other, or two swapped. */
function oneSlip(a: string, b: string): boolean {
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  const restA = a.slice(i)
  const restB = b.slice(i)
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0]
}
