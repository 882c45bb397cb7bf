import { ChevronDown } from 'lucide-react'
import { openText } from '../../state/files-store.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { examples } from './examples.ts'
import { editorWords as words } from './words.ts'

/** File name and state, the examples, and Apply. */
export function EditorToolbar() {
  const edited = useManifest((state) => state.text !== state.appliedText)
  const neverApplied = useManifest((state) => state.appliedText === undefined)
  const applying = useManifest((state) => state.applying)
  const apply = useManifest((state) => state.apply)
  const status = applying ? words.applying : neverApplied ? words.notApplied : edited ? words.edited : words.applied
  return (
    <div className="editor-toolbar">
      <span className="editor-toolbar__file">
        <span className="editor-toolbar__status">{status}</span>
      </span>
      <label className="editor-toolbar__examples">
        <span className="visually-hidden">{words.examples}</span>
        <select
          value=""
          onChange={(event) => {
            const example = examples[Number(event.target.value)]
            if (example) openText(example.fileName, example.text)
          }}
        >
          <option value="" disabled>
            {words.examples}
          </option>
          {examples.map((example, index) => (
            <option key={example.fileName} value={index}>
              {example.title}
            </option>
          ))}
        </select>
        <ChevronDown size={14} aria-hidden />
      </label>
      <button
        type="button"
        className="editor-toolbar__apply"
        onClick={() => void apply()}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        {words.apply}
        <kbd aria-hidden>{/Mac/.test(navigator.platform) ? '⌘ ↵' : 'Ctrl ↵'}</kbd>
      </button>
    </div>
  )
}
