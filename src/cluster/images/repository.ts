/** How an image is written down: one repository, one file. */
import type { Bytes, Program, Signal } from '../machine/program.ts'
import type { Image, ImageFile } from './image.ts'
import { listTags, resolveTag, type TagMeaning, type TagScheme } from './versions.ts'

/** What differs from an empty image; all of it may depend on the version. */
export interface Content {
  /** Compressed, in MB. */
  readonly megabytes: number
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly user?: string
  readonly workingDir?: string
  readonly ports?: readonly number[]
  readonly stopSignal?: Signal
  /** In this order; later ones win. Keep them constants, so that thousands of containers share them. */
  readonly files?: readonly Readonly<Record<string, ImageFile>>[]
  readonly programs?: readonly Readonly<Record<string, Program>>[]
  readonly standIn?: string
}

export interface Repository {
  /** `docker.io/library/nginx`. */
  readonly name: string
  /** The image behind a tag; the same object each time. Undefined if there is no such tag. */
  image(tag: string): Image | undefined
  readonly tags: readonly string[]
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Describes a repository. @param content is asked once for every version and ending */
export function repository(name: string, scheme: TagScheme, content: (meaning: TagMeaning) => Content): Repository {
  const byContent = new Map<string, Image>()
  const byTag = new Map<string, Image>()
  return {
    name,
    tags: listTags(scheme),
    image(tag) {
      const known = byTag.get(tag)
      if (known) return known
      const meaning = resolveTag(tag, scheme)
      if (!meaning) return undefined
      const key = `${meaning.version}${meaning.ending}`
      const base = byContent.get(key) ?? makeImage(name, key, content(meaning))
      byContent.set(key, base)
      const image = { ...base, tag }
      byTag.set(tag, image)
      return image
    },
  }
}

export function makeImage(name: string, tag: string, content: Content): Image {
  return {
    repository: name,
    tag,
    digest: digestOf(`${name}:${tag}`),
    sizeBytes: Math.round(content.megabytes * 1_000_000) + (fnv(`${name}:${tag}`, 7) % 100_000),
    entrypoint: content.entrypoint ?? [],
    cmd: content.cmd ?? [],
    env: { PATH: path, ...content.env },
    user: content.user ?? '',
    workingDir: content.workingDir ?? '/',
    exposedPorts: content.ports ?? [],
    stopSignal: content.stopSignal ?? 'TERM',
    files: merged(content.files ?? []),
    programs: merged(content.programs ?? []),
    ...(content.standIn === undefined ? {} : { standIn: content.standIn }),
  }
}

function merged<T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Object.assign({}, ...parts)
}

/** 64 hex digits that look like a SHA-256 and depend on the text alone. */
export function digestOf(text: Bytes): string {
  let hex = ''
  for (let i = 0; i < 8; i++) hex += fnv(text, i).toString(16).padStart(8, '0')
  return `sha256:${hex}`
}

function fnv(text: string, salt: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b) >>> 0
  return (hash ^ (hash >>> 13)) >>> 0
}
