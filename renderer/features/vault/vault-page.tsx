import type { ReactNode } from 'react'
import { Page } from '../../ui/page.tsx'

/** What the vault is, what it holds, how it opens, and what was done with it. */
export function VaultPage(): ReactNode {
  return <Page title="Vault">{null}</Page>
}
