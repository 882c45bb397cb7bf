import { FitAddon } from '@xterm/addon-fit'
import { type ITheme, Terminal as Screen } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef } from 'react'
import { useCluster } from '../../state/cluster-store.ts'
import { session } from '../../state/current-session.ts'
import type { Terminal } from '../../state/session.ts'
import { useTheme } from '../design/theme.ts'
import { words } from '../words.ts'
import { handleKeys } from './keys.ts'
import './terminal-pane.css'
import { offerTyping } from './type-in.ts'

/** The page's tokens, read when the theme changes: the screen draws on a canvas and sees no CSS. */
function screenTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    background: token('surface-well'),
    foreground: token('code-text'),
    cursor: token('ink-soft'),
    cursorAccent: token('surface-well'),
    selectionBackground: token('accent-line'),
    black: token('surface-raised'),
    red: token('state-failing'),
    green: token('state-running'),
    yellow: token('state-waiting'),
    blue: token('accent-ink'),
    magenta: token('state-terminating'),
    cyan: token('code-key'),
    white: token('ink-soft'),
    brightBlack: token('ink-faint'),
    brightRed: token('state-failing'),
    brightGreen: token('state-running'),
    brightYellow: token('state-waiting'),
    brightBlue: token('accent'),
    brightMagenta: token('state-terminating'),
    brightCyan: token('code-key'),
    brightWhite: token('ink'),
  }
}

interface TerminalPaneProps {
  readonly shown: boolean
  readonly name: string
  /** Typed once, when the first shell is ready. */
  readonly command: string | undefined
  readonly spoken: boolean
  readonly focused: boolean
}

/** One shell on the learner's laptop. A new one starts in its place when it ends, or when the cluster is replaced. */
export default function TerminalPane({ shown, name, command, spoken, focused }: TerminalPaneProps) {
  const host = useRef<HTMLDivElement>(null)
  const screen = useRef<Screen | undefined>(undefined)
  const fit = useRef<FitAddon | undefined>(undefined)
  const firstLine = useRef(command)
  const cluster = useCluster((state) => (state.phase === 'ready' ? state.cluster : -1))
  const theme = useTheme((state) => state.theme)

  useEffect(() => {
    const element = host.current
    if (!element) return
    const style = getComputedStyle(document.documentElement)
    const opened = new Screen({
      fontFamily: style.getPropertyValue('--font-code').trim(),
      fontSize: 12,
      lineHeight: 1.35,
      cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      convertEol: false,
      scrollback: 5000,
      theme: screenTheme(),
      screenReaderMode: false,
      macOptionIsMeta: true,
    })
    const addon = new FitAddon()
    opened.loadAddon(addon)
    opened.open(element)
    handleKeys(opened)
    screen.current = opened
    fit.current = addon
    const observer = new ResizeObserver(() => {
      if (element.clientHeight > 20) addon.fit()
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      opened.dispose()
      screen.current = undefined
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the page's style
  useEffect(() => {
    // the tokens change with the attribute on the root, which another effect sets first
    if (screen.current) screen.current.options.theme = screenTheme()
  }, [theme])

  useEffect(() => {
    if (!shown) return
    fit.current?.fit()
    if (focused) screen.current?.focus()
  }, [shown, focused])

  useEffect(() => {
    if (screen.current) screen.current.options.screenReaderMode = spoken
  }, [spoken])

  useEffect(() => {
    screen.current?.textarea?.setAttribute('aria-label', words.terminalScreen(name))
  }, [name])

  useEffect(() => {
    const opened = screen.current
    if (!opened || cluster < 0) return
    let shell: Terminal | undefined
    let stopped = false
    let ended = false
    let first = firstLine.current
    let withdraw: () => void = () => undefined
    const open = () => {
      ended = false
      session
        .openTerminal(
          { columns: opened.cols, rows: opened.rows },
          (data) => {
            if (stopped) return
            opened.write(data)
            if (first === undefined || !data.includes('$ ')) return
            // the prompt is there: the line that this shell was opened for is typed once
            const line = first
            first = undefined
            firstLine.current = undefined
            setTimeout(() => shell?.input(`${line}\r`), 0)
          },
          (code) => {
            if (stopped) return
            ended = true
            withdraw()
            opened.write(words.terminalEnded(code))
          },
        )
        .then(
          (terminal) => {
            if (stopped) terminal.close()
            else {
              shell = terminal
              withdraw()
              withdraw = offerTyping({ shown: () => host.current?.offsetParent != null, input: terminal.input })
            }
          },
          (error: Error) => !stopped && opened.write(`\x1b[31m${words.terminalFailed}: ${error.message}\x1b[0m\r\n`),
        )
    }
    opened.reset()
    open()
    const listeners = [
      opened.onData((data) => {
        if (!ended) return shell?.input(data)
        if (data === '\r') {
          opened.write('\r\n')
          open()
        }
      }),
      opened.onResize(({ cols, rows }) => shell?.resize(cols, rows)),
    ]
    return () => {
      stopped = true
      withdraw()
      for (const listener of listeners) listener.dispose()
      if (!ended) shell?.close()
    }
  }, [cluster])

  return <div className="terminal" ref={host} />
}
