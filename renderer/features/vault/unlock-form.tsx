import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import { type ReactNode, useRef, useState } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { SlotKind, UnlockInput, VaultStatus } from '../../../shared/vault/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'
import { storeName } from '../../../shared/vault/keychain.ts'
import { hasWay } from './lock-words.ts'

type Locked = Extract<VaultStatus, { state: 'locked' }>
type Typed = 'passphrase' | 'recovery'

export interface UnlockFormProps {
  readonly status: Locked
  readonly onAside: () => void
  /** It opened. */
  readonly onOpened: (by: UnlockInput['by']) => void
  /** Said above the fields. */
  readonly children: ReactNode
}

/** Every way into the vault that was set up. The dialog goes by itself once the vault is open. */
export function UnlockForm({ status, onAside, onOpened, children }: UnlockFormProps) {
  const client = useClient()
  const secret = useRef<SecretHandle>(null)
  const [chosen, setChosen] = useState<Typed>()
  const unlocking = useAction((input: UnlockInput) => client.vault.unlock(input))
  const by = chosen ?? (hasWay(status, 'passphrase') ? 'passphrase' : 'recovery')
  const waitMs = useWait(status.retryAt)
  const reason = by === 'passphrase' && waitMs > 0 ? waitWords(waitMs, hasWay(status, 'recovery')) : undefined
  const submit = async (event: React.SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (reason !== undefined) return
    const typed = secret.current?.take()
    if (typed === undefined) return
    const field = event.currentTarget.querySelector('input')
    const opened = await unlocking.run(by === 'passphrase' ? { by, passphrase: typed } : { by, code: typed })
    if (opened) onOpened(by)
    else field?.focus()
  }
  const problem = shownProblem(unlocking.problem, status)
  return (
    <Box
      component="form"
      noValidate
      autoComplete="off"
      onSubmit={(event: React.SyntheticEvent<HTMLFormElement>) => void submit(event)}
      sx={{ display: 'contents' }}
    >
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        {children}
        <TypedField key={by} by={by} field={secret} />
        {reason === undefined ? null : (
          <Box role="timer" sx={{ fontVariantNumeric: 'tabular-nums' }}>
            {reason}
          </Box>
        )}
        {problem ? <ProblemCard problem={problem} /> : null}
        <OtherWays
          status={status}
          by={by}
          busy={unlocking.busy}
          onChoose={(next) => {
            setChosen(next)
            unlocking.reset()
          }}
          onDevice={() => void unlocking.run({ by: 'device' }).then((opened) => opened && onOpened('device'))}
        />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={onAside}>
          Look around without unlocking
        </Button>
        <ReasonButton type="submit" variant="contained" loading={unlocking.busy} reason={reason}>
          Unlock the vault
        </ReasonButton>
      </DialogActions>
    </Box>
  )
}

interface TypedFieldProps {
  readonly by: Typed
  readonly field: React.RefObject<SecretHandle | null>
}

function TypedField({ by, field }: TypedFieldProps) {
  return by === 'passphrase' ? (
    <SecretField ref={field} autoFocus label="Passphrase" missing="Type the passphrase." />
  ) : (
    <SecretField
      ref={field}
      autoFocus
      label="Recovery code"
      missing="Type the recovery code."
      helperText="Eight groups of four, as printed. Capitals and hyphens do not matter."
    />
  )
}

interface OtherWaysProps {
  readonly status: Locked
  readonly by: Typed
  readonly busy: boolean
  readonly onChoose: (by: Typed) => void
  readonly onDevice: () => void
}

function OtherWays({ status, by, busy, onChoose, onDevice }: OtherWaysProps) {
  const device = status.slots.find((slot) => slot.kind === 'device')
  const other: Typed = by === 'passphrase' ? 'recovery' : 'passphrase'
  const words: Readonly<Record<Typed, string>> = {
    passphrase: 'Use the passphrase',
    recovery: 'Use the recovery code',
  }
  const isOther = hasWay(status, other satisfies SlotKind)
  if (!device && !isOther) return null
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      {isOther ? (
        <Button size="small" onClick={() => onChoose(other)}>
          {words[other]}
        </Button>
      ) : null}
      {device ? (
        <Button size="small" disabled={busy} onClick={onDevice}>
          Unlock with {device.backend === undefined ? 'the keychain' : storeName(device.backend)}
        </Button>
      ) : null}
    </Box>
  )
}

/** How long no passphrase is taken yet, ms. */
function useWait(retryAt: string | undefined): number {
  const until = retryAt === undefined ? 0 : Date.parse(retryAt)
  const [over, setOver] = useState(0)
  const now = useNow(until > over)
  const left = Math.max(0, until - now)
  if (left === 0 && over < until) setOver(until)
  return left
}

function waitWords(ms: number, hasCode: boolean): string {
  const way = hasCode ? ' The recovery code works at any time.' : ''
  return `After several wrong passphrases the next one is taken in ${formatDuration(ms)}.${way}`
}

/** The countdown says when; what is left to say is what happened. */
function shownProblem(problem: Problem | undefined, status: Locked): Problem | undefined {
  if (problem?.code === 'vault.wait') return undefined
  if (problem?.code !== 'vault.wrong-passphrase') return problem
  const remedy = status.retryAt === undefined ? 'Try again' : 'Wait, then try again'
  return { ...problem, remedy: `${remedy}${hasWay(status, 'recovery') ? ', or use the recovery code' : ''}.` }
}
