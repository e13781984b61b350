import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { NfcBackup } from '../../../shared/esxi/model.ts'
import { MONO } from '../../theme/theme.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { exactStamp } from '../../ui/times.ts'
import { valuesText } from './words.ts'

export interface BackupsProps {
  /** Newest first. */
  readonly backups: readonly NfcBackup[]
  readonly fault: string | undefined
  readonly onRestore: (backup: string) => void
}

/** Copies of the settings that edits left on the host. */
export function Backups({ backups, fault, onRestore }: BackupsProps) {
  const { tokens } = useTheme()
  return (
    <Box component="section" aria-label="Backups" sx={{ mt: 1.5, fontSize: 13 }}>
      <Box sx={{ fontWeight: 600, mb: 0.5 }}>Backups on the host</Box>
      {backups.length === 0 ? (
        <Box sx={{ color: 'text.secondary' }}>
          None: no edit of Palletjack was made here, or they were removed.
        </Box>
      ) : (
        <Box
          component="ul"
          aria-label="Backups on the host"
          sx={{ m: 0, p: 0, listStyle: 'none', borderTop: `1px solid ${tokens.border}` }}
        >
          {backups.map((backup) => (
            <Box
              component="li"
              key={backup.id}
              sx={{
                display: 'flex',
                gap: 1.5,
                alignItems: 'center',
                py: 0.75,
                borderBottom: `1px solid ${tokens.border}`,
              }}
            >
              <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                <Box>{exactStamp(backup.at)}</Box>
                <Box sx={{ color: 'text.secondary' }}>
                  {backup.values ? valuesText(backup.values) : 'It cannot be read as settings.'}
                </Box>
                <Box component="code" sx={{ fontFamily: MONO, fontSize: 12, color: 'text.secondary' }}>
                  {backup.id}
                </Box>
              </Box>
              <ReasonButton
                size="small"
                variant="outlined"
                aria-label={`Restore the backup of ${exactStamp(backup.at)}`}
                reason={backup.values ? fault : 'It cannot be read as settings, so it is not put back.'}
                onClick={() => onRestore(backup.id)}
              >
                Restore...
              </ReasonButton>
            </Box>
          ))}
        </Box>
      )}
    </Box>
  )
}
