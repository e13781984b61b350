import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useActivity } from '../features/vault/lock-activity.ts'
import { LockBar } from '../features/vault/lock-bar.tsx'
import { useDefaultEnds } from '../features/wizard/use-default-ends.ts'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { KeyHelp } from './key-help.tsx'
import { LockedBar } from './locked-bar.tsx'
import { SideNav } from './side-nav.tsx'
import { StatusStrip } from './status-strip.tsx'
import { TopLine } from './top-line.tsx'
import { useGlobalKeys } from './use-global-keys.ts'
import { useShownRun } from './use-shown-run.ts'
import { useVaultDoors, VaultDoorsProvider } from './vault-doors.tsx'

/** What stands around every screen: top line, side, status strip; and what may lie over it. */
export function Frame(): ReactNode {
  return (
    <VaultDoorsProvider>
      <Around />
    </VaultDoorsProvider>
  )
}

function Around() {
  const { tokens } = useTheme()
  const [overlay, setOverlay] = useState<'palette' | 'keys'>()
  const vault = useVaultDoors()
  const isOpen = vault.status?.state === 'open'
  useActivity(isOpen)
  useGlobalKeys({
    onPalette: () => setOverlay('palette'),
    onHelp: () => setOverlay('keys'),
    onLock: isOpen ? vault.lock : vault.unlock,
  })
  useDefaultEnds()
  useShownRun()
  const close = () => setOverlay(undefined)
  return (
    <Box
      sx={{
        height: '100%',
        display: 'grid',
        gridTemplateRows: '48px auto auto auto minmax(0, 1fr) 32px',
        gridTemplateColumns: '168px minmax(0, 1fr)',
        gridTemplateAreas:
          '"top top" "banner banner" "vault vault" "locked locked" "side page" "strip strip"',
      }}
    >
      <SkipLink />
      <TopLine onPalette={() => setOverlay('palette')} onKeys={() => setOverlay('keys')} />
      <ConnectionBanner />
      <Box sx={{ gridArea: 'vault' }}>
        <LockBar />
      </Box>
      <LockedBar />
      <SideNav />
      <Box
        component="main"
        id="page"
        tabIndex={-1}
        sx={{ gridArea: 'page', overflow: 'auto', bgcolor: tokens.ground, outline: 'none' }}
      >
        <Outlet />
      </Box>
      <StatusStrip />
      {overlay === 'palette' ? <CommandPalette onClose={close} /> : null}
      {overlay === 'keys' ? <KeyHelp onClose={close} /> : null}
    </Box>
  )
}

/** First stop of the Tab key: over the side and straight to the page. */
function SkipLink() {
  return (
    <Box
      component="button"
      onClick={() => document.getElementById('page')?.focus()}
      sx={{
        position: 'absolute',
        left: 8,
        top: -60,
        zIndex: 10,
        p: 1,
        '&:focus': { top: 6 },
      }}
    >
      Skip to the page
    </Box>
  )
}
