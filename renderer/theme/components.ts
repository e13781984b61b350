import type { ThemeOptions } from '@mui/material/styles'
import type { Tokens } from './tokens.ts'

type ComponentStyles = NonNullable<ThemeOptions['components']>

/** How MUI's parts look here: borders rather than shadows, one radius, dense controls. */
export function componentStyles(tokens: Tokens, reducedMotion: boolean): ComponentStyles {
  return { ...baseline(tokens, reducedMotion), ...controls(tokens), ...surfaces(tokens), ...tables(tokens) }
}

function baseline(tokens: Tokens, reducedMotion: boolean): ComponentStyles {
  return {
    MuiCssBaseline: {
      styleOverrides: {
        html: { height: '100%' },
        body: {
          height: '100%',
          scrollbarColor: `${tokens.controlBorder} transparent`,
        },
        '#root': { height: '100%' },
        '*:focus-visible': { outline: `2px solid ${tokens.brand}`, outlineOffset: '2px' },
        ...(reducedMotion ? { '*, *::before, *::after': { animation: 'none !important' } } : {}),
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
  }
}

function controls(tokens: Tokens): ComponentStyles {
  return {
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: {
          minHeight: 34,
          whiteSpace: 'nowrap',
          '&.Mui-focusVisible': { outline: `2px solid ${tokens.brand}`, outlineOffset: '2px' },
        },
        sizeSmall: { minHeight: 28, fontSize: 13, paddingTop: 2, paddingBottom: 2 },
        outlined: { borderColor: tokens.controlBorder },
      },
    },
    MuiIconButton: {
      styleOverrides: {
        root: {
          borderRadius: 6,
          '&.Mui-focusVisible': { outline: `2px solid ${tokens.brand}`, outlineOffset: '-2px' },
        },
      },
    },
    MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
    MuiSelect: { defaultProps: { size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { backgroundColor: tokens.surface },
        notchedOutline: { borderColor: tokens.controlBorder },
        input: { '&::placeholder': { color: tokens.textSoft, opacity: 1 } },
      },
    },
    MuiFormHelperText: {
      styleOverrides: { root: { fontSize: 12.5, marginLeft: 0, color: tokens.textSoft } },
    },
    MuiInputLabel: { styleOverrides: { root: { color: tokens.textSoft } } },
    MuiCheckbox: {
      defaultProps: { size: 'small' },
      styleOverrides: { root: { color: tokens.controlBorder } },
    },
    MuiRadio: { defaultProps: { size: 'small' }, styleOverrides: { root: { color: tokens.controlBorder } } },
    MuiLink: { defaultProps: { underline: 'hover' } },
    MuiTabs: { styleOverrides: { root: { minHeight: 38 } } },
    MuiTab: { styleOverrides: { root: { minHeight: 38, padding: '8px 12px', color: tokens.textSoft } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 300, arrow: false },
      styleOverrides: {
        tooltip: { backgroundColor: tokens.text, color: tokens.surface, fontSize: 12.5, maxWidth: 360 },
      },
    },
  }
}

function surfaces(tokens: Tokens): ComponentStyles {
  return {
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: 'none', border: `1px solid ${tokens.border}` } },
    },
    MuiDialog: { styleOverrides: { paper: { borderRadius: 6 } } },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 600, paddingBottom: 8 } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 24px 20px' } } },
    MuiDrawer: {
      styleOverrides: {
        paper: { border: 'none', borderLeft: `1px solid ${tokens.border}`, borderRadius: 0 },
      },
    },
    MuiMenu: { styleOverrides: { paper: { marginTop: 4 } } },
    MuiMenuItem: { styleOverrides: { root: { fontSize: 14, minHeight: 34 } } },
    MuiLinearProgress: {
      styleOverrides: { root: { height: 6, borderRadius: 3, backgroundColor: tokens.track } },
    },
  }
}

function tables(tokens: Tokens): ComponentStyles {
  return {
    MuiTableCell: {
      styleOverrides: {
        root: {
          fontSize: 13,
          height: 32,
          padding: '0 10px',
          lineHeight: '31px',
          whiteSpace: 'nowrap',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          borderBottom: `1px solid ${tokens.border}`,
        },
        // Inter's tabular figures widen the hyphens of names too, so only numbers have them.
        alignRight: { fontVariantNumeric: 'tabular-nums' },
        head: { fontWeight: 600, color: tokens.textSoft, backgroundColor: tokens.well },
      },
    },
    MuiTableSortLabel: {
      styleOverrides: {
        root: {
          '&.Mui-active': { color: tokens.text },
          // An arrow that nobody sees must not take the place of the heading.
          '&:not(.Mui-active) .MuiTableSortLabel-icon': { display: 'none' },
        },
        icon: { fontSize: 15, margin: '0 2px' },
      },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: { textTransform: 'none', color: tokens.text, borderColor: tokens.controlBorder },
      },
    },
  }
}
