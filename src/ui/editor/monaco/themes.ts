import type * as Monaco from 'monaco-editor'

/**
 * Makes monaco's theme from the page's tokens, so that there is one source of colours for both. Called again when
 * the page's theme changes, since only the tokens of the present theme can be read.
 */
export function defineTheme(monaco: typeof Monaco, name: string): void {
  const style = getComputedStyle(document.documentElement)
  const token = (property: string) => style.getPropertyValue(property).trim()
  const ink = (property: string) => token(property).replace('#', '')
  monaco.editor.defineTheme(name, {
    base: name === 'podarium-light' ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      { token: '', foreground: ink('--code-text') },
      { token: 'type', foreground: ink('--code-key') },
      { token: 'string', foreground: ink('--code-value') },
      { token: 'number', foreground: ink('--code-number') },
      { token: 'keyword', foreground: ink('--code-number') },
      { token: 'comment', foreground: ink('--code-mark') },
      { token: 'operators', foreground: ink('--code-mark') },
      { token: 'delimiter', foreground: ink('--code-mark') },
    ],
    colors: {
      'editor.background': token('--surface-panel'),
      'editor.foreground': token('--code-text'),
      'editorLineNumber.foreground': token('--ink-faint'),
      // the number of a last, empty line; monaco's own is 2:1
      'editorLineNumber.dimmedForeground': token('--ink-faint'),
      'editorLineNumber.activeForeground': token('--ink'),
      'editor.lineHighlightBackground': token('--surface-card'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': `${token('--accent')}44`,
      'editor.inactiveSelectionBackground': `${token('--accent')}22`,
      'editorIndentGuide.background1': token('--line'),
      'editorIndentGuide.activeBackground1': token('--line-strong'),
      'editorError.foreground': token('--state-failing-fill'),
      'editorWarning.foreground': token('--state-waiting-fill'),
      'editorWidget.background': token('--surface-card'),
      'editorWidget.border': token('--line-strong'),
      'editorHoverWidget.background': token('--surface-card'),
      'editorSuggestWidget.background': token('--surface-card'),
      'editorSuggestWidget.selectedBackground': token('--surface-raised'),
      'editorSuggestWidget.selectedForeground': token('--ink'),
      'list.hoverBackground': token('--surface-raised'),
      focusBorder: token('--accent'),
    },
  })
}
