import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from 'react'
import type { Problem } from '../../shared/problem.ts'
import type { VaultStatus } from '../../shared/vault/model.ts'
import { useClient } from '../api/client-context.tsx'
import { useAction } from '../api/use-action.ts'
import { useLiveData } from './live-data.tsx'

/** The ways in and out of the vault, the same from every screen. */
export interface VaultDoors {
  /** Undefined until it is known. */
  readonly status: VaultStatus | undefined
  /** Opens the dialog that unlocks, or says why the vault cannot be used. */
  readonly unlock: () => void
  /** Opens the dialog where somebody chooses how credentials are kept. */
  readonly setUp: () => void
  /** Locks the vault at once. */
  readonly lock: () => void
  readonly lockProblem: Problem | undefined
  /** It was opened here by the recovery code, and nobody has set a new passphrase since. */
  readonly isOpenedByCode: boolean
  /** Puts the word about that aside. */
  readonly forgetCode: () => void
}

const DoorsContext = createContext<VaultDoors | undefined>(undefined)

const UnlockDialog = lazy(async () => ({
  default: (await import('../features/vault/unlock-dialog.tsx')).UnlockVaultDialog,
}))
const FirstRunDialog = lazy(async () => ({
  default: (await import('../features/vault/first-run-dialog.tsx')).FirstRunDialog,
}))

/** Holds the dialogs of the vault. The one that unlocks opens by itself when the vault is locked, and can be put aside. */
export function VaultDoorsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient()
  const status = useLiveData().vault.value
  const locking = useAction(() => client.vault.lock())
  const { shown, setShown } = useShown(status?.state)
  const close = () => setShown(undefined)
  const [usedCode, setUsedCode] = useState(false)
  return (
    <DoorsContext
      value={{
        status,
        unlock: () => setShown('unlock'),
        setUp: () => setShown('setUp'),
        lock: () => void locking.run(),
        lockProblem: locking.problem,
        isOpenedByCode: usedCode && status?.state === 'open' && !hasNewPassphrase(status),
        forgetCode: () => setUsedCode(false),
      }}
    >
      {children}
      <Suspense fallback={null}>
        {shown === 'unlock' && (status?.state === 'locked' || status?.state === 'damaged') ? (
          <UnlockDialog status={status} onClose={close} onOpened={(by) => setUsedCode(by === 'recovery')} />
        ) : null}
        {shown === 'setUp' && (status?.state === 'unset' || status?.state === 'session') ? (
          <FirstRunDialog status={status} onClose={close} />
        ) : null}
      </Suspense>
    </DoorsContext>
  )
}

/** Set since it was opened. */
function hasNewPassphrase({ slots, since }: Extract<VaultStatus, { state: 'open' }>): boolean {
  return slots.some(({ kind, createdAt }) => kind === 'passphrase' && createdAt > since)
}

type State = VaultStatus['state'] | undefined

/** Which dialog is open: a person's choice until the vault's state changes. */
function useShown(state: State) {
  const [shown, setShown] = useState<'unlock' | 'setUp'>()
  const [seen, setSeen] = useState<State>()
  if (seen !== state) {
    setSeen(state)
    setShown(state === 'locked' || state === 'damaged' ? 'unlock' : undefined)
  }
  return { shown, setShown }
}

export function useVaultDoors(): VaultDoors {
  const doors = useContext(DoorsContext)
  if (!doors) throw new Error('useVaultDoors needs a VaultDoorsProvider above it')
  return doors
}
