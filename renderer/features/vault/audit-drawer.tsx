import Box from '@mui/material/Box'
import type { AuditEntry } from '../../../shared/audit/model.ts'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { exactStamp } from '../../ui/times.ts'
import { ACTION_WORDS, doorText } from './audit-words.ts'

export interface AuditDrawerProps {
  readonly entry: AuditEntry
  /** Name of the credential, or its id where it is not known any more. */
  readonly credential: string | undefined
  readonly onClose: () => void
}

/** One entry, whole. */
export function AuditDrawer({ entry, credential, onClose }: AuditDrawerProps) {
  return (
    <SideDrawer title={`${entry.seq}: ${ACTION_WORDS[entry.action]}`} onClose={onClose}>
      <Facts
        items={[
          { term: 'When', value: exactStamp(entry.at) },
          { term: 'Credential', value: credential ?? 'The vault as a whole' },
          { term: 'For what', value: entry.purpose === '' ? 'not said' : entry.purpose },
          { term: 'Who', value: entry.user },
          { term: 'From', value: doorText(entry.shell) },
          {
            term: 'Hash',
            value: (
              <>
                <Box component="code" sx={{ fontFamily: MONO, fontSize: 12 }}>
                  {entry.hash}
                </Box>{' '}
                <CopyButton text={entry.hash}>Copy</CopyButton>
                <Box sx={{ color: 'text.secondary' }}>
                  Over this entry and the hash of the one before it: whoever changes one has to write all
                  after it anew.
                </Box>
              </>
            ),
          },
        ]}
      />
    </SideDrawer>
  )
}
