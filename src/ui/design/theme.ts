import { create } from 'zustand'

export type Theme = 'dark' | 'light'

const key = 'podarium.theme'

/** The system's wish, until the reader says otherwise; that is remembered. */
function preferred(): Theme {
  try {
    const chosen = localStorage.getItem(key)
    if (chosen === 'dark' || chosen === 'light') return chosen
  } catch {
    // storage may be denied; the system's wish is good enough
  }
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

export const useTheme = create<{ readonly theme: Theme }>()(() => ({ theme: preferred() }))

/** Puts the theme on the page now and whenever it changes. */
export function installTheme(): void {
  const show = (theme: Theme) => {
    document.documentElement.dataset.theme = theme
    const colour = theme === 'dark' ? '#13171a' : '#fbfcfc'
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour)
  }
  show(useTheme.getState().theme)
  useTheme.subscribe(({ theme }) => show(theme))
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => useTheme.setState({ theme: preferred() }))
}

export function switchTheme(): void {
  const theme = useTheme.getState().theme === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(key, theme)
  } catch {
    // it lasts as long as the page, then
  }
  useTheme.setState({ theme })
}
