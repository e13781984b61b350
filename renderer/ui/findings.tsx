import Box from '@mui/material/Box'
import type { Finding } from '../../shared/preflight/model.ts'
import { formatCount } from '../../shared/units.ts'
import { CategoryShape } from './category-shape.tsx'

export interface FindingListProps {
  readonly findings: readonly Finding[]
  /** Beyond this many the rest is only counted. */
  readonly limit?: number
  /** Leave the object's name out where the reader knows it. */
  readonly withoutObject?: boolean
}

/** What should be known before a run: category, object, what it is and what to do. */
export function FindingList({ findings, limit = 50, withoutObject = false }: FindingListProps) {
  const shown = findings.slice(0, limit)
  const rest = findings.length - shown.length
  return (
    <Box
      component="ul"
      sx={{ m: 0, p: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: 1, fontSize: 13 }}
    >
      {shown.map((finding, index) => (
        <Box
          component="li"
          key={`${finding.rule}/${finding.object.id}/${index}`}
          sx={{ display: 'flex', gap: 1 }}
        >
          <Box sx={{ pt: '1px' }}>
            <CategoryShape category={finding.category} />
          </Box>
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ fontWeight: 600 }}>
              {finding.category}
              {withoutObject ? ': ' : `, ${finding.object.name}: `}
            </Box>
            {finding.message}{' '}
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {finding.remedy}
            </Box>
          </Box>
        </Box>
      ))}
      {rest > 0 ? (
        <Box component="li" sx={{ color: 'text.secondary' }}>
          And {formatCount(rest, 'more finding')}.
        </Box>
      ) : null}
    </Box>
  )
}
