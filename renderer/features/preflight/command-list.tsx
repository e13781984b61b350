import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { Command } from '../../../shared/preflight/model.ts'
import { MONO } from '../../theme/theme.ts'
import { CopyButton } from '../../ui/copy-button.tsx'

const TOOLS: Readonly<Record<Command['tool'], string>> = {
  govc: 'govc',
  PowerCLI: 'PowerCLI',
  oc: 'oc',
  kubectl: 'kubectl',
  guest: 'In the guest',
  palletjack: 'Palletjack in a terminal',
}

/** Commands to take along; nothing is run from here. */
export function CommandList({ commands }: { readonly commands: readonly Command[] }) {
  const { tokens } = useTheme()
  if (commands.length === 0) return null
  return (
    <Box
      component="ul"
      aria-label="Commands"
      sx={{ m: 0, p: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: 1 }}
    >
      {commands.map(({ tool, command }, index) => (
        <Box
          component="li"
          key={`${index}/${tool}`}
          sx={{ border: `1px solid ${tokens.border}`, borderRadius: '6px', bgcolor: tokens.well }}
        >
          <Box sx={{ display: 'flex', alignItems: 'center', px: 1.25, pt: 0.25, fontSize: 12.5 }}>
            <Box sx={{ flex: 1, color: 'text.secondary' }}>{TOOLS[tool]}</Box>
            <CopyButton text={command}>Copy</CopyButton>
          </Box>
          <Box
            component="pre"
            sx={{
              m: 0,
              px: 1.25,
              pb: 1,
              fontFamily: MONO,
              fontSize: 12.5,
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
            }}
          >
            {command}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
