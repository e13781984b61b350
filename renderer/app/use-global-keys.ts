import { useEffect } from 'react'

export interface GlobalKeys {
  readonly onPalette: () => void
  readonly onHelp: () => void
  readonly onLock: () => void
}

/** Ctrl+K, Ctrl+Shift+L, ? and / work from everywhere, except while typing (the last two). */
export function useGlobalKeys({ onPalette, onHelp, onLock }: GlobalKeys): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        onPalette()
        return
      }
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'l') {
        event.preventDefault()
        onLock()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') onHelp()
      if (event.key === '/' && focusFilter()) event.preventDefault()
    }
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  })
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox],[type=radio]), textarea, [contenteditable]') !== null
  )
}

/** Puts the cursor into the screen's filter, if it has one. */
function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]')
  filter?.focus()
  filter?.select()
  return filter !== null
}
