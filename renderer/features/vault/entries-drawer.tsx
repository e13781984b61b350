import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { exactStamp } from '../../ui/times.ts'
import { ownerText, PRINT_USE } from './entries-words.ts'

export interface EntryDrawerProps {
  readonly entry: VaultEntry
  /** Why it cannot be forgotten now. */
  readonly reason: string | undefined
  readonly onClose: () => void
  readonly onForget: () => void
  readonly onLog: () => void
}

/** All that may be known of one credential. */
export function EntryDrawer({ entry, reason, onClose, onForget, onLog }: EntryDrawerProps) {
  const { fingerprint, lastUsedAt, lastUsedFor, plans } = entry
  return (
    <SideDrawer title={entry.what} lead={`Of ${ownerText(entry)}`} onClose={onClose}>
      <Facts
        items={[
          { term: 'Stored', value: exactStamp(entry.updatedAt) },
          { term: 'Last used', value: lastUsedAt === undefined ? 'never' : exactStamp(lastUsedAt) },
          ...(lastUsedFor === undefined ? [] : [{ term: 'For what', value: lastUsedFor }]),
          { term: 'Plans that need it', value: plans.length === 0 ? 'none' : plans.join(', ') },
          {
            term: 'Fingerprint',
            value:
              fingerprint === undefined ? (
                'None while it is in memory only.'
              ) : (
                <>
                  <Box component="code" sx={{ fontFamily: MONO, fontSize: 12 }}>
                    {fingerprint}
                  </Box>{' '}
                  <CopyButton text={fingerprint}>Copy</CopyButton>
                  <Box sx={{ color: 'text.secondary' }}>{PRINT_USE}</Box>
                </>
              ),
          },
        ]}
      />
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button variant="outlined" size="small" onClick={onLog}>
          Show its uses in the audit log
        </Button>
        <ReasonButton variant="outlined" size="small" color="error" reason={reason} onClick={onForget}>
          Forget it...
        </ReasonButton>
      </Box>
    </SideDrawer>
  )
}
