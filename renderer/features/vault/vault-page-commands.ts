import type { VaultSearch } from '../../app/search.ts'

/** What the list of commands knows of the Vault screen: an address for each. */
export const VAULT_COMMANDS: readonly { readonly label: string; readonly search: VaultSearch }[] = [
  { label: 'Credentials that are stored', search: { tab: 'stored' } },
  { label: 'Ways to open the vault: passphrase, recovery code, keychain', search: { tab: 'ways' } },
  { label: 'Export or import an encrypted copy of the vault', search: { tab: 'copies' } },
  { label: 'Audit log of the vault', search: { tab: 'audit' } },
  { label: 'Verify the audit log', search: { tab: 'audit', do: 'verify' } },
  { label: 'Forget everything in the vault', search: { tab: 'stored', do: 'forget' } },
]
