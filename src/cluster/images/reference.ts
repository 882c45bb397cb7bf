/** Image references, as github.com/distribution/reference reads them (ParseDockerRef). */
export interface Reference {
  /** `docker.io`. */
  readonly domain: string
  /** `library/nginx`. */
  readonly path: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/
const domainForm = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?$/

/** @returns the reference, or the tail of `couldn't parse image name "…": invalid reference format` */
export function parseReference(text: string): Reference | { readonly error: string } {
  const invalid = { error: 'invalid reference format' }
  const slash = text.indexOf('/')
  const first = slash < 0 ? '' : text.slice(0, slash)
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)
  let domain = isDomain ? first : 'docker.io'
  let rest = isDomain ? text.slice(slash + 1) : text
  if (domain === 'index.docker.io') domain = 'docker.io'
  const at = rest.indexOf('@')
  const digest = at < 0 ? undefined : rest.slice(at + 1)
  if (at >= 0) rest = rest.slice(0, at)
  const colon = rest.lastIndexOf(':')
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon + 1) : undefined
  let path = tag === undefined ? rest : rest.slice(0, colon)
  if (domain === 'docker.io' && path !== '' && !path.includes('/')) path = `library/${path}`
  if (path.toLowerCase() !== path) return { error: `invalid reference format: repository name (${path}) must be lowercase` }
  if (path === '' || !path.split('/').every((part) => pathPart.test(part)) || !domainForm.test(domain)) return invalid
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return invalid
  if (digest !== undefined && !/^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/.test(digest)) return invalid
  if (digest?.startsWith('sha256:') && digest.length !== 71) return { error: 'invalid checksum digest length' }
  if (/^[0-9a-f]{64}$/.test(text))
    return { error: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` }
  return { domain, path, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest }
}

export function referenceName(reference: Reference): string {
  const { domain, path, tag, digest } = reference
  return `${domain}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}
