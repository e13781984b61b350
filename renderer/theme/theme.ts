import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles'
import { componentStyles } from './components.ts'
import { type Mode, TOKENS, type Tokens } from './tokens.ts'

declare module '@mui/material/styles' {
  interface Theme {
    readonly tokens: Tokens
  }
  interface ThemeOptions {
    tokens?: Tokens
  }
}

const FONT = "'Inter Variable', system-ui, sans-serif"
export const MONO = "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"

/** MUI's theme made from the tokens of one mode. */
export function themeFor(mode: Mode, reducedMotion: boolean): Theme {
  const tokens = TOKENS[mode]
  const options: ThemeOptions = {
    tokens,
    palette: paletteOf(mode, tokens),
    spacing: 8,
    shape: { borderRadius: 6 },
    typography: {
      fontFamily: FONT,
      fontSize: 14,
      body1: { fontSize: 14, lineHeight: 1.5 },
      body2: { fontSize: 13, lineHeight: 1.45 },
      caption: { fontSize: 12, lineHeight: 1.4 },
      h1: { fontSize: 20, fontWeight: 600, lineHeight: 1.3, letterSpacing: '-0.01em' },
      h2: { fontSize: 16, fontWeight: 600, lineHeight: 1.4 },
      button: { textTransform: 'none', fontSize: 14, fontWeight: 550, lineHeight: 1.4 },
    },
    transitions: {
      duration: {
        shortest: 150,
        shorter: 150,
        short: 150,
        standard: 150,
        complex: 150,
        enteringScreen: 150,
        leavingScreen: 150,
      },
      ...(reducedMotion ? { create: () => 'none' } : {}),
    },
    components: componentStyles(tokens, reducedMotion),
  }
  return createTheme(options)
}

function paletteOf(mode: Mode, tokens: Tokens): NonNullable<ThemeOptions['palette']> {
  return {
    mode: mode === 'light' ? 'light' : 'dark',
    primary: { main: tokens.brand, dark: tokens.brandHover, contrastText: tokens.onBrand },
    error: {
      main: tokens.failed,
      dark: tokens.failed,
      contrastText: mode === 'light' ? '#ffffff' : '#1f0000',
    },
    success: { main: tokens.done },
    info: { main: tokens.running },
    warning: { main: tokens.action, dark: tokens.action, contrastText: tokens.onAction },
    background: { default: tokens.ground, paper: tokens.surface },
    text: { primary: tokens.text, secondary: tokens.textSoft },
    divider: tokens.border,
    action: { hover: tokens.hover, selected: tokens.brandTint },
  }
}
