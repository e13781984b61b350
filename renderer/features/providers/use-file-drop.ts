import { type DragEvent, useRef, useState } from 'react'

export interface FileDrop {
  /** A file is held over the area. */
  readonly over: boolean
  readonly handlers: {
    readonly onDragEnter: (event: DragEvent) => void
    readonly onDragOver: (event: DragEvent) => void
    readonly onDragLeave: () => void
    readonly onDrop: (event: DragEvent) => void
  }
}

/** Takes files that are dropped on an area; anything else that is dragged over it is left alone. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): FileDrop {
  // Entering a child comes before leaving the parent, so only the sum says whether the area was left.
  const depth = useRef(0)
  const [over, setOver] = useState(false)
  const leave = (to: number) => {
    depth.current = to
    setOver(to > 0)
  }
  return {
    over,
    handlers: {
      onDragEnter: (event) => {
        if (hasFiles(event)) leave(depth.current + 1)
      },
      onDragOver: (event) => {
        // Only what is allowed here may be dropped here.
        if (hasFiles(event)) event.preventDefault()
      },
      onDragLeave: () => leave(Math.max(0, depth.current - 1)),
      onDrop: (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        leave(0)
        onFiles([...event.dataTransfer.files])
      },
    },
  }
}

function hasFiles(event: DragEvent): boolean {
  return [...event.dataTransfer.types].includes('Files')
}
