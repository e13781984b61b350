import { useTheme } from '@mui/material/styles'

const SLATS = [0, 1, 2, 3, 4]
const BLOCKS = [1, 9.75, 18.5]
const FORKS = [3, 13.5]

export interface MarkProps {
  /** Edge length, px. */
  readonly size?: number
  /** 0 to 1: the slats fill from left to right. Left out: the plain mark. */
  readonly progress?: number
}

/** The pallet seen from the front, two fork lines under it. Decorative: a word always stands beside it. */
export function Mark({ size = 24, progress }: MarkProps) {
  const { tokens } = useTheme()
  const body = progress === undefined ? tokens.brand : tokens.textSoft
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      {SLATS.map((slat) => (
        <Slat
          key={slat}
          x={1 + slat * 4.5}
          fill={slatFill(slat, progress)}
          on={tokens.brand}
          off={tokens.track}
        />
      ))}
      <g fill={body}>
        {BLOCKS.map((x) => (
          <rect key={x} x={x} y={8.7} width={4.5} height={4.6} rx={0.5} />
        ))}
        <rect x={1} y={13.9} width={22} height={2.4} rx={0.7} />
      </g>
      <g fill={progress === undefined ? tokens.textSoft : tokens.waiting}>
        {FORKS.map((x) => (
          <rect key={x} x={x} y={18.6} width={7.5} height={1.8} rx={0.9} />
        ))}
      </g>
    </svg>
  )
}

interface SlatProps {
  readonly x: number
  readonly fill: number
  readonly on: string
  readonly off: string
}

function Slat({ x, fill, on, off }: SlatProps) {
  return (
    <>
      {fill < 1 ? <rect x={x} y={4} width={4} height={4.2} rx={0.5} fill={off} /> : null}
      {fill > 0 ? <rect x={x} y={4} width={4 * fill} height={4.2} rx={0.5} fill={on} /> : null}
    </>
  )
}

/** How full one slat is at `progress`. */
function slatFill(slat: number, progress: number | undefined): number {
  if (progress === undefined) return 1
  return Math.min(1, Math.max(0, progress * SLATS.length - slat))
}
