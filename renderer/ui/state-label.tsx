import BlockIcon from '@mui/icons-material/Block'
import CheckCircleIcon from '@mui/icons-material/CheckCircle'
import HourglassEmptyIcon from '@mui/icons-material/HourglassEmpty'
import LockOutlinedIcon from '@mui/icons-material/LockOutlined'
import ReportIcon from '@mui/icons-material/Report'
import NotificationsActiveIcon from '@mui/icons-material/NotificationsActiveOutlined'
import PlayCircleIcon from '@mui/icons-material/PlayCircle'
import RadioButtonUncheckedIcon from '@mui/icons-material/RadioButtonUnchecked'
import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { Tokens } from '../theme/tokens.ts'

export type Tone = 'failed' | 'done' | 'running' | 'waiting' | 'canceled' | 'pending' | 'action' | 'ask'

const SHAPES = {
  failed: ReportIcon,
  done: CheckCircleIcon,
  running: PlayCircleIcon,
  waiting: HourglassEmptyIcon,
  canceled: BlockIcon,
  pending: RadioButtonUncheckedIcon,
  action: LockOutlinedIcon,
  ask: NotificationsActiveIcon,
} as const

export interface StateLabelProps {
  readonly tone: Tone
  /** The word that says the same as shape and colour. */
  readonly children: string
}

/** A state: shape, colour and word together, so that no one of them has to be seen. */
export function StateLabel({ tone, children }: StateLabelProps) {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        // As high as the line it stands in, so that its word sits on the line's own baseline.
        verticalAlign: 'top',
        alignItems: 'center',
        gap: 0.75,
        minWidth: 0,
        maxWidth: '100%',
      }}
    >
      <StateShape tone={tone} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
        {children}
      </Box>
    </Box>
  )
}

export function StateShape({ tone, size = 16 }: { readonly tone: Tone; readonly size?: number }) {
  const { tokens } = useTheme()
  const Shape = SHAPES[tone]
  return <Shape aria-hidden sx={{ fontSize: size, flexShrink: 0, color: toneColour(tone, tokens) }} />
}

export function toneColour(tone: Tone, tokens: Tokens): string {
  switch (tone) {
    case 'failed':
      return tokens.failed
    case 'done':
      return tokens.done
    case 'running':
      return tokens.running
    case 'action':
    case 'ask':
      return tokens.action
    case 'waiting':
    case 'canceled':
    case 'pending':
      return tokens.waiting
  }
}
