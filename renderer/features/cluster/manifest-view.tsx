import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { UseQueryResult } from '@tanstack/react-query'
import { QueryGate } from '../../app/query-gate.tsx'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'

export interface ManifestViewProps {
  readonly query: UseQueryResult<{ yaml: string }>
  /** Why there are none now. */
  readonly fault: string | undefined
}

/** The manifests as they would be applied, to read and to copy. */
export function ManifestView({ query, fault }: ManifestViewProps) {
  const { tokens } = useTheme()
  if (fault !== undefined && query.data === undefined)
    return (
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
        The manifests stand here as soon as the fields are right.
      </Box>
    )
  return (
    <QueryGate query={query} what="Making the manifests">
      {({ yaml }) => (
        <Box component="section" aria-label="Manifests" sx={{ minWidth: 0 }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 0.5 }}>
            <Box sx={{ flex: 1, fontWeight: 600, fontSize: 13 }}>Manifests</Box>
            <CopyButton text={yaml}>Copy the YAML</CopyButton>
          </Box>
          <Box
            component="pre"
            role="group"
            tabIndex={0}
            aria-label="YAML"
            sx={{
              m: 0,
              p: 1.5,
              maxHeight: 260,
              overflow: 'auto',
              bgcolor: tokens.well,
              border: `1px solid ${tokens.border}`,
              borderRadius: '6px',
              fontFamily: MONO,
              fontSize: 12,
              lineHeight: 1.5,
            }}
          >
            {yaml}
          </Box>
          <Box sx={{ mt: 0.5, fontSize: 12.5, color: 'text.secondary' }}>
            An administrator applies them with: kubectl apply -f FILE. They hold no secret.
          </Box>
        </Box>
      )}
    </QueryGate>
  )
}
