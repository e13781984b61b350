/** What the vault holds, with the names of those it belongs to. */
import { fail, type Problem } from '../../shared/problem.ts'
import type { Audit } from '../audit/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Credentials, Vault } from './service.ts'

export interface CredentialsOptions {
  readonly vault: Vault
  readonly journal: Journal
  readonly audit: Audit
  readonly providers: Providers
}

export function createCredentials({ vault }: CredentialsOptions): Credentials {
  return {
    entries: () => vault.list().map((one) => ({ ...one, owner: '', what: one.kind, plans: [] })),
    exportCopy: () => Promise.resolve(fail(notYet())),
    importCopy: () => Promise.resolve(fail(notYet())),
  }
}

function notYet(): Problem {
  return { code: 'vault.not-yet', message: 'This does not work yet.', remedy: 'Wait.' }
}
