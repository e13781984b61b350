import { describe, expect, it } from 'vitest'
import { type Mode, TOKENS, type Tokens } from './tokens.ts'

/** Contrast ratio of two "#rrggbb" colours, WCAG 2.2. */
function ratio(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const grounds: (keyof Tokens)[] = ['ground', 'surface', 'well', 'hover', 'brandTint', 'failedTint']

describe.each(Object.keys(TOKENS) as Mode[])('%s', (mode) => {
  const tokens = TOKENS[mode]

  it('table text is AAA on every ground', () => {
    for (const ground of grounds)
      for (const text of ['text', 'textSoft'] as const)
        expect(ratio(tokens[text], tokens[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(
          text === 'text' ? 7 : 6.5,
        )
    for (const ground of ['surface', 'well', 'hover'] as const)
      expect(ratio(tokens.textSoft, tokens[ground]), `textSoft on ${ground}`).toBeGreaterThanOrEqual(7)
  })

  it('state and brand colours are AA on every ground', () => {
    for (const ground of grounds)
      for (const colour of ['brand', 'failed', 'done', 'running', 'waiting'] as const)
        expect(ratio(tokens[colour], tokens[ground]), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  it('what lies on brand and action colours can be read', () => {
    expect(ratio(tokens.onBrand, tokens.brand)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(tokens.onBrand, tokens.brandHover)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(tokens.onAction, tokens.action)).toBeGreaterThanOrEqual(7)
    expect(ratio(tokens.controlBorder, tokens.surface)).toBeGreaterThanOrEqual(3)
  })
})
