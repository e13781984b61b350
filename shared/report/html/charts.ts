/** Charts as inline SVG: shapes and words beside each colour. */
import type { VerdictWord } from '../../preflight/model.ts'
import { VERDICTS } from '../../preflight/model.ts'
import { VERDICT_WORDS } from '../../preflight/verdict-words.ts'
import { formatNumber } from '../../units.ts'
import { markup, type Markup } from './markup.ts'
import { verdictMark } from './words.ts'

const BAR = { width: 600, height: 22 } as const

/** One bar of all VMs, divided by verdict, with its figures below. */
export function verdictBar(title: string, counts: Readonly<Partial<Record<VerdictWord, number>>>): Markup {
  const total = VERDICTS.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0)
  let x = 0
  const parts = VERDICTS.map((verdict) => {
    const width = total === 0 ? 0 : ((counts[verdict] ?? 0) / total) * BAR.width
    const part = markup`<rect class="${verdict}" x="${round(x)}" y="0" width="${round(width)}" height="${BAR.height}"/>`
    x += width
    return part
  })
  const words = VERDICTS.map((verdict) => `${VERDICT_WORDS[verdict]} ${counts[verdict] ?? 0}`).join(', ')
  const legend = VERDICTS.map(
    (verdict) => markup`<li>${verdictMark(verdict)} <b>${formatNumber(counts[verdict] ?? 0)}</b></li>`,
  )
  return markup`<figure><figcaption>${title}</figcaption><svg class="bar" role="img" aria-label="${title}: ${words}" viewBox="0 0 ${BAR.width} ${BAR.height}" preserveAspectRatio="none"><rect class="track" x="0" y="0" width="${BAR.width}" height="${BAR.height}"/>${parts}</svg><ul class="legend">${legend}</ul></figure>`
}

/** A range on a common scale: what is certain is filled, what may come on top is hatched. */
export function rangeBar(from: number, to: number, most: number): Markup {
  const scale = (value: number): number => (most > 0 ? (value / most) * 100 : 0)
  const [low, high] = [scale(from), scale(to)]
  return markup`<svg class="range" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none"><rect class="track" x="0" y="0" width="100" height="8"/><rect class="sure" x="0" y="0" width="${round(low)}" height="8"/><rect class="maybe" x="${round(low)}" y="2" width="${round(Math.max(0, high - low))}" height="4"/></svg>`
}

/** A pallet seen from the front, two fork lines under it. */
export function mark(): Markup {
  return markup`<svg class="mark" aria-hidden="true" viewBox="0 0 24 24"><rect x="1" y="4" width="22" height="4" rx="1"/><rect x="1" y="8.5" width="5" height="5" rx=".6"/><rect x="9.5" y="8.5" width="5" height="5" rx=".6"/><rect x="18" y="8.5" width="5" height="5" rx=".6"/><rect x="1" y="14" width="22" height="2.6" rx=".8"/><rect x="3" y="18.4" width="7.5" height="2" rx="1"/><rect x="13.5" y="18.4" width="7.5" height="2" rx="1"/></svg>`
}

/** Behind hatched parts of all charts. */
export function patterns(): Markup {
  return markup`<svg class="defs" aria-hidden="true" width="0" height="0"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="2.5" height="6"/></pattern></defs></svg>`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
