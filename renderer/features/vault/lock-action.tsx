import Button from '@mui/material/Button'
import type { Problem } from '../../../shared/problem.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'

/** Why nothing can be stored now; undefined while it can, or when nothing is to be. */
export function useLockedReason(stores: boolean): string | undefined {
  const { status } = useVaultDoors()
  if (!stores) return undefined
  if (status?.state === 'locked') return 'The vault is locked: unlock it first.'
  return status?.state === 'damaged' ? 'The vault cannot be used: see first what can be done.' : undefined
}

/** The button on the card of a problem that unlocking solves; nothing on another one. */
export function UnlockAction({ problem }: { readonly problem: Problem }) {
  const { unlock } = useVaultDoors()
  if (problem.code !== 'vault.locked') return null
  return (
    <Button size="small" variant="outlined" onClick={unlock}>
      Unlock the vault
    </Button>
  )
}
