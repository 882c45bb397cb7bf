import { ChevronDown, ChevronRight, Download, Ellipsis, FileText, Folder, Plus, Upload } from 'lucide-react'
import { type MouseEvent, useMemo, useRef, useState } from 'react'
import { addFiles, freeName, removeFile, renameFile, useFiles } from '../../state/files-store.ts'
import { IconButton } from '../design/button.tsx'
import { Confirm } from '../design/dialog.tsx'
import { MenuList } from '../design/menu.tsx'
import { toast } from '../design/toast.tsx'
import { downloadFile, openOrSay, takeIn } from './add-files.ts'
import { chosenFiles } from './dropped.ts'
import { NameField } from './name-field.tsx'
import { fileTree, type TreeNode } from './tree.ts'
import { filesWords as words } from './words.ts'

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The learner's home directory beside the editor: open, make, rename, delete, bring and take files. */
export function FileList() {
  const files = useFiles((state) => state.files)
  const more = useFiles((state) => state.more)
  const active = useFiles((state) => state.active)
  const tree = useMemo(() => fileTree(files.keys()), [files])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [naming, setNaming] = useState<'new' | { readonly path: string }>()
  const [menu, setMenu] = useState<{ readonly path: string; readonly at: { readonly x: number; readonly y: number } }>()
  const [removing, setRemoving] = useState<string>()
  const [closeMenu] = useState(() => () => setMenu(undefined))
  const chooser = useRef<HTMLInputElement>(null)
  const taken = (path: string) => files.has(path) || [...files.keys()].some((each) => each.startsWith(`${path}/`))

  const make = (path: string) => {
    setNaming(undefined)
    addFiles([{ path, content: '' }]).then(
      // the list hears of it from the laptop; the tab waits for that
      () => setTimeout(() => openOrSay(path), 100),
      (error) => toast(words.failed(path, reason(error))),
    )
  }
  const rename = (from: string, to: string) => {
    setNaming(undefined)
    if (from !== to) renameFile(from, to).catch((error) => toast(words.failed(from, reason(error))))
  }

  const openMenu = (path: string) => (event: MouseEvent) => {
    event.preventDefault()
    const box = event.currentTarget.getBoundingClientRect()
    const byKey = event.clientX === 0 && event.clientY === 0
    setMenu({ path, at: byKey ? { x: box.left + 12, y: box.bottom } : { x: event.clientX, y: event.clientY } })
  }

  const lines = (nodes: readonly TreeNode[], depth: number) =>
    nodes.map((node) => {
      const folded = closed.has(node.path)
      const isFolder = node.children !== undefined
      if (typeof naming === 'object' && naming.path === node.path)
        return (
          <li key={node.path}>
            <NameField
              label={words.newName(node.path)}
              start={node.path}
              taken={(path) => path !== node.path && taken(path)}
              onName={(name) => rename(node.path, name)}
              onCancel={() => setNaming(undefined)}
            />
          </li>
        )
      return (
        <li key={node.path}>
          <div className="file-line" data-active={node.path === active}>
            <button
              type="button"
              className="file-line__name"
              style={{ paddingLeft: 8 + depth * 12 }}
              title={node.path}
              onContextMenu={openMenu(node.path)}
              {...(isFolder ? { 'aria-expanded': !folded } : { 'aria-current': node.path === active ? 'true' : undefined })}
              onClick={() => {
                if (!isFolder) return openOrSay(node.path)
                setClosed((before) => new Set(folded ? [...before].filter((each) => each !== node.path) : [...before, node.path]))
              }}
              onDoubleClick={() => !isFolder && setNaming({ path: node.path })}
              onKeyDown={(event) => {
                if (event.key === 'F2') setNaming({ path: node.path })
                else if (event.key === 'Delete') setRemoving(node.path)
              }}
            >
              {isFolder ? folded ? <ChevronRight size={12} aria-hidden /> : <ChevronDown size={12} aria-hidden /> : null}
              {isFolder ? <Folder size={13} aria-hidden /> : <FileText size={13} aria-hidden />}
              <span>{node.name}</span>
            </button>
            <button
              type="button"
              className="file-line__more"
              aria-label={words.actions(node.path)}
              aria-haspopup="menu"
              onClick={openMenu(node.path)}
            >
              <Ellipsis size={13} />
            </button>
          </div>
          {node.children && !folded && <ul>{lines(node.children, depth + 1)}</ul>}
        </li>
      )
    })

  return (
    <nav className="file-list" aria-label={words.files}>
      <div className="file-list__head">
        <code title={words.home}>~</code>
        <span className="grow" />
        <IconButton small label={words.newFile} tipAlign="end" onClick={() => setNaming('new')}>
          <Plus size={13} />
        </IconButton>
        <IconButton small label={words.upload} tipAlign="end" onClick={() => chooser.current?.click()}>
          <Upload size={13} />
        </IconButton>
        <IconButton small label={words.download} tipAlign="end" onClick={() => downloadFile(active)}>
          <Download size={13} />
        </IconButton>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label={words.upload}
          onChange={(event) => {
            const { files: list } = event.target
            if (list) void takeIn(chosenFiles(list))
            event.target.value = ''
          }}
        />
      </div>
      <div className="file-list__lines scrolls">
        {naming === 'new' && (
          <NameField
            label={words.newFileName}
            start={freeName('pod.yaml', taken)}
            taken={taken}
            onName={make}
            onCancel={() => setNaming(undefined)}
          />
        )}
        {tree.length === 0 && naming === undefined ? <p className="file-list__none">{words.none}</p> : <ul>{lines(tree, 0)}</ul>}
        {more && <p className="file-list__none">{words.more}</p>}
      </div>
      {menu && (
        <MenuList
          label={words.actions(menu.path)}
          at={menu.at}
          onClose={closeMenu}
          items={[
            { id: 'rename', title: words.rename, note: 'mv', onChoose: () => setNaming({ path: menu.path }) },
            ...(files.has(menu.path) ? [{ id: 'download', title: words.download, onChoose: () => downloadFile(menu.path) }] : []),
            { id: 'remove', title: words.remove, note: 'rm', apart: true, onChoose: () => setRemoving(menu.path) },
          ]}
        />
      )}
      {removing !== undefined && (
        <Confirm
          title={words.removeTitle(removing)}
          yes={words.remove}
          no={words.keepIt}
          danger
          onNo={() => setRemoving(undefined)}
          onYes={() => {
            setRemoving(undefined)
            removeFile(removing).catch((error) => toast(words.failed(removing, reason(error))))
          }}
        >
          {words.removeHint}
        </Confirm>
      )}
    </nav>
  )
}
