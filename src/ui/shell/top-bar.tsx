import { Contrast, MonitorPlay, Search, Share2 } from 'lucide-react'
import { IconButton } from '../design/button.tsx'
import { MenuButton } from '../design/menu.tsx'
import { switchTheme } from '../design/theme.ts'
import { LessonButton } from '../lesson/lesson-button.tsx'
import { openPalette } from '../palette/palette-store.ts'
import { words } from '../words.ts'
import { BrandMark } from './brand.tsx'
import { useWorkspace } from './workspace.ts'

const commandKey = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘ K' : 'Ctrl K'

/** Wanted seldom: not part of the page's first code. */
const keep = () => import('../keep/keep.ts')

export function TopBar() {
  const presenting = useWorkspace((state) => state.presenting)
  return (
    <header className="top">
      <h1 className="top__brand">
        <BrandMark />
        {words.product}
      </h1>
      <p className="top__crumb">
        <b>{words.sandbox}</b>
        <span className="top__tagline">{words.tagline}</span>
      </p>
      <span className="grow" />
      <LessonButton />
      <button type="button" className="top__palette" aria-label={words.palette} onClick={openPalette}>
        <Search size={14} aria-hidden="true" />
        <span>{words.palette}</span>
        <kbd>{commandKey}</kbd>
      </button>
      <MenuButton
        label={words.share}
        tip={words.share}
        className="btn btn--quiet btn--icon"
        alignEnd
        items={[
          { id: 'link', title: words.copyLink, onChoose: () => void keep().then(({ copyLink }) => copyLink()) },
          { id: 'save', title: words.saveFile, onChoose: () => void keep().then(({ saveFile }) => saveFile()) },
          { id: 'open', title: words.openFile, onChoose: () => void keep().then(({ chooseFile }) => chooseFile()) },
        ]}
      >
        <Share2 size={16} aria-hidden="true" />
      </MenuButton>
      <IconButton
        label={presenting ? words.leavePresent : words.present}
        aria-pressed={presenting}
        onClick={() => useWorkspace.setState({ presenting: !presenting })}
      >
        <MonitorPlay size={16} />
      </IconButton>
      <IconButton label={words.theme} onClick={switchTheme} tipAlign="end">
        <Contrast size={16} />
      </IconButton>
    </header>
  )
}
