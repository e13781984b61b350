import type { ClusterInput } from '../../shared/provider/model.ts'
import type { ClusterAccess } from '../cluster/service.ts'

/** The secret for the vault, and what of the access may be remembered. */
export function splitSecret(access: ClusterInput['access']): { secret: string; access: ClusterAccess } {
  if (access.kind === 'token') {
    const { token, ...rest } = access
    return { secret: token, access: rest }
  }
  const { text, ...rest } = access
  return { secret: text, access: rest }
}
