import type { VaultStatus } from '../../../shared/vault/model.ts'
import { TwoColumns } from '../../ui/two-columns.tsx'
import { ExportCopy } from './copy-export.tsx'
import { ImportCopy } from './copy-import.tsx'

/** Encrypted copies: a backup, and the way to another computer. */
export function CopyTab({ status }: { readonly status: VaultStatus }) {
  const reason =
    status.state === 'locked'
      ? 'Unlock the vault first.'
      : status.state === 'damaged'
        ? 'The vault is damaged; see above.'
        : undefined
  return (
    <TwoColumns from="lg">
      <ExportCopy reason={reason} />
      <ImportCopy reason={reason} status={status} />
    </TwoColumns>
  )
}
