import BrightnessAutoIcon from '@mui/icons-material/BrightnessAuto'
import ContrastIcon from '@mui/icons-material/Contrast'
import DarkModeOutlinedIcon from '@mui/icons-material/DarkModeOutlined'
import LightModeOutlinedIcon from '@mui/icons-material/LightModeOutlined'
import IconButton from '@mui/material/IconButton'
import ListItemIcon from '@mui/material/ListItemIcon'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import Tooltip from '@mui/material/Tooltip'
import { useState } from 'react'
import { useSaveSettings, useSettings } from './queries.ts'

/** The four looks, as the settings know them. */
export const LOOKS = [
  { value: 'system', label: 'As the system', icon: BrightnessAutoIcon },
  { value: 'light', label: 'Light', icon: LightModeOutlinedIcon },
  { value: 'dark', label: 'Dark', icon: DarkModeOutlinedIcon },
  { value: 'contrast', label: 'High contrast', icon: ContrastIcon },
] as const

export function ThemeMenu() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const theme = useSettings().data?.theme ?? 'system'
  const save = useSaveSettings()
  const current = LOOKS.find((look) => look.value === theme) ?? LOOKS[0]
  return (
    <>
      <Tooltip title={`Look: ${current.label.toLowerCase()}`}>
        <IconButton
          size="small"
          aria-label="Choose the look"
          aria-haspopup="menu"
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <current.icon fontSize="small" />
        </IconButton>
      </Tooltip>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)}>
        {LOOKS.map((look) => (
          <MenuItem
            key={look.value}
            role="menuitemradio"
            aria-checked={look.value === theme}
            selected={look.value === theme}
            onClick={() => {
              setAnchor(null)
              // A look that could not be stored falls back by itself; the settings page says why.
              save({ theme: look.value }).catch(() => undefined)
            }}
          >
            <ListItemIcon>
              <look.icon fontSize="small" />
            </ListItemIcon>
            {look.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
