import type { FileType } from './inode.ts'
import type { Layer, LayerFile } from './layer.ts'
import type { Bytes, Program } from './program.ts'

/** A file of a layer, never changed. */
export interface LayerNode {
  readonly type: FileType
  mode: number
  uid: number
  gid: number
  readonly content: Bytes
  /** Of a symbolic link; of a device, its name. */
  readonly target: string
  readonly program: Program | undefined
  readonly deviceNumber?: readonly [major: number, minor: number] | undefined
  readonly children: Map<string, LayerNode> | undefined
}

const trees = new WeakMap<Layer, LayerNode>()

/** The layer as a tree; made once for each layer. */
export function layerTree(layer: Layer): LayerNode {
  const known = trees.get(layer)
  if (known) return known
  const root = layerDirectory()
  for (const [path, file] of Object.entries(layer.files)) addFile(root, path, file)
  for (const [path, program] of Object.entries(layer.programs)) {
    place(root, path, { ...layerLeaf('file', executableContent(program), 0o755), program })
  }
  trees.set(layer, root)
  return root
}

/** What `cat` shows of a simulated executable. A copy of it can be executed too: the kernel knows it by these bytes. */
export function executableContent(program: Program): Bytes {
  return `\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0${program.name}\0`
}

function addFile(root: LayerNode, path: string, file: LayerFile): void {
  if (typeof file === 'string') place(root, path, layerLeaf('file', file, 0o644))
  else if ('symlink' in file) place(root, path, { ...layerLeaf('symlink', '', 0o777), target: file.symlink })
  else if ('directory' in file) {
    const node = directoryAt(root, path.split('/').filter(Boolean))
    node.mode = file.mode ?? 0o755
    node.uid = file.uid ?? 0
    node.gid = file.gid ?? 0
  } else place(root, path, { ...layerLeaf('file', file.content, file.mode ?? 0o644), uid: file.uid ?? 0, gid: file.gid ?? 0 })
}

function place(root: LayerNode, path: string, node: LayerNode): void {
  const parts = path.split('/').filter(Boolean)
  const name = parts.pop()
  if (name === undefined) return
  directoryAt(root, parts).children?.set(name, node)
}

function directoryAt(root: LayerNode, parts: readonly string[]): LayerNode {
  let node = root
  for (const part of parts) {
    let next = node.children?.get(part)
    // an image may say /bin → /usr/bin and then list /bin/sh: follow the link
    if (next?.type === 'symlink') next = directoryAt(root, next.target.split('/').filter(Boolean))
    if (next?.type !== 'directory') {
      next = layerDirectory()
      node.children?.set(part, next)
    }
    node = next
  }
  return node
}

export function layerDirectory(): LayerNode {
  return { type: 'directory', mode: 0o755, uid: 0, gid: 0, content: '', target: '', program: undefined, children: new Map() }
}

export function layerLeaf(type: FileType, content: Bytes, mode: number): LayerNode {
  return { type, mode, uid: 0, gid: 0, content, target: '', program: undefined, children: undefined }
}
