import LockOutlinedIcon from '@mui/icons-material/LockOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useLiveData } from '../../app/live-data.tsx'
import { useLockedEnds } from '../../app/locked-runs.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape, toneColour, type Tone } from '../../ui/state-label.tsx'
import { haltedWords, waitingWords } from './unlock-waiting.ts'

/** Over every screen while the vault is locked or cannot be used: that it is, and who waits for it. */
export function LockBar() {
  const { status, unlock, lockProblem, isOpenedByCode, forgetCode } = useVaultDoors()
  const providers = useLiveData().providers.value ?? []
  const ends = useLockedEnds()
  if (lockProblem && status?.state === 'open')
    return (
      <Box sx={{ px: 2, py: 1 }}>
        <ProblemCard problem={lockProblem} subject="The vault" />
      </Box>
    )
  if (isOpenedByCode) return <SetPassphrase onAside={forgetCode} />
  if (status?.state === 'damaged')
    return (
      <Line tone="failed" act="See what can be done" onAct={unlock}>
        <b>The vault cannot be used.</b> No credential can be read or stored. What is connected stays so.
      </Line>
    )
  if (status?.state !== 'locked') return null
  const waiting = [...haltedWords(ends), waitingWords(providers) ?? ''].filter(Boolean).join(' ')
  return (
    <Line tone={waiting === '' ? 'waiting' : 'action'} act="Unlock the vault" onAct={unlock}>
      <b>The vault is locked.</b> {waiting || 'Nobody waits for it. What is known can be looked at.'}
    </Line>
  )
}

/** Who needed the recovery code has lost the other way, and may not have the code the next time. */
function SetPassphrase({ onAside }: { readonly onAside: () => void }) {
  const navigate = useNavigate()
  return (
    <Line
      tone="waiting"
      act="Set a new passphrase"
      onAct={() => void navigate({ to: '/vault', search: { tab: 'ways' } })}
      onAside={onAside}
    >
      <b>The vault was opened with the recovery code.</b> If the passphrase is forgotten, set a new one now.
    </Line>
  )
}

interface LineProps {
  readonly tone: Tone
  readonly act: string
  readonly onAct: () => void
  /** Puts it aside, where nothing waits for it. */
  readonly onAside?: () => void
  readonly children: ReactNode
}

function Line({ tone, act, onAct, onAside, children }: LineProps) {
  const { tokens } = useTheme()
  // Amber only where something does not go on without the person.
  const isAmber = tone === 'action'
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        px: 2,
        py: 0.75,
        fontSize: 13.5,
        bgcolor: tokens.surface,
        borderBottom: `1px solid ${tokens.border}`,
        boxShadow: `inset 4px 0 0 ${toneColour(tone, tokens)}`,
      }}
    >
      {tone === 'waiting' ? (
        <LockOutlinedIcon aria-hidden sx={{ fontSize: 16, flexShrink: 0, color: tokens.waiting }} />
      ) : (
        <StateShape tone={tone} />
      )}
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      <Button
        size="small"
        variant={isAmber ? 'contained' : 'outlined'}
        color={isAmber ? 'warning' : 'primary'}
        onClick={onAct}
        sx={{ ml: 'auto', flexShrink: 0 }}
      >
        {act}
      </Button>
      {onAside ? (
        <Button size="small" onClick={onAside} sx={{ flexShrink: 0 }}>
          Not now
        </Button>
      ) : null}
    </Box>
  )
}
