/** A line of the file list: a folder, or a file. */
export interface TreeNode {
  readonly path: string
  readonly name: string
  /** Of a folder: folders first, both by name. */
  readonly children?: readonly TreeNode[]
}

const byName = (a: TreeNode, b: TreeNode) =>
  Number(a.children === undefined) - Number(b.children === undefined) || (a.name < b.name ? -1 : 1)

/** Paths as a tree. Folders without files do not appear. */
export function fileTree(paths: Iterable<string>): readonly TreeNode[] {
  interface Folder {
    readonly folders: Map<string, Folder>
    readonly files: string[]
  }
  const root: Folder = { folders: new Map(), files: [] }
  for (const path of paths) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    let at = root
    for (const part of parts) {
      const next: Folder = at.folders.get(part) ?? { folders: new Map(), files: [] }
      at.folders.set(part, next)
      at = next
    }
    at.files.push(name)
  }
  const nodes = (folder: Folder, above: string): readonly TreeNode[] =>
    [
      ...[...folder.folders].map(([name, inner]) => ({
        path: above + name,
        name,
        children: nodes(inner, `${above}${name}/`),
      })),
      ...folder.files.map((name) => ({ path: above + name, name })),
    ].sort(byName)
  return nodes(root, '')
}

/** What is wrong with a name for a file; undefined if nothing is. */
export function badName(name: string, taken: (path: string) => boolean): string | undefined {
  if (name.trim() === '') return 'give it a name'
  if (name.startsWith('/') || name.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return 'a path from the home directory on, without . and ..'
  if (name.split('/').some((part) => part.startsWith('.')))
    return 'files with a dot in front are hidden: make them in the terminal'
  return taken(name) ? 'there is already one' : undefined
}
