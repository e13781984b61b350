import { useTheme } from '@mui/material/styles'
import type { Precopy, StepView } from '../../../shared/migration/model.ts'
import { formatCount, formatDuration } from '../../../shared/units.ts'
import type { Tokens } from '../../theme/tokens.ts'
import { roundBars, type Segment, segments, stepElapsed } from './pipeline.ts'

export const GLYPH_WIDTH = 150
const HEIGHT = 14

export interface PipelineGlyphProps {
  readonly steps: readonly StepView[]
  /** Of a warm migration. */
  readonly rounds?: readonly Precopy[] | undefined
  readonly now: number
  readonly scaleMs: number
}

/** The pipeline drawn to time: how long each step took, where it is, where it broke. */
export function PipelineGlyph({ steps, rounds = NO_ROUNDS, now, scaleMs }: PipelineGlyphProps) {
  const { tokens } = useTheme()
  const text = pipelineText(steps, now) + roundsText(rounds)
  return (
    <svg width={GLYPH_WIDTH} height={HEIGHT} role="img" aria-label={text} style={{ display: 'block' }}>
      <title>{text}</title>
      {segments(steps, now, scaleMs, GLYPH_WIDTH).map((segment, index) => {
        const step = steps[index]
        return step?.name === 'DiskTransfer' && rounds.length > 0 ? (
          <Rounds
            key={segment.name}
            segment={segment}
            bars={roundBars(rounds, step, segment, now)}
            tokens={tokens}
          />
        ) : (
          <SegmentShape key={segment.name} segment={segment} tokens={tokens} />
        )
      })}
    </svg>
  )
}

interface RoundsProps {
  readonly segment: Segment
  readonly bars: ReturnType<typeof roundBars>
  readonly tokens: Tokens
}

/** Each copy a bar, and a thin line where the VM stands idle between two of them. */
function Rounds({ segment, bars, tokens }: RoundsProps) {
  const { x, width, state } = segment
  if (state !== 'running' && state !== 'completed') return <SegmentShape segment={segment} tokens={tokens} />
  const fill = state === 'running' ? tokens.running : tokens.done
  return (
    <g fill={fill}>
      <rect x={x} y={6.5} width={width} height={1} />
      {bars.map((bar) => (
        <rect key={bar.number} x={bar.x} y={4} width={bar.width} height={6} rx={0.5} />
      ))}
      {state === 'running' ? <rect x={x + width - 2} y={1} width={2} height={12} rx={1} /> : null}
    </g>
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

const NO_ROUNDS: readonly Precopy[] = []

function roundsText(rounds: readonly Precopy[]): string {
  return rounds.length === 0 ? '' : `; ${formatCount(rounds.length, 'copy', 'copies')} so far`
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
