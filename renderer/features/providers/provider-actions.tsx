import MoreVertIcon from '@mui/icons-material/MoreVert'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { hasInventory, isFile, secretWord, wayBack } from './provider-status.tsx'

/** What can be done with one provider and needs more than a click. */
export type ProviderDeed = 'unlock' | 'edit' | 'check' | 'remove'

export interface ProviderActionsProps {
  readonly provider: Provider
  readonly onDeed: (deed: ProviderDeed, provider: Provider) => void
  readonly onReconnect: (provider: Provider) => void
  /** Ids of those that are being connected again right now. */
  readonly reconnecting: ReadonlySet<string>
}

/** The next action in sight, the others behind one button. */
export function ProviderActions(props: ProviderActionsProps) {
  const { provider, onDeed } = props
  const navigate = useNavigate()
  return (
    <>
      <NextAction {...props} />
      {hasInventory(provider) ? (
        <Button
          size="small"
          aria-label={`Inventory of ${provider.name}`}
          onClick={() => void navigate({ to: '/inventory', search: { source: provider.id } })}
        >
          Inventory
        </Button>
      ) : null}
      {provider.kind === 'cluster' ? (
        <Button
          size="small"
          aria-label={`Details of ${provider.name}`}
          onClick={() => void navigate({ to: '/providers/$providerId', params: { providerId: provider.id } })}
        >
          Details
        </Button>
      ) : null}
      {isFile(provider) ? null : (
        <Button
          size="small"
          aria-label={`Check connection of ${provider.name}`}
          onClick={() => onDeed('check', provider)}
        >
          Check
        </Button>
      )}
      <MoreActions {...props} />
    </>
  )
}

/** What brings the connection back; amber only where nothing goes on without the person. */
function NextAction({ provider, onDeed, onReconnect, reconnecting }: ProviderActionsProps) {
  const way = wayBack(provider)
  const { unlock } = useVaultDoors()
  if (way === 'vault') {
    return (
      <Button
        size="small"
        variant="contained"
        color="warning"
        aria-label={`Unlock the vault for ${provider.name}`}
        onClick={unlock}
      >
        Unlock the vault
      </Button>
    )
  }
  if (way === 'unlock' && !provider.lab) {
    return (
      <Button
        size="small"
        variant="contained"
        color="warning"
        aria-label={`Give ${secretWord(provider)} of ${provider.name}`}
        onClick={() => onDeed('unlock', provider)}
      >
        Give {secretWord(provider)}
      </Button>
    )
  }
  if (way !== 'reconnect') return null
  return (
    <Button
      size="small"
      variant="outlined"
      aria-label={`Reconnect ${provider.name}`}
      loading={reconnecting.has(provider.id)}
      onClick={() => onReconnect(provider)}
    >
      Reconnect
    </Button>
  )
}

interface Item {
  readonly word: string
  readonly act: () => void
}

function MoreActions({ provider, onDeed, onReconnect }: ProviderActionsProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const close = () => setAnchor(null)
  const { name } = provider
  const deed = (word: string, which: ProviderDeed): Item => ({ word, act: () => onDeed(which, provider) })
  const server: Item[] = [
    deed(`Edit ${name}`, 'edit'),
    { word: `Reconnect ${name}`, act: () => onReconnect(provider) },
    ...(provider.lab ? [] : [deed(`Give ${secretWord(provider)} of ${name}`, 'unlock')]),
  ]
  const items = [...(isFile(provider) ? [] : server), deed(`Remove ${name}`, 'remove')]
  return (
    <>
      <Tooltip title="More actions">
        <IconButton
          size="small"
          aria-label={`More actions for ${provider.name}`}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <MoreVertIcon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {items.map(({ word, act }) => (
          <MenuItem
            key={word}
            onClick={() => {
              close()
              act()
            }}
          >
            {word}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
