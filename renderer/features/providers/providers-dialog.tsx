import type { Provider } from '../../../shared/provider/model.ts'
import { CheckDialog } from './check-dialog.tsx'
import type { ProviderDeed } from './provider-actions.tsx'
import { ProviderDialog } from './provider-dialog.tsx'
import { RemoveProviderDialog } from './remove-provider-dialog.tsx'
import { InventoryFileDialog } from './inventory-file-dialog.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'

/** The dialog that lies over the page. */
export type Open =
  | { readonly kind: 'add'; readonly what: Provider['kind'] }
  | { readonly kind: 'file'; readonly files: readonly File[] }
  | { readonly kind: ProviderDeed; readonly provider: Provider }

export interface ProvidersDialogProps {
  readonly open: Open
  readonly onClose: () => void
  /** An inventory file was opened as this provider. */
  readonly onOpened: (id: string) => void
}

export function ProvidersDialog({ open, onClose, onOpened }: ProvidersDialogProps) {
  switch (open.kind) {
    case 'add':
      return <ProviderDialog kind={open.what} onClose={onClose} />
    case 'edit':
      return <ProviderDialog kind={open.provider.kind} provider={open.provider} onClose={onClose} />
    case 'unlock':
      return <UnlockDialog provider={open.provider} onClose={onClose} />
    case 'check':
      return <CheckDialog provider={open.provider} onClose={onClose} />
    case 'remove':
      return <RemoveProviderDialog provider={open.provider} onClose={onClose} />
    case 'file':
      return (
        <InventoryFileDialog
          files={open.files}
          onClose={(opened) => {
            onClose()
            if (opened) onOpened(opened.id)
          }}
        />
      )
  }
}
