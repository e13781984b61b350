import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import TextField from '@mui/material/TextField'
import Tooltip from '@mui/material/Tooltip'
import { useTheme } from '@mui/material/styles'
import { useId } from 'react'
import type { Acknowledgement } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { problemOf } from '../../api/problem.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { exactStamp } from '../../ui/times.ts'
import { CategoryLabel } from './labels.tsx'
import { type Tick, useAcknowledge, useAcknowledgements } from './queries.ts'
import { useName } from './use-name.ts'

/** What no machine can look at: a person does, and ticks it with a name. */
export function ChecksTab({ runId }: { readonly runId: string }) {
  const list = useAcknowledgements(runId)
  const ticking = useAcknowledge(runId)
  const [name, remember] = useName()
  return (
    <QueryGate query={list} what="Reading the checks">
      {(checks) => (
        <Panel
          title={`${checks.filter((one) => one.ticked).length} of ${formatCount(checks.length, 'check')} done`}
        >
          <Box sx={{ fontSize: 13, color: 'text.secondary', mb: 1.5 }}>
            No program can see these. Look at each yourself and tick it; your name and the date stand in the
            report, and the ticks stay for this source.
          </Box>
          <TextField
            label="Your name"
            value={name}
            onChange={(event) => remember(event.target.value)}
            sx={{ width: 320, mb: 1.5 }}
            slotProps={{ htmlInput: { maxLength: 100 } }}
          />
          {ticking.error ? <ProblemCard problem={problemOf(ticking.error)} /> : null}
          <CheckList checks={checks} name={name} onTick={ticking.mutate} />
        </Panel>
      )}
    </QueryGate>
  )
}

interface CheckListProps {
  readonly checks: readonly Acknowledgement[]
  readonly name: string
  readonly onTick: (tick: Tick) => void
}

function CheckList({ checks, name, onTick }: CheckListProps) {
  return (
    <Box component="ul" aria-label="Checks" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {checks.map((check) => (
        <Check key={check.id} check={check} name={name} onTick={onTick} />
      ))}
    </Box>
  )
}

interface CheckProps extends Omit<CheckListProps, 'checks'> {
  readonly check: Acknowledgement
}

function Check({ check, name, onTick }: CheckProps) {
  const { tokens } = useTheme()
  const id = useId()
  const by = name.trim()
  const fault = by === '' ? 'Say your name first.' : undefined
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'auto 116px minmax(0, 1fr) 220px',
        columnGap: 1.5,
        py: 1,
        fontSize: 13,
        alignItems: 'start',
        borderTop: `1px solid ${tokens.border}`,
      }}
    >
      <Tooltip title={fault ?? ''}>
        <span>
          <Checkbox
            id={id}
            checked={check.ticked !== undefined}
            disabled={fault !== undefined}
            onChange={(event) => onTick({ id: check.id, by, ticked: event.target.checked })}
            sx={{ p: 0.25 }}
          />
        </span>
      </Tooltip>
      <CategoryLabel category={check.category} />
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box component="label" htmlFor={id} sx={{ fontWeight: 600 }}>
          {check.title}
        </Box>
        <Box sx={{ color: 'text.secondary' }}>{check.text}</Box>
      </Box>
      <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
        {check.ticked ? `${check.ticked.by}, ${exactStamp(check.ticked.at)}` : 'Not done'}
      </Box>
    </Box>
  )
}
