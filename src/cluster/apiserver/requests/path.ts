/** What a URL's path names, as apiserver/pkg/endpoints/request/requestinfo.go reads it. */
export interface ResourcePath {
  readonly group: string
  readonly version: string
  readonly namespace: string | undefined
  readonly resource: string
  readonly name: string | undefined
  readonly subresource: string | undefined
}

/** Reads `/api/v1/namespaces/default/pods/web/log` and its like; undefined for paths of no resource. */
export function parsePath(path: string): ResourcePath | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  let at: number
  let group: string
  if (parts[0] === 'api' && parts.length >= 3) {
    group = ''
    at = 1
  } else if (parts[0] === 'apis' && parts.length >= 4) {
    group = String(parts[1])
    at = 2
  } else {
    return undefined
  }
  const version = String(parts[at])
  const rest = parts.slice(at + 1)
  // /namespaces/<ns>/<resource>…, but /namespaces/<ns>/{status,finalize} belong to the Namespace itself
  const ofNamespace = rest.length === 3 && (rest[2] === 'status' || rest[2] === 'finalize')
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !ofNamespace
  const namespace = inNamespace ? rest[1] : undefined
  const [resource, name, subresource, ...tooMany] = inNamespace ? rest.slice(2) : rest
  if (!resource || tooMany.length > 0) return undefined
  return { group, version, namespace, resource, name, subresource }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
