/** A parsed image reference: github.com/distribution/reference, normalised as docker does. */
export interface ImageReference {
  /** `docker.io/library/nginx` */
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const domainPattern = new RegExp(`^(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const pathPattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/
const tagPattern = /^[\w][\w.-]{0,127}$/
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/

/** ParseNormalizedNamed; the error is distribution's text. */
export function parseImageReference(text: string): ImageReference | { readonly error: string } {
  if (/^[a-f0-9]{64}$/.test(text)) {
    return { error: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` }
  }
  const { domain, remainder } = splitDomain(text)
  // Only the part before a tag has to be lower case.
  const colon = remainder.indexOf(':')
  const bare = colon > -1 ? remainder.slice(0, colon) : remainder
  if (bare.toLowerCase() !== bare) {
    return { error: `invalid reference format: repository name (${bare}) must be lowercase` }
  }
  const invalid = { error: 'invalid reference format' }
  let name = remainder
  let digest: string | undefined
  const at = name.indexOf('@')
  if (at >= 0) {
    digest = name.slice(at + 1)
    name = name.slice(0, at)
    if (!digestPattern.test(digest)) return invalid
  }
  let tag: string | undefined
  const tagColon = name.lastIndexOf(':')
  if (tagColon > name.lastIndexOf('/')) {
    tag = name.slice(tagColon + 1)
    name = name.slice(0, tagColon)
    if (!tagPattern.test(tag)) return invalid
  }
  if (!pathPattern.test(name) || !domainPattern.test(domain)) return invalid
  if (name.length > 255) return { error: 'repository name must not be more than 255 characters' }
  return { repository: `${domain}/${name}`, tag, digest }
}

function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf('/')
  const first = slash < 0 ? '' : text.slice(0, slash)
  let domain: string
  let remainder: string
  if (slash < 0 || (!/[.:]/.test(first) && first !== 'localhost' && first.toLowerCase() === first)) {
    domain = 'docker.io'
    remainder = text
  } else {
    domain = first === 'index.docker.io' ? 'docker.io' : first
    remainder = text.slice(slash + 1)
  }
  if (domain === 'docker.io' && !remainder.includes('/')) remainder = `library/${remainder}`
  return { domain, remainder }
}

/** The name that the runtime works with: tag `latest` unless there is a tag or digest. */
export function canonicalName(reference: ImageReference): string {
  if (reference.digest) return `${reference.repository}@${reference.digest}`
  return `${reference.repository}:${reference.tag ?? 'latest'}`
}
