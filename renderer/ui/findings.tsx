import InfoOutlinedIcon from '@mui/icons-material/InfoOutlined'
import ReportIcon from '@mui/icons-material/Report'
import WarningAmberIcon from '@mui/icons-material/WarningAmber'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { Finding } from '../../shared/plan/model.ts'
import { formatCount } from '../../shared/units.ts'

const SHAPES = { critical: ReportIcon, warning: WarningAmberIcon, info: InfoOutlinedIcon } as const
const WORDS = { critical: 'Blocks', warning: 'Warning', info: 'Note' } as const

export function SeverityShape({
  severity,
  size = 16,
}: {
  readonly severity: Finding['severity']
  readonly size?: number
}) {
  const { tokens } = useTheme()
  const Shape = SHAPES[severity]
  const colour = { critical: tokens.failed, warning: tokens.text, info: tokens.waiting }[severity]
  return <Shape aria-hidden sx={{ fontSize: size, color: colour, flexShrink: 0 }} />
}

export interface FindingListProps {
  readonly findings: readonly Finding[]
  /** Beyond this many the rest is only counted. */
  readonly limit?: number
  /** Leave the object's name out where the reader knows it. */
  readonly withoutObject?: boolean
}

/** What should be known before a run: severity, object, what it is and what to do. */
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
          key={`${finding.rule}/${finding.object}/${index}`}
          sx={{ display: 'flex', gap: 1 }}
        >
          <Box sx={{ pt: '1px' }}>
            <SeverityShape severity={finding.severity} />
          </Box>
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <Box component="span" sx={{ fontWeight: 600 }}>
              {WORDS[finding.severity]}
              {withoutObject ? ': ' : `, ${finding.object}: `}
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
