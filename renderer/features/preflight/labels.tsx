import CheckCircleIcon from '@mui/icons-material/CheckCircle'
import HelpOutlineOutlinedIcon from '@mui/icons-material/HelpOutlineOutlined'
import InfoOutlinedIcon from '@mui/icons-material/InfoOutlined'
import ReportIcon from '@mui/icons-material/Report'
import WarningAmberIcon from '@mui/icons-material/WarningAmber'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { Category, PreflightFinding, VerdictWord } from '../../../shared/preflight/model.ts'
import { VERDICT_WORDS } from '../../../shared/preflight/verdict-words.ts'
import type { Tokens } from '../../theme/tokens.ts'

export type Severity = Category | 'unknown'

const SEVERITIES = {
  Critical: { shape: ReportIcon, word: 'Critical' },
  Warning: { shape: WarningAmberIcon, word: 'Warning' },
  Information: { shape: InfoOutlinedIcon, word: 'Information' },
  unknown: { shape: HelpOutlineOutlinedIcon, word: 'Unknown' },
} as const

const VERDICT_SHAPES = {
  ready: CheckCircleIcon,
  attention: WarningAmberIcon,
  blocked: ReportIcon,
  unknown: HelpOutlineOutlinedIcon,
} as const

/** What cannot be judged is no critical thing and no warning: it is unknown. */
export function severityOf({ state, category }: Pick<PreflightFinding, 'state' | 'category'>): Severity {
  return state === 'unknown' ? 'unknown' : category
}

function severityColour(severity: Severity, tokens: Tokens): string {
  return {
    Critical: tokens.failed,
    Warning: tokens.text,
    Information: tokens.running,
    unknown: tokens.waiting,
  }[severity]
}

export function verdictColour(verdict: VerdictWord, tokens: Tokens): string {
  return {
    ready: tokens.done,
    attention: tokens.text,
    blocked: tokens.failed,
    unknown: tokens.waiting,
  }[verdict]
}

export interface SeverityMarkProps {
  readonly severity: Severity
  /** A chip places its icon by a class. */
  readonly className?: string
}

export function SeverityMark({ severity, className }: SeverityMarkProps) {
  const { tokens } = useTheme()
  const Shape = SEVERITIES[severity].shape
  return (
    <Box component="span" className={className} sx={{ display: 'inline-flex' }}>
      <Shape aria-hidden sx={{ fontSize: 16, color: severityColour(severity, tokens) }} />
    </Box>
  )
}

export function SeverityLabel({ severity }: { readonly severity: Severity }) {
  return (
    <Box component="span" sx={LABEL}>
      <SeverityMark severity={severity} />
      {SEVERITIES[severity].word}
    </Box>
  )
}

export function VerdictLabel({ verdict }: { readonly verdict: VerdictWord }) {
  const { tokens } = useTheme()
  const Shape = VERDICT_SHAPES[verdict]
  return (
    <Box component="span" sx={LABEL}>
      <Shape aria-hidden sx={{ fontSize: 16, color: verdictColour(verdict, tokens) }} />
      {VERDICT_WORDS[verdict]}
    </Box>
  )
}

const LABEL = { display: 'inline-flex', alignItems: 'center', gap: 0.75, verticalAlign: 'top' } as const
