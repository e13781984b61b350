import KeyboardOutlinedIcon from '@mui/icons-material/KeyboardOutlined'
import SearchIcon from '@mui/icons-material/Search'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useTheme } from '@mui/material/styles'
import type { Provider } from '../../shared/provider/model.ts'
import { LockButton } from '../features/vault/lock-button.tsx'
import { Mark } from '../ui/mark.tsx'
import { useJourney } from './journey.ts'
import { ThemeMenu } from './theme-menu.tsx'

export interface TopLineProps {
  readonly onPalette: () => void
  readonly onKeys: () => void
}

/** Names source and target at all times: nobody works on the wrong cluster. */
export function TopLine({ onPalette, onKeys }: TopLineProps) {
  const { tokens } = useTheme()
  return (
    <Box
      component="header"
      sx={{
        gridArea: 'top',
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        px: 2,
        bgcolor: tokens.surface,
        borderBottom: `1px solid ${tokens.border}`,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, width: 152, fontWeight: 650, fontSize: 15 }}>
        <Mark size={26} />
        Palletjack
      </Box>
      <JourneyLine />
      <Button
        variant="outlined"
        size="small"
        startIcon={<SearchIcon />}
        onClick={onPalette}
        sx={{ color: 'text.secondary', fontWeight: 400, minWidth: 220, justifyContent: 'flex-start' }}
      >
        Search or command
        <Box component="kbd" sx={{ ml: 'auto', pl: 2, fontFamily: 'inherit', fontSize: 12 }}>
          Ctrl+K
        </Box>
      </Button>
      <LockButton />
      <ThemeMenu />
      <Tooltip title="Keys">
        <IconButton size="small" aria-label="List of keys" onClick={onKeys}>
          <KeyboardOutlinedIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    </Box>
  )
}

function JourneyLine() {
  const { source, target, noSource, noTarget } = useJourney()
  return (
    <Box
      sx={{
        flex: 1,
        minWidth: 0,
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        fontSize: 13.5,
        whiteSpace: 'nowrap',
      }}
    >
      <End provider={source} missing={noSource} role="Source" />
      <Box
        component="span"
        aria-label="to"
        sx={{ color: 'primary.main', fontWeight: 700, letterSpacing: '-0.1em', pr: '0.1em' }}
      >
        ==&gt;
      </Box>
      <End provider={target} missing={noTarget} role="Target" />
    </Box>
  )
}

interface EndProps {
  readonly provider: Provider | undefined
  readonly missing: string
  readonly role: string
}

function End({ provider, missing, role }: EndProps) {
  if (!provider) return <Box sx={{ color: 'text.secondary' }}>{missing}</Box>
  return (
    <Tooltip title={`${role}: ${provider.url}`}>
      <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', minWidth: 40 }}>
        <Box component="span" sx={{ fontWeight: 600 }}>
          {provider.name}
        </Box>
        {provider.version ? (
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {' '}
            ({provider.version})
          </Box>
        ) : null}
      </Box>
    </Tooltip>
  )
}
