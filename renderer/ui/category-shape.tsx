import HelpOutlineOutlinedIcon from '@mui/icons-material/HelpOutlineOutlined'
import InfoOutlinedIcon from '@mui/icons-material/InfoOutlined'
import ReportIcon from '@mui/icons-material/Report'
import WarningAmberIcon from '@mui/icons-material/WarningAmber'
import { useTheme } from '@mui/material/styles'
import type { Category } from '../../shared/preflight/model.ts'

const SHAPES = {
  Critical: ReportIcon,
  Warning: WarningAmberIcon,
  Information: InfoOutlinedIcon,
  unknown: HelpOutlineOutlinedIcon,
} as const

/** How bad a finding is; `unknown` for what could not be judged. */
export function CategoryShape({ category }: { readonly category: Category | 'unknown' }) {
  const { tokens } = useTheme()
  const Shape = SHAPES[category]
  const colour = {
    Critical: tokens.failed,
    Warning: tokens.text,
    Information: tokens.running,
    unknown: tokens.waiting,
  }[category]
  return <Shape aria-hidden sx={{ fontSize: 16, color: colour, flexShrink: 0 }} />
}
