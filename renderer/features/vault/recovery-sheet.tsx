import Box from '@mui/material/Box'
import GlobalStyles from '@mui/material/GlobalStyles'
import { useTheme } from '@mui/material/styles'
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { RECOVERY_BYTES, recoveryCodeOf } from '../../../shared/vault/recovery-code.ts'
import { MONO } from '../../theme/theme.ts'
import { stamp } from '../../ui/times.ts'

export interface RecoverySheetHandle {
  /** The code on the sheet. */
  readonly read: () => string
}

/** On paper there is nothing but the sheet. */
const ON_PAPER = {
  '@media print': {
    'body *': { visibility: 'hidden' },
    '[data-recovery-sheet], [data-recovery-sheet] *': {
      visibility: 'visible',
      color: '#000 !important',
      background: '#fff !important',
    },
    '[data-recovery-sheet]': {
      position: 'fixed',
      inset: 0,
      border: 'none !important',
      padding: '20mm !important',
    },
    '[data-only-paper]': { display: 'block !important' },
  },
} as const

/** A new code, large, in groups. It lives in the elements that show it alone, and goes with them. */
export function RecoverySheet({ ref }: { readonly ref: Ref<RecoverySheetHandle> }) {
  const { tokens } = useTheme()
  const list = useRef<HTMLOListElement>(null)
  useLayoutEffect(() => {
    const element = list.current
    element?.parentElement?.focus()
    const made = recoveryCodeOf(crypto.getRandomValues(new Uint8Array(RECOVERY_BYTES)))
    element?.replaceChildren(
      ...made.split('-').map((group) => {
        const item = document.createElement('li')
        item.textContent = group
        return item
      }),
    )
    return () => element?.replaceChildren()
  }, [])
  useImperativeHandle(ref, () => ({
    read: () => Array.from(list.current?.children ?? [], (item) => item.textContent).join('-'),
  }))
  return (
    <Box
      data-recovery-sheet
      tabIndex={-1}
      sx={{
        outline: 'none',
        p: 2,
        border: `1px solid ${tokens.controlBorder}`,
        borderRadius: '6px',
        bgcolor: tokens.well,
      }}
    >
      <GlobalStyles styles={ON_PAPER} />
      <Box data-only-paper sx={{ display: 'none', fontSize: 20, fontWeight: 600, mb: 2 }}>
        Recovery code of a Palletjack vault
      </Box>
      <Box
        component="ol"
        ref={list}
        aria-label="Recovery code"
        sx={{
          m: 0,
          p: 0,
          listStyle: 'none',
          display: 'grid',
          gridTemplateColumns: 'repeat(4, 1fr)',
          rowGap: 1.5,
          columnGap: 2,
          counterReset: 'group',
          fontFamily: MONO,
          fontSize: 24,
          fontWeight: 600,
          letterSpacing: '0.08em',
          '& li': { display: 'flex', alignItems: 'baseline', gap: 1, counterIncrement: 'group' },
          '& li::before': {
            content: 'counter(group)',
            fontSize: 12,
            fontWeight: 400,
            letterSpacing: 0,
            color: tokens.textSoft,
          },
        }}
      />
      <Box data-only-paper sx={{ display: 'none', mt: 2 }}>
        Made {stamp(new Date().toISOString())}. It opens the vault without the passphrase. Keep it where you
        keep keys, away from the computer. There is no letter I, L, O or U in it.
      </Box>
    </Box>
  )
}
