import { create } from 'zustand'

/** Whether the command palette is open; apart from the palette, so that the first chunk need not hold it. */
export const usePalette = create<{ readonly open: boolean }>()(() => ({ open: false }))

export function openPalette(): void {
  usePalette.setState({ open: true })
}

export function closePalette(): void {
  usePalette.setState({ open: false })
}
