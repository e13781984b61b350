import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { Settings } from '../../../shared/contract/session.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useSaveSettings } from '../../app/queries.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { hasWay } from '../vault/lock-words.ts'
import { VaultLine } from './vault-line.tsx'

const MINUTES = [1, 5, 10, 15, 30, 60, 240] as const
const NEVER = 'never'

export interface SecurityPanelProps {
  readonly settings: Settings
}

/** When the vault locks, and how it opens. Each choice is kept at once. */
export function SecurityPanel({ settings }: SecurityPanelProps) {
  const save = useSaveSettings()
  const saving = useAction((change: Partial<Settings>) => save(change))
  const change = (next: Partial<Settings>) => void saving.run(next)
  const { status } = useVaultDoors()
  const noKeychain = hasWay(status, 'device')
    ? undefined
    : 'The keychain of this computer is no way into the vault so far.'
  return (
    <Panel title="Security">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, maxWidth: 560 }}>
        <VaultLine status={status} />
        <LockAfter minutes={settings.lockAfterMinutes} onChange={change} />
        <OneSwitch
          {...AWAY[navigator.userAgent.includes('Linux') ? 'sleep' : 'screen']}
          reason={useShellReason()}
          checked={settings.lockWithScreen}
          onChange={(lockWithScreen) => change({ lockWithScreen })}
        />
        <OneSwitch
          label="Open the vault at the start"
          hint="With the key that the keychain of this computer keeps."
          reason={noKeychain}
          checked={settings.openAtStart}
          onChange={(openAtStart) => change({ openAtStart })}
        />
        {saving.problem ? <ProblemCard problem={saving.problem} /> : null}
      </Box>
    </Panel>
  )
}

/** On Linux Electron tells of sleep only. */
const AWAY = {
  screen: {
    label: 'Lock the vault with the screen',
    hint: 'When the screen is locked or the computer goes to sleep.',
  },
  sleep: {
    label: 'Lock the vault when the computer sleeps',
    hint: 'On Linux, Palletjack is not told when the screen is locked: there the time above locks the vault.',
  },
} as const

function useShellReason(): string | undefined {
  const client = useClient()
  const hello = useQuery({
    queryKey: ['hello'],
    queryFn: ({ signal }) => client.session.hello(undefined, { signal }),
  })
  return hello.data?.shell === 'electron'
    ? undefined
    : 'Only the desktop application is told by the system when nobody is there.'
}

interface LockAfterProps {
  readonly minutes: number | null
  readonly onChange: (change: Pick<Settings, 'lockAfterMinutes'>) => void
}

function LockAfter({ minutes, onChange }: LockAfterProps) {
  const known: readonly number[] = MINUTES
  const choices =
    minutes === null || known.includes(minutes) ? known : [...known, minutes].sort((a, b) => a - b)
  return (
    <TextField
      select
      label="Lock the vault after"
      value={minutes ?? NEVER}
      onChange={({ target }) =>
        onChange({ lockAfterMinutes: target.value === NEVER ? null : Number(target.value) })
      }
      helperText={
        minutes === null
          ? 'It stays open until somebody locks it or Palletjack is closed.'
          : 'Counted from the last key or movement in Palletjack. Runs go on with the sessions they have.'
      }
      sx={{ maxWidth: 360 }}
    >
      {choices.map((one) => (
        <MenuItem key={one} value={one}>
          {minutesWords(one)}
        </MenuItem>
      ))}
      <MenuItem value={NEVER}>Never by itself</MenuItem>
    </TextField>
  )
}

function minutesWords(minutes: number): string {
  const hours = minutes / 60
  return `${Number.isInteger(hours) ? formatCount(hours, 'hour') : formatCount(minutes, 'minute')} without use`
}

interface OneSwitchProps {
  readonly label: string
  readonly hint: string
  /** Why it does nothing here. */
  readonly reason: string | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function OneSwitch({ label, hint, reason, checked, onChange }: OneSwitchProps) {
  const id = useId()
  return (
    <div>
      <FormControlLabel
        disabled={reason !== undefined}
        control={
          <Checkbox
            checked={checked}
            onChange={(event) => onChange(event.target.checked)}
            slotProps={{ input: { 'aria-describedby': id } }}
          />
        }
        label={label}
      />
      <Box id={id} sx={{ ml: '29px', fontSize: 13, color: 'text.secondary' }}>
        {reason ?? hint}
      </Box>
    </div>
  )
}
