import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useState } from 'react'
import type { SlotKind, VaultSlot, VaultStatus } from '../../../shared/vault/model.ts'
import { problemOf } from '../../api/problem.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Ago } from '../../ui/ago.tsx'
import { Empty, Panel } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { storeName } from '../../../shared/vault/keychain.ts'
import { useKeychain } from './vault-page-queries.ts'
import { closedReason, isInMemory, slotsOf, WAY_WORDS } from './vault-page-words.ts'
import { ChangeWay, type Deed } from './ways-deeds.tsx'

const KINDS: readonly SlotKind[] = ['passphrase', 'recovery', 'device']

const PURPOSE: Readonly<Record<SlotKind, string>> = {
  passphrase: 'What you type to unlock. Stretched by argon2id, so that guessing is slow.',
  recovery: 'On paper, for the day the passphrase is forgotten. It works at any time.',
  device: 'Opens the vault for your user account on this computer without typing.',
}

/** How the vault opens, and what changes that. */
export function WaysTab({ status }: { readonly status: VaultStatus }) {
  const { setUp } = useVaultDoors()
  const [deed, setDeed] = useState<Deed>()
  const [done, setDone] = useState<string>()
  const slots = slotsOf(status)
  if (isInMemory(status))
    return (
      <Empty
        title="There is nothing to open"
        action={
          <Button variant="contained" onClick={setUp}>
            Set up the vault
          </Button>
        }
      >
        Credentials are in memory only. A vault has a passphrase, a recovery code, or both.
      </Empty>
    )
  if (status.state === 'damaged')
    return <Empty title="The ways to open cannot be read">The vault is damaged; see above.</Empty>
  const reason = closedReason(status)
  return (
    <>
      <Panel title="Ways to open">
        <Table size="small" aria-label="Ways to open">
          <TableHead>
            <TableRow>
              <TableCell>Way</TableCell>
              <TableCell>What it is for</TableCell>
              <TableCell>Since</TableCell>
              <TableCell align="right">Actions</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {KINDS.map((kind) => (
              <Way key={kind} kind={kind} slots={slots} reason={reason} onDeed={setDeed} />
            ))}
          </TableBody>
        </Table>
        {done === undefined ? null : (
          <Box role="status" sx={{ mt: 1.5, fontSize: 13 }}>
            <StateLabel tone="done">{done}</StateLabel>
          </Box>
        )}
      </Panel>
      <Panel
        title="Key of the vault"
        actions={
          <ReasonButton
            size="small"
            variant="outlined"
            reason={reason}
            onClick={() => setDeed({ kind: 'rotate' })}
          >
            Change the key...
          </ReasonButton>
        }
      >
        <Box sx={{ fontSize: 13, color: 'text.secondary', maxWidth: 760 }}>
          Every way above opens the same random key, and that key opens what is stored. Change it when
          somebody may have had a copy of the file together with a way to open it: from then on such a copy
          shows nothing that is stored later. Credentials that were in it have to be changed on their servers.
        </Box>
      </Panel>
      {deed ? (
        <ChangeWay
          deed={deed}
          slots={slots}
          onClose={(words) => {
            setDeed(undefined)
            setDone(words)
          }}
        />
      ) : null}
    </>
  )
}

interface WayProps {
  readonly kind: SlotKind
  readonly slots: readonly VaultSlot[]
  readonly reason: string | undefined
  readonly onDeed: (deed: Deed) => void
}

function Way({ kind, slots, reason, onDeed }: WayProps) {
  const slot = slots.find((one) => one.kind === kind)
  const { name } = WAY_WORDS[kind]
  return (
    <TableRow>
      <TableCell sx={{ fontWeight: 600 }}>
        {name}
        {slot?.backend === undefined ? null : (
          <Box component="span" sx={{ fontWeight: 400, color: 'text.secondary' }}>
            {' '}
            ({storeName(slot.backend)})
          </Box>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'normal', lineHeight: 1.45, py: 0.75 }}>{PURPOSE[kind]}</TableCell>
      <TableCell>{slot ? <Ago iso={slot.createdAt} /> : 'not set up'}</TableCell>
      <TableCell align="right" sx={{ overflow: 'visible' }}>
        <Box sx={{ display: 'inline-flex', gap: 1 }}>
          {kind === 'device' ? (
            <DeviceButton known={slot !== undefined} reason={reason} onDeed={onDeed} />
          ) : (
            <ReasonButton size="small" reason={reason} onClick={() => onDeed({ kind })}>
              {MAKE[kind][slot ? 'again' : 'first']}
            </ReasonButton>
          )}
          {slot ? (
            <ReasonButton
              size="small"
              color="error"
              aria-label={`Remove ${WAY_WORDS[kind].the}`}
              reason={reason ?? lastReason(kind, slots)}
              onClick={() => onDeed({ kind: 'remove', way: kind })}
            >
              Remove...
            </ReasonButton>
          ) : null}
        </Box>
      </TableCell>
    </TableRow>
  )
}

const MAKE = {
  passphrase: { again: 'Change passphrase...', first: 'Set a passphrase...' },
  recovery: { again: 'New recovery code...', first: 'Make a recovery code...' },
} as const

/** A device alone is lost with the device. */
function lastReason(kind: SlotKind, slots: readonly VaultSlot[]): string | undefined {
  return slots.some((slot) => slot.kind !== 'device' && slot.kind !== kind)
    ? undefined
    : 'It is the last way that does not hang on this computer. Set up another one first.'
}

interface DeviceButtonProps {
  readonly known: boolean
  readonly reason: string | undefined
  readonly onDeed: (deed: Deed) => void
}

function DeviceButton({ known, reason, onDeed }: DeviceButtonProps) {
  const keychain = useKeychain()
  const missing = keychain.error
    ? problemOf(keychain.error).message
    : keychain.data
      ? undefined
      : 'Palletjack still asks the operating system.'
  return (
    <ReasonButton size="small" reason={reason ?? missing} onClick={() => onDeed({ kind: 'device' })}>
      {known ? 'Renew its key...' : 'Add the keychain...'}
    </ReasonButton>
  )
}
