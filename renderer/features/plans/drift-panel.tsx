import Box from '@mui/material/Box'
import type { Drift, DriftItem } from '../../../shared/plan/drift-model.ts'
import { formatCount } from '../../../shared/units.ts'
import { Ago } from '../../ui/ago.tsx'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { Consent } from '../../ui/consent.tsx'

export interface DriftPanelProps {
  readonly drift: Drift
  readonly isAccepted: boolean
  readonly onAccept: (isAccepted: boolean) => void
}

/** What changed about a plan since it was reviewed, and the yes to what the run would do otherwise therefore. */
export function DriftPanel({ drift, isAccepted, onAccept }: DriftPanelProps) {
  const of = (...kinds: DriftItem['kind'][]) => drift.items.filter(({ kind }) => kinds.includes(kind))
  const toAccept = of('accept')
  return (
    <Box
      component="section"
      aria-label="Changed since the review"
      sx={{ display: 'flex', flexDirection: 'column', gap: 1, fontSize: 13 }}
    >
      <Lead drift={drift} />
      <ItemList items={of('blocking')} category="Critical" />
      {toAccept.length > 0 ? (
        <Consent
          title="What changed"
          label={
            toAccept.length === 1
              ? 'The change is as it should be'
              : `All ${formatCount(toAccept.length, 'change')} are as they should be`
          }
          given={isAccepted}
          onChange={onAccept}
          hint="Whatever changes from now on is shown again before anything starts."
        >
          <ItemList items={toAccept} category="Warning" />
        </Consent>
      ) : null}
      <ItemList items={of('info')} category="Information" />
    </Box>
  )
}

function Lead({ drift: { reviewedAt, unknownVms, items } }: { readonly drift: Drift }) {
  const some = unknownVms > 0 ? ` Of ${formatCount(unknownVms, 'VM')} no facts are kept.` : ''
  if (reviewedAt === undefined)
    return unknownVms === 0 ? null : (
      <Box>No facts of its review are kept, so nobody can say what has changed since.</Box>
    )
  return (
    <Box>
      {items.length === 0 ? 'Nothing has changed since the review, ' : 'Changed since the review, '}
      <Ago iso={reviewedAt} />
      {items.length === 0 ? '.' : ':'}
      {some}
    </Box>
  )
}

interface ItemListProps {
  readonly items: readonly DriftItem[]
  readonly category: 'Critical' | 'Warning' | 'Information'
}

/** All of them, since nobody can accept what is only counted. */
function ItemList({ items, category }: ItemListProps) {
  if (items.length === 0) return null
  return (
    <Box
      component="ul"
      tabIndex={0}
      sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 220, overflowY: 'auto' }}
    >
      {items.map(({ vmId, name, message }, index) => (
        <Box component="li" key={`${vmId ?? name}/${index}`} sx={{ display: 'flex', gap: 1, py: 0.25 }}>
          <Box sx={{ pt: '1px' }}>
            <CategoryShape category={category} />
          </Box>
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ fontWeight: 600 }}>
              {name}:{' '}
            </Box>
            {message}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
