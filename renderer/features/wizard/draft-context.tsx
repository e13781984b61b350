import { createContext, useContext } from 'react'
import { useStore } from '../../app/store.ts'
import type { Draft, DraftStore } from './draft.ts'

const DraftContext = createContext<DraftStore | undefined>(undefined)

export const DraftProvider = DraftContext.Provider

export interface DraftHandle extends Pick<DraftStore, 'update' | 'reset'> {
  readonly draft: Draft
}

export function useDraft(): DraftHandle {
  const store = useContext(DraftContext)
  if (!store) throw new Error('useDraft needs a DraftProvider above it')
  return { draft: useStore(store), update: store.update, reset: store.reset }
}
