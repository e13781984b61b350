import DashboardOutlinedIcon from '@mui/icons-material/DashboardOutlined'
import DnsOutlinedIcon from '@mui/icons-material/DnsOutlined'
import DescriptionOutlinedIcon from '@mui/icons-material/DescriptionOutlined'
import FactCheckOutlinedIcon from '@mui/icons-material/FactCheckOutlined'
import HistoryIcon from '@mui/icons-material/History'
import KeyOutlinedIcon from '@mui/icons-material/KeyOutlined'
import ListAltIcon from '@mui/icons-material/ListAlt'
import MemoryOutlinedIcon from '@mui/icons-material/MemoryOutlined'
import SettingsOutlinedIcon from '@mui/icons-material/SettingsOutlined'
import StorageOutlinedIcon from '@mui/icons-material/StorageOutlined'

/** The screens that the side names, in its order; a line stands above one that is `divided`. */
export const SCREENS = [
  { to: '/', label: 'Overview', icon: DashboardOutlinedIcon },
  { to: '/providers', label: 'Providers', icon: DnsOutlinedIcon },
  { to: '/inventory', label: 'Inventory', icon: StorageOutlinedIcon },
  { to: '/hosts', label: 'Hosts', icon: MemoryOutlinedIcon },
  { to: '/preflight', label: 'Preflight', icon: FactCheckOutlinedIcon },
  { to: '/plans', label: 'Plans', icon: ListAltIcon },
  { to: '/reports', label: 'Reports', icon: DescriptionOutlinedIcon },
  { to: '/vault', label: 'Vault', icon: KeyOutlinedIcon, divided: true },
  { to: '/activity', label: 'Activity', icon: HistoryIcon },
  { to: '/settings', label: 'Settings', icon: SettingsOutlinedIcon },
] as const
