import type { ReactNode } from 'react'
import CheckCircleIcon from '@mui/icons-material/CheckCircle'
import RadioButtonUncheckedIcon from '@mui/icons-material/RadioButtonUnchecked'
import RadioButtonCheckedIcon from '@mui/icons-material/RadioButtonChecked'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { styled, useTheme } from '@mui/material/styles'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { ConsequenceRail } from './consequence-rail.tsx'
import { useDraft } from './draft-context.tsx'
import { firstOpenStep, STEPS, stepsOf } from './steps.ts'
import { useWizardFacts, WizardFactsProvider } from './wizard-facts.tsx'

/** Around every step: the list of steps on top, the consequences at the right. */
export function WizardLayout(): ReactNode {
  return (
    <WizardFactsProvider>
      <Box
        sx={{
          height: '100%',
          display: 'grid',
          gridTemplateColumns: 'minmax(0, 1fr) clamp(264px, 20vw, 340px)',
        }}
      >
        <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
          <StepList />
          <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
            <Outlet />
          </Box>
        </Box>
        <ConsequenceRail />
      </Box>
    </WizardFactsProvider>
  )
}

const StepLink = styled(Link)(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  padding: '4px 8px',
  borderRadius: 6,
  fontSize: 13.5,
  color: theme.tokens.textSoft,
  textDecoration: 'none',
  whiteSpace: 'nowrap',
  '&:hover': { backgroundColor: theme.tokens.hover },
  '&[aria-current="step"]': { color: theme.tokens.text, fontWeight: 600 },
  '&[aria-disabled="true"]': { pointerEvents: 'none' },
}))

function StepList() {
  const { tokens } = useTheme()
  const { draft, reset } = useDraft()
  const navigate = useNavigate()
  const facts = useWizardFacts()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const steps = stepsOf(facts, STEPS.find(({ to }) => to === path)?.id)
  const reached = steps.findIndex((step) => step.id === firstOpenStep(draft, facts))
  const discard = () => {
    reset()
    void navigate({ to: '/wizard/connect' })
  }
  return (
    <Box
      component="nav"
      aria-label="Steps"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 0.5,
        px: 2,
        height: 44,
        flexShrink: 0,
        borderBottom: `1px solid ${tokens.border}`,
        bgcolor: tokens.surface,
        overflow: 'hidden',
      }}
    >
      {steps.map((step, index) => {
        const current = path === step.to
        const state = current ? 'current' : index < reached ? 'done' : 'open'
        return (
          <StepLink
            key={step.id}
            to={step.to}
            aria-current={current ? 'step' : undefined}
            aria-disabled={index > reached}
            tabIndex={index > reached ? -1 : 0}
          >
            <StepShape state={state} />
            {index + 1} {step.label}
          </StepLink>
        )
      })}
      <Button size="small" color="inherit" sx={{ ml: 'auto', color: 'text.secondary' }} onClick={discard}>
        Discard draft
      </Button>
    </Box>
  )
}

function StepShape({ state }: { readonly state: 'current' | 'done' | 'open' }) {
  const { tokens } = useTheme()
  const sx = {
    fontSize: 16,
    color: state === 'open' ? tokens.waiting : state === 'done' ? tokens.done : tokens.brand,
  }
  if (state === 'done') return <CheckCircleIcon titleAccess="Complete:" sx={sx} />
  if (state === 'current') return <RadioButtonCheckedIcon aria-hidden sx={sx} />
  return <RadioButtonUncheckedIcon aria-hidden sx={sx} />
}
