import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { ConnectionCheck } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { MONO } from '../../theme/theme.ts'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

const WORDS = { ok: 'Fine', warning: 'Warning', failed: 'Failed', skipped: 'Not looked at' } as const
const TONES = { ok: 'done', failed: 'failed', skipped: 'pending' } as const

/** The steps of a check: what was looked at, what was seen, what to do, and the lines behind it. */
export function CheckSteps({ steps }: { readonly steps: readonly ConnectionCheck[] }) {
  const { tokens } = useTheme()
  return (
    <Box
      component="ol"
      aria-label="Steps"
      sx={{ m: 0, p: 0, listStyle: 'none', border: `1px solid ${tokens.border}`, borderRadius: '6px' }}
    >
      {steps.map((step, index) => (
        <Box
          component="li"
          key={step.id}
          sx={{
            display: 'grid',
            gridTemplateColumns: '128px 160px minmax(0, 1fr)',
            columnGap: 1.5,
            px: 1.5,
            py: 1,
            fontSize: 13,
            borderTop: index === 0 ? 'none' : `1px solid ${tokens.border}`,
          }}
        >
          <Box>
            <StepState state={step.state} />
          </Box>
          <Box sx={{ fontWeight: 600 }}>{step.title}</Box>
          <StepFacts step={step} />
        </Box>
      ))}
    </Box>
  )
}

function StepState({ state }: { readonly state: ConnectionCheck['state'] }) {
  if (state !== 'warning') return <StateLabel tone={TONES[state]}>{WORDS[state]}</StateLabel>
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
      <CategoryShape category="Warning" />
      {WORDS.warning}
    </Box>
  )
}

function StepFacts({ step }: { readonly step: ConnectionCheck }) {
  return (
    <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
      {step.message}
      {step.remedy ? <Box sx={{ color: 'text.secondary', mt: 0.25 }}>What to do: {step.remedy}</Box> : null}
      {step.details.length > 0 ? <Details step={step} /> : null}
    </Box>
  )
}

function Details({ step }: { readonly step: ConnectionCheck }) {
  return (
    <Box component="details" sx={{ mt: 0.5, '& summary': { cursor: 'pointer', width: 'fit-content' } }}>
      <summary>{detailsWord(step)}</summary>
      <Box
        component="ul"
        sx={{ m: 0, mt: 0.5, pl: 2.5, maxHeight: 240, overflowY: 'auto', fontFamily: MONO, fontSize: 12 }}
        tabIndex={0}
        aria-label={`${step.title}: ${detailsWord(step)}`}
      >
        {step.details.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </Box>
      <CopyButton text={step.details.join('\n')}>Copy the list</CopyButton>
    </Box>
  )
}

function detailsWord({ id, state, details }: ConnectionCheck): string {
  return id.startsWith('privileges') && state !== 'ok'
    ? formatCount(details.length, 'missing right')
    : formatCount(details.length, 'line of detail', 'lines of detail')
}

/** The steps as plain text, for a ticket or a mail. */
export function checkText(steps: readonly ConnectionCheck[]): string {
  return steps
    .flatMap(({ state, title, message, remedy, details }) => [
      `${WORDS[state]}: ${title}. ${message}`,
      ...(remedy ? [`  What to do: ${remedy}`] : []),
      ...details.map((line) => `  - ${line}`),
    ])
    .join('\n')
}
