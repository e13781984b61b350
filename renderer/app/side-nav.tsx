import Box from '@mui/material/Box'
import { styled, useTheme } from '@mui/material/styles'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useLiveData } from './live-data.tsx'
import { SCREENS } from './navigation.ts'
import { usePlans } from './queries.ts'

const NavLink = styled(Link)(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  padding: '7px 10px',
  borderRadius: 6,
  color: theme.tokens.textSoft,
  textDecoration: 'none',
  fontSize: 14,
  '&:hover': { backgroundColor: theme.tokens.hover, color: theme.tokens.text },
  '&[aria-current="page"]': {
    backgroundColor: theme.tokens.brandTint,
    color: theme.tokens.text,
    fontWeight: 600,
    boxShadow: `inset 3px 0 0 ${theme.tokens.brand}`,
  },
}))

export function SideNav() {
  const { tokens } = useTheme()
  const plans = usePlans()
  const waiting =
    useLiveData().providers.value?.filter((one) => one.status.state === 'needsCredentials').length ?? 0
  return (
    <Box
      component="nav"
      aria-label="Screens"
      sx={{
        gridArea: 'side',
        p: 1,
        display: 'flex',
        flexDirection: 'column',
        gap: '2px',
        bgcolor: tokens.surface,
        borderRight: `1px solid ${tokens.border}`,
        overflowY: 'auto',
      }}
    >
      {SCREENS.map(({ to, label, icon: Icon, ...rest }) => (
        <Fragment key={to}>
          {'divided' in rest ? (
            <Box aria-hidden sx={{ my: 0.75, mx: 1.25, borderTop: `1px solid ${tokens.border}` }} />
          ) : null}
          <NavLink to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon aria-hidden sx={{ fontSize: 18 }} />
            {label}
            {to === '/plans' && plans.data?.length ? <Count>{plans.data.length}</Count> : null}
            {to === '/providers' && waiting > 0 ? <ActionCount count={waiting} /> : null}
          </NavLink>
        </Fragment>
      ))}
    </Box>
  )
}

function Count({ children }: { readonly children: number }) {
  return (
    <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', fontSize: 12.5 }}>
      {children}
    </Box>
  )
}

function ActionCount({ count }: { readonly count: number }) {
  const { tokens } = useTheme()
  return (
    <Box
      component="span"
      aria-label={`${count} waiting for you`}
      role="img"
      sx={{
        ml: 'auto',
        px: 0.75,
        borderRadius: '9px',
        fontSize: 12,
        fontWeight: 650,
        bgcolor: tokens.action,
        color: tokens.onAction,
      }}
    >
      {count}
    </Box>
  )
}
