import CheckCircleIcon from '@mui/icons-material/CheckCircle'
import HelpOutlineOutlinedIcon from '@mui/icons-material/HelpOutlineOutlined'
import ReportIcon from '@mui/icons-material/Report'
import WarningAmberIcon from '@mui/icons-material/WarningAmber'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { Category, PreflightFinding, VerdictWord } from '../../../shared/preflight/model.ts'
import { VERDICT_WORDS } from '../../../shared/preflight/verdict-words.ts'
import type { Tokens } from '../../theme/tokens.ts'
import { CategoryShape } from '../../ui/category-shape.tsx'

/** What could not be judged has none. */
export type ShownCategory = Category | 'unknown'

const VERDICT_SHAPES = {
  ready: CheckCircleIcon,
  attention: WarningAmberIcon,
  blocked: ReportIcon,
  unknown: HelpOutlineOutlinedIcon,
} as const

/** What cannot be judged is no critical thing and no warning: it is unknown. */
export function shownCategory({
  state,
  category,
}: Pick<PreflightFinding, 'state' | 'category'>): ShownCategory {
  return state === 'unknown' ? 'unknown' : category
}

export function verdictColour(verdict: VerdictWord, tokens: Tokens): string {
  return {
    ready: tokens.done,
    attention: tokens.text,
    blocked: tokens.failed,
    unknown: tokens.waiting,
  }[verdict]
}

interface CategoryMarkProps {
  readonly category: ShownCategory
  /** A chip places its icon by a class. */
  readonly className?: string
}

export function CategoryMark({ category, className }: CategoryMarkProps) {
  return (
    <Box component="span" className={className} sx={{ display: 'inline-flex' }}>
      <CategoryShape category={category} />
    </Box>
  )
}

export function CategoryLabel({ category }: { readonly category: ShownCategory }) {
  return (
    <Box component="span" sx={LABEL}>
      <CategoryShape category={category} />
      {category === 'unknown' ? 'Unknown' : category}
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
