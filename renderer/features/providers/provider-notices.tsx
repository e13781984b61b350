import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import type { ReactNode } from 'react'
import type { Problem } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatDuration } from '../../../shared/units.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape, type Tone } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { ChangedCertificate } from './changed-certificate.tsx'
import type { ProviderActionsProps } from './provider-actions.tsx'
import { isCertificateChange, wayBack } from './provider-status.tsx'
import type { Regained } from './regained.ts'
import { exactStamp } from '../../ui/times.ts'

export interface ProviderNoticesProps extends Omit<ProviderActionsProps, 'provider'> {
  readonly providers: readonly Provider[]
  readonly regained: readonly Regained[]
  readonly onDismiss: (id: string) => void
}

/** What is wrong with connections, one card for each: lost, failed, another certificate, and back again. */
export function ProviderNotices({ providers, regained, onDismiss, ...actions }: ProviderNoticesProps) {
  return (
    <>
      {regained.map((one) => (
        <BackAgain key={one.id} regained={one} onDismiss={onDismiss} />
      ))}
      {providers.map((provider) => {
        const { status } = provider
        if (status.state === 'reconnecting')
          return <Lost key={provider.id} provider={provider} since={status.since} problem={status.problem} />
        if (status.state !== 'failed') return null
        return isCertificateChange(status.problem.code) ? (
          <Changed key={provider.id} provider={provider} problem={status.problem} {...actions} />
        ) : (
          <Failed key={provider.id} provider={provider} problem={status.problem} {...actions} />
        )
      })}
    </>
  )
}

interface LostProps {
  readonly provider: Provider
  readonly since: string
  readonly problem: Problem
}

/** A wait, not a failure: Palletjack tries by itself, and what is known stays to be looked at. */
function Lost({ provider, since, problem }: LostProps) {
  const { inventory } = provider
  return (
    <Notice tone="waiting" label={`Connection of ${provider.name}`}>
      <Box sx={{ fontWeight: 600 }}>
        Connection to {provider.name} lost <Ago iso={since} />. Palletjack tries again by itself.
      </Box>
      <Box>
        Reason: {problem.message} <Soft>{problem.remedy}</Soft>
      </Box>
      {inventory ? (
        <Soft>
          Until then you see the {formatCount(inventory.vms, 'VM')} as they were at{' '}
          {exactStamp(inventory.syncedAt)}.
        </Soft>
      ) : null}
    </Notice>
  )
}

interface BackAgainProps {
  readonly regained: Regained
  readonly onDismiss: (id: string) => void
}

function BackAgain({ regained, onDismiss }: BackAgainProps) {
  const { id, name, lostAt, backAt } = regained
  const gap = formatDuration(Math.max(0, Date.parse(backAt) - Date.parse(lostAt)))
  return (
    <Notice
      tone="done"
      label={`Connection of ${name}`}
      action={
        <Button size="small" aria-label={`Dismiss the notice about ${name}`} onClick={() => onDismiss(id)}>
          Dismiss
        </Button>
      }
    >
      <Box>
        <b>{name} is connected again</b>, <Ago iso={backAt} />. It was away for {gap}; the inventory is live.
      </Box>
    </Notice>
  )
}

interface FailedProps extends ProviderActionsProps {
  readonly problem: Problem
}

function Failed({ provider, problem, onDeed, onReconnect, reconnecting }: FailedProps) {
  const mayEdit = problem.code.includes('.certificate-') || wayBack(provider) === 'unlock'
  return (
    <ProblemCard
      problem={problem}
      subject={provider.name}
      action={
        <>
          <Button
            size="small"
            variant="outlined"
            loading={reconnecting.has(provider.id)}
            onClick={() => onReconnect(provider)}
          >
            Reconnect {provider.name}
          </Button>
          {mayEdit ? (
            <Button size="small" variant="outlined" onClick={() => onDeed('edit', provider)}>
              Edit {provider.name}
            </Button>
          ) : null}
        </>
      }
    />
  )
}

/** Nothing goes on with this vCenter before a person has compared the two certificates. */
function Changed({ provider, problem, onReconnect }: FailedProps) {
  return (
    <Paper
      component="section"
      aria-label={`Certificate of ${provider.name}`}
      sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}
    >
      <ProblemCard problem={problem} subject={provider.name} />
      <ChangedCertificate provider={provider} onReconnect={() => onReconnect(provider)} />
    </Paper>
  )
}

interface NoticeProps {
  readonly tone: Tone
  readonly label: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

function Notice({ tone, label, action, children }: NoticeProps) {
  return (
    <Paper
      role="status"
      aria-label={label}
      sx={{ p: 2, display: 'flex', gap: 1.5, alignItems: 'flex-start', fontSize: 13, minWidth: 0 }}
    >
      <StateShape tone={tone} size={20} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', display: 'grid', gap: 0.25 }}>
        {children}
      </Box>
      {action}
    </Paper>
  )
}

function Soft({ children }: { readonly children: ReactNode }) {
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {children}
    </Box>
  )
}
