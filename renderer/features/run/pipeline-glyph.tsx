import { useTheme } from '@mui/material/styles'
import type { StepView } from '../../../shared/migration/model.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { Tokens } from '../../theme/tokens.ts'
import { type Segment, segments, stepElapsed } from './pipeline.ts'

export const GLYPH_WIDTH = 150
const HEIGHT = 14

export interface PipelineGlyphProps {
  readonly steps: readonly StepView[]
  readonly now: number
  readonly scaleMs: number
}

/** The pipeline drawn to time: how long each step took, where it is, where it broke. */
export function PipelineGlyph({ steps, now, scaleMs }: PipelineGlyphProps) {
  const { tokens } = useTheme()
  return (
    <svg
      width={GLYPH_WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={pipelineText(steps, now)}
      style={{ display: 'block' }}
    >
      <title>{pipelineText(steps, now)}</title>
      {segments(steps, now, scaleMs, GLYPH_WIDTH).map((segment) => (
        <SegmentShape key={segment.name} segment={segment} tokens={tokens} />
      ))}
    </svg>
  )
}

function SegmentShape({ segment, tokens }: { readonly segment: Segment; readonly tokens: Tokens }) {
  const { x, width, state } = segment
  const end = x + width
  switch (state) {
    case 'pending':
      return <circle cx={x + width / 2} cy={HEIGHT / 2} r={1.75} fill={tokens.waiting} />
    case 'completed':
      return <rect x={x} y={4} width={width} height={6} rx={1} fill={tokens.done} />
    case 'running':
      return (
        <g fill={tokens.running}>
          <rect x={x} y={4} width={width} height={6} rx={1} />
          <rect x={end - 2} y={1} width={2} height={12} rx={1} />
        </g>
      )
    case 'failed':
      return (
        <g>
          <rect x={x} y={4} width={width} height={6} rx={1} fill={tokens.failed} />
          <path d={`M${end - 4} 3 l8 8 m0 -8 l-8 8`} stroke={tokens.surface} strokeWidth={4} />
          <path d={`M${end - 4} 3 l8 8 m0 -8 l-8 8`} stroke={tokens.failed} strokeWidth={2} />
        </g>
      )
    case 'canceled':
      return (
        <rect
          x={x + 0.5}
          y={4.5}
          width={Math.max(1, width - 1)}
          height={5}
          rx={1}
          fill="none"
          stroke={tokens.waiting}
          strokeDasharray="2 2"
        />
      )
  }
}

/** The same in words. */
function pipelineText(steps: readonly StepView[], now: number): string {
  return steps
    .map((step) => {
      const elapsed = stepElapsed(step, now)
      const time = elapsed === undefined ? '' : ` ${formatDuration(elapsed)}`
      return `${step.description}: ${step.state}${time}`
    })
    .join('; ')
}
