import { type DragEvent, useState } from 'react'
import { takeIn } from './add-files.ts'
import { droppedFiles } from './dropped.ts'

const bringsFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')

/** Makes an element take files from outside; the handlers stand before those of what is inside. */
export function useDrop() {
  const [over, setOver] = useState(false)
  return {
    over,
    handlers: {
      onDragOverCapture: (event: DragEvent) => {
        if (!bringsFiles(event)) return
        event.preventDefault()
        event.stopPropagation()
        event.dataTransfer.dropEffect = 'copy'
        setOver(true)
      },
      onDragLeaveCapture: (event: DragEvent) => {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false)
      },
      onDropCapture: (event: DragEvent) => {
        setOver(false)
        // a kept session is opened by the page, whole
        if (!bringsFiles(event) || [...event.dataTransfer.files].some(({ name }) => name.endsWith('.podarium.json'))) return
        event.preventDefault()
        event.stopPropagation()
        void takeIn(droppedFiles(event.dataTransfer.items))
      },
    },
  }
}
