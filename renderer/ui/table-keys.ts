export type TableKeyAction =
  | { readonly kind: 'move'; readonly by: number; readonly absolute?: boolean }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'selectAll' }
  | { readonly kind: 'open' }

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly target: EventTarget
}

/** What a key means in a table; undefined: not the table's business. `page` is a page's rows. */
export function tableKeyAction(event: KeyPress, page: number): TableKeyAction | undefined {
  // A button inside a cell keeps its own Enter and Space.
  if (event.target instanceof HTMLElement && event.target.closest('button, input, a')) return undefined
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') return { kind: 'selectAll' }
  switch (event.key) {
    case 'ArrowDown':
      return { kind: 'move', by: 1 }
    case 'ArrowUp':
      return { kind: 'move', by: -1 }
    case 'PageDown':
      return { kind: 'move', by: page }
    case 'PageUp':
      return { kind: 'move', by: -page }
    case 'Home':
      return { kind: 'move', by: -1, absolute: true }
    case 'End':
      return { kind: 'move', by: 1, absolute: true }
    case ' ':
      return { kind: 'toggle' }
    case 'Enter':
      return { kind: 'open' }
    default:
      return undefined
  }
}
