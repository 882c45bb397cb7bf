import { PanelLeft, Plus, X } from 'lucide-react'
import { useMemo } from 'react'
import { isDirty } from '../../state/document.ts'
import { activate, closeFile, editorOf, freeName, openText, useFiles } from '../../state/files-store.ts'
import { IconButton } from '../design/button.tsx'
import { Tabs } from '../design/tabs.tsx'
import { useFileList } from './file-list-store.ts'
import { filesWords as words } from './words.ts'

export const tabId = (path: string) => encodeURIComponent(path)

/** The open files, one a tab, and the switch of the file list. */
export function FileTabs() {
  const listed = useFileList((state) => state.open)
  const active = useFiles((state) => state.active)
  // a text changes with every key; the row only when a tab does
  const row = useFiles((state) =>
    state.open.map((each) => `${isDirty(each) && !editorOf(state, each.path) ? '*' : ' '}${each.path}`).join('\n'),
  )
  const tabs = useMemo(
    () =>
      row.split('\n').map((line) => {
        const path = line.slice(1)
        const name = path.replace(/^.*\//, '')
        const dirty = line.startsWith('*')
        return {
          id: tabId(path),
          label: dirty ? `${path}, ${words.unsaved}` : path,
          title: (
            <span className="file-tab" title={path}>
              <span className="file-tab__name">{name}</span>
              <span className="file-tab__dot" data-dirty={dirty} aria-hidden />
            </span>
          ),
        }
      }),
    [row],
  )
  const add = () => {
    const { files, open } = useFiles.getState()
    openText(
      freeName('untitled.yaml', (path) => files.has(path) || open.some((each) => each.path === path)),
      '',
    )
  }
  return (
    <div className="file-tabs">
      <IconButton
        small
        label={listed ? words.hide : words.show}
        aria-expanded={listed}
        tipAlign="start"
        onClick={() => useFileList.setState({ open: !listed })}
      >
        <PanelLeft size={14} />
      </IconButton>
      <div className="file-tabs__row">
        <Tabs
          name="file"
          label={words.openFiles}
          chosen={tabId(active)}
          tabs={tabs}
          onChoose={(id) => activate(decodeURIComponent(id))}
        />
      </div>
      {tabs.length > 1 && (
        <IconButton small label={words.closeTab(active)} tipAlign="end" onClick={() => closeFile(active)}>
          <X size={12} />
        </IconButton>
      )}
      <IconButton small label={words.newFile} tipAlign="end" onClick={add}>
        <Plus size={14} />
      </IconButton>
    </div>
  )
}
