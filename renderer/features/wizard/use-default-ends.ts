import { useEffect } from 'react'
import { useLiveData } from '../../app/live-data.tsx'
import { defaultEnds } from './draft.ts'
import { useDraft } from './draft-context.tsx'

/** Where there is only one connected vCenter or cluster, the draft takes it without being asked. */
export function useDefaultEnds(): void {
  const providers = useLiveData().providers.value
  const { draft, update } = useDraft()
  useEffect(() => {
    if (!providers) return
    const ends = defaultEnds(draft, providers)
    if (Object.keys(ends).length > 0) update(ends)
  }, [providers, draft, update])
}
