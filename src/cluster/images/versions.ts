/** Which tags of a repository exist: from its versions and the endings its tags take. */

export interface TagScheme {
  /** The newest patch of every line, the newest line first: `['1.29.3', '1.28.0', …]`. */
  readonly versions: readonly string[]
  /** Endings a tag may have: `-alpine`, `-bookworm`; the plain one is understood. */
  readonly endings?: readonly string[] | undefined
  /** Names for versions: `{ stable: '1.28.0' }`; `latest` is the first version unless it is given, or `null` for none. */
  readonly names?: Readonly<Record<string, string | null>> | undefined
  /** Tags begin so: `v`. */
  readonly prefix?: string | undefined
  /** Tags without the prefix exist too. */
  readonly prefixOptional?: boolean | undefined
}

export interface TagMeaning {
  readonly version: string
  readonly ending: string
}

/** What a tag stands for; undefined if there is no such tag. */
export function resolveTag(tag: string, scheme: TagScheme): TagMeaning | undefined {
  const { versions, endings = [], names = {}, prefix = '' } = scheme
  const newest = versions[0] ?? ''
  const all: Readonly<Record<string, string | null>> = { latest: newest, ...names }
  const named = (text: string): string | null | undefined => (Object.hasOwn(all, text) ? all[text] : undefined)
  for (const ending of ['', ...endings]) {
    if (!tag.endsWith(ending)) continue
    const base = tag.slice(0, tag.length - ending.length)
    const byName = named(base)
    if (typeof byName === 'string') return { version: byName, ending }
    // `nginx:alpine` is the newest version with that ending.
    if (ending !== '' && base === '' && tag === ending.slice(1)) return { version: newest, ending }
    if (!base.startsWith(prefix) && !scheme.prefixOptional) continue
    const version = matchVersion(base.startsWith(prefix) ? base.slice(prefix.length) : base, versions)
    if (version !== undefined) return { version, ending }
  }
  for (const ending of endings) if (tag === ending.slice(1)) return { version: newest, ending }
  return undefined
}

/** `1.27` → the newest patch of that line; `1.27.2` → itself, if that line has come so far. */
function matchVersion(text: string, versions: readonly string[]): string | undefined {
  if (versions.includes(text)) return text
  const line = versions.find((version) => version.startsWith(`${text}.`) || version.startsWith(`${text}-`))
  if (line !== undefined && text !== '') return line
  const match = /^(.*\.)(\d+)$/.exec(text)
  if (!match) return undefined
  const sibling = versions.find(
    (version) => version.startsWith(String(match[1])) && /^\d+$/.test(version.slice(String(match[1]).length)),
  )
  return sibling !== undefined && Number(match[2]) <= Number(sibling.slice(String(match[1]).length)) ? text : undefined
}

/** The tags people look for, the newest first. */
export function listTags(scheme: TagScheme): readonly string[] {
  const tags: string[] = []
  for (const [name, version] of Object.entries({ latest: scheme.versions[0] ?? '', ...scheme.names }))
    if (version !== null) tags.push(name)
  for (const ending of scheme.endings ?? []) if (ending.startsWith('-')) tags.push(ending.slice(1))
  for (const version of scheme.versions) tags.push(`${scheme.prefix ?? ''}${version}`)
  return tags
}
