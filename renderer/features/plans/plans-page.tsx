import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import Paper from '@mui/material/Paper'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { MigrationSummary } from '../../../shared/migration/model.ts'
import type { Plan } from '../../../shared/plan/model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatCount, formatNumber, formatPercent } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { usePlans } from '../../app/queries.ts'
import { Empty, Page } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { usePlanRun } from '../preflight/plan-preflight.tsx'
import { Ago } from '../../ui/ago.tsx'
import { runState } from '../run/run-header.tsx'
import { DuplicatePlanDialog } from './duplicate-plan-dialog.tsx'
import { PlanMenu } from './plan-menu.tsx'
import { RemovePlanDialog } from './remove-plan-dialog.tsx'
import { StartPlanDialog } from './start-plan-dialog.tsx'

type Open = { readonly kind: 'start' | 'remove' | 'duplicate'; readonly plan: Plan } | undefined

/** Stored plans, their latest run, and the start. */
export function PlansPage(): ReactNode {
  const plans = usePlans()
  const navigate = useNavigate()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const create = (
    <Button variant="contained" onClick={() => void navigate({ to: '/wizard/connect' })}>
      New migration
    </Button>
  )
  return (
    <Page title="Plans" lead="Which VMs go where, and how." actions={create}>
      <QueryGate query={plans} what="Reading the plans">
        {(list) =>
          list.length === 0 ? (
            <Empty title="No plans yet" action={create}>
              A plan is made step by step and can be kept for later.
            </Empty>
          ) : (
            <PlanLists plans={list} onOpen={setOpen} />
          )
        }
      </QueryGate>
      {open?.kind === 'start' ? <StartPlanDialog plan={open.plan} onClose={close} /> : null}
      {open?.kind === 'duplicate' ? (
        <DuplicatePlanDialog
          plan={open.plan}
          taken={(plans.data ?? []).map((plan) => plan.name)}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'remove' ? <RemovePlanDialog plan={open.plan} onClose={close} /> : null}
    </Page>
  )
}

/** Those in use, and on demand those that were put aside. */
function PlanLists({ plans, onOpen }: PlanTableProps) {
  const [shows, setShows] = useState(false)
  const archived = plans.filter((plan) => plan.archivedAt !== undefined)
  const used = plans.filter((plan) => plan.archivedAt === undefined)
  return (
    <>
      {used.length > 0 || shows ? (
        <PlanTable plans={shows ? plans : used} onOpen={onOpen} />
      ) : (
        <Empty title="All plans are archived" />
      )}
      {archived.length > 0 ? (
        <FormControlLabel
          control={<Checkbox checked={shows} onChange={(event) => setShows(event.target.checked)} />}
          label={`Show archived plans (${formatNumber(archived.length)})`}
        />
      ) : null}
    </>
  )
}

interface PlanTableProps {
  readonly plans: readonly Plan[]
  readonly onOpen: (open: Open) => void
}

function PlanTable({ plans, onOpen }: PlanTableProps) {
  const { runs } = useLiveData()
  return (
    <TableContainer component={Paper}>
      <Table size="small" aria-label="Plans">
        <TableHead>
          <TableRow>
            {['Name', 'Kind', 'VMs', 'From', 'To', 'Preflight', 'Latest run'].map((head) => (
              <TableCell key={head}>{head}</TableCell>
            ))}
            <TableCell align="right">Actions</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {plans.map((plan) => (
            <PlanLine
              key={plan.id}
              plan={plan}
              run={runs.value?.find((one) => one.planId === plan.id)}
              onOpen={onOpen}
            />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

interface PlanLineProps {
  readonly plan: Plan
  readonly run: MigrationSummary | undefined
  readonly onOpen: (open: Open) => void
}

function PlanLine({ plan, run, onOpen }: PlanLineProps) {
  const nameOf = useProviderName()
  return (
    <TableRow hover>
      <TableCell sx={{ fontWeight: 600 }}>
        {plan.name}
        {plan.archivedAt === undefined ? null : <StateLabel tone="canceled">Archived</StateLabel>}
      </TableCell>
      <TableCell>{plan.type}</TableCell>
      <TableCell>{plan.vms.length}</TableCell>
      <TableCell>{nameOf(plan.sourceId)}</TableCell>
      <TableCell>
        {nameOf(plan.targetId)} / {plan.targetNamespace}
      </TableCell>
      <TableCell>
        <PreflightCell plan={plan} />
      </TableCell>
      <TableCell>{run ? <RunCell run={run} /> : 'Not run yet'}</TableCell>
      <TableCell align="right" sx={{ overflow: 'visible' }}>
        <PlanActions plan={plan} run={run} onOpen={onOpen} />
      </TableCell>
    </TableRow>
  )
}

function PlanActions({ plan, run, onOpen }: PlanLineProps) {
  const navigate = useNavigate()
  const providers = useLiveData().providers.value ?? []
  const nameOf = useProviderName()
  const locked = [plan.sourceId, plan.targetId].find(
    (id) => providers.find((one) => one.id === id)?.status.state !== 'connected',
  )
  const running = run !== undefined && run.endedAt === undefined
  const reason = running
    ? 'It runs.'
    : plan.archivedAt !== undefined
      ? 'It is archived. Take it back first.'
      : locked === undefined
        ? undefined
        : `${nameOf(locked)} is not connected.`
  return (
    <>
      {run ? (
        <Button size="small" component={Link} to={`/runs/${run.id}`}>
          Open run
        </Button>
      ) : null}
      <Button
        size="small"
        onClick={() =>
          void navigate({
            to: '/preflight',
            search: { source: plan.sourceId, target: plan.targetId, plan: plan.id },
          })
        }
        aria-label={`Run preflight for ${plan.name}`}
      >
        Preflight
      </Button>
      <ReasonButton
        size="small"
        variant="outlined"
        reason={reason}
        onClick={() => onOpen({ kind: 'start', plan })}
        aria-label={`Start ${plan.name}`}
      >
        Start
      </ReasonButton>
      <PlanMenu
        plan={plan}
        running={running}
        onDuplicate={() => onOpen({ kind: 'duplicate', plan })}
        onRemove={() => onOpen({ kind: 'remove', plan })}
      />
    </>
  )
}

function useProviderName(): (id: string) => string {
  const providers = useLiveData().providers.value ?? []
  return (id) => providers.find((one) => one.id === id)?.name ?? 'removed provider'
}

/** What preflight last said, and how old that is. */
function PreflightCell({ plan }: { readonly plan: Plan }) {
  const found = usePlanRun(plan)
  if (!found) return 'Not looked at'
  const { counts, at } = found.run
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column' }}>
      <span>
        {worstText(counts)}, <Ago iso={at} />
      </span>
      {found.isChanged ? <StateLabel tone="waiting">Plan changed since</StateLabel> : null}
    </Box>
  )
}

function worstText({ Critical, Warning }: PreflightSummary['counts']): string {
  if (Critical > 0) return `${formatNumber(Critical)} critical`
  return Warning > 0 ? formatCount(Warning, 'warning') : 'No warnings'
}

function RunCell({ run }: { readonly run: MigrationSummary }) {
  const { tone, word } = runState(run.state)
  return (
    <StateLabel tone={tone}>
      {run.endedAt === undefined ? `${word} ${formatPercent(run.bytesCopied, run.bytesTotal)}` : word}
    </StateLabel>
  )
}
