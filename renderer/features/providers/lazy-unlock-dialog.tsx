import { lazy, Suspense } from 'react'
import type { UnlockDialogProps } from './unlock-dialog.tsx'

const Loaded = lazy(async () => ({ default: (await import('./unlock-dialog.tsx')).UnlockDialog }))

/** The unlock dialog for places that come with the first load: its fields are fetched when it opens. */
export function LazyUnlockDialog(props: UnlockDialogProps) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  )
}
