import type { Tokens } from '../theme/tokens.ts'

/** The frame of what scrolls inside a page: tables and trees. */
export function scrollFrame(tokens: Tokens) {
  const shade = `color-mix(in srgb, ${tokens.controlBorder} 45%, transparent)`
  return {
    // As high as its rows, at most as high as the place it has.
    flex: '0 1 auto',
    minHeight: 0,
    overflow: 'auto',
    border: `1px solid ${tokens.border}`,
    borderRadius: '6px',
    // A shade at the side where columns are hidden; at the end of the way the surface covers it.
    background: [
      `linear-gradient(to right, ${tokens.surface} 50%, transparent) left / 48px 100% no-repeat local`,
      `linear-gradient(to left, ${tokens.surface} 50%, transparent) right / 48px 100% no-repeat local`,
      `linear-gradient(to right, ${shade}, transparent) left / 12px 100% no-repeat scroll`,
      `linear-gradient(to left, ${shade}, transparent) right / 12px 100% no-repeat scroll`,
      tokens.surface,
    ].join(', '),
    '&:has(table:focus-visible)': { outline: `2px solid ${tokens.brand}` },
  }
}
