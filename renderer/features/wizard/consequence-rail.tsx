import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import type { Consequences, PlanOptions } from '../../../shared/plan/model.ts'
import type { Finding } from '../../../shared/preflight/model.ts'
import { formatBytes, formatCount, formatNumber } from '../../../shared/units.ts'
import { problemOf } from '../../api/problem.ts'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'
import { DOWNTIME_BASIS, roughDowntime, WARM_DOWNTIME, WARM_DOWNTIME_BASIS } from './downtime.ts'
import type { Draft } from './draft.ts'
import { useDraft } from './draft-context.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

const NAMES_SHOWN = 6
const FINDINGS_SHOWN = 4

/** Says at every step what a run would do now: what stops, how much is copied, what blocks, what is undone. */
export function ConsequenceRail() {
  const { tokens } = useTheme()
  const { draft } = useDraft()
  const { preview, inventory } = useWizardFacts()
  const consequences = draft.vmIds.length > 0 ? preview.data : undefined
  return (
    <Box
      component="aside"
      aria-label="Consequences"
      // It scrolls, so the keyboard has to reach it.
      tabIndex={0}
      sx={{
        borderLeft: `1px solid ${tokens.border}`,
        bgcolor: tokens.surface,
        overflow: 'auto',
        p: 2,
        fontSize: 13,
      }}
    >
      <Typography variant="h2" sx={{ mb: 1.5 }}>
        What will happen
      </Typography>
      <Box
        aria-live="polite"
        aria-busy={preview.isFetching}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}
      >
        {consequences && consequences.vmCount > 0 ? (
          <RailContent consequences={consequences} draft={draft} />
        ) : preview.error && draft.vmIds.length > 0 ? (
          <ProblemCard problem={problemOf(preview.error)} />
        ) : (
          <Box sx={{ color: 'text.secondary' }}>
            {draft.vmIds.length === 0
              ? 'Nothing yet. As soon as you choose VMs, this says which of them stop and for how long, how much is copied, what blocks the run, and what is undone if it fails.'
              : inventory.value?.available
                ? 'The chosen VMs are being judged.'
                : 'The inventory is being read; then this says what the chosen VMs mean.'}
          </Box>
        )}
      </Box>
    </Box>
  )
}

interface RailContentProps {
  readonly consequences: Consequences
  readonly draft: Draft
}

function RailContent({ consequences, draft }: RailContentProps) {
  const { vmCount, diskCount, diskBytes, stopping, renamed, createsNamespace, findings, undo } = consequences
  const blocks = findings.filter((one) => one.category === 'Critical')
  const warnings = findings.filter((one) => one.category === 'Warning')
  return (
    <>
      <Box>
        <Box sx={{ fontSize: 22, fontWeight: 600, letterSpacing: '-0.01em', lineHeight: 1.2 }}>
          {formatBytes(diskBytes)}
        </Box>
        <Box sx={{ color: 'text.secondary' }}>
          {formatCount(vmCount, 'VM')}, {formatCount(diskCount, 'disk')} to copy
        </Box>
      </Box>
      {draft.type === 'warm' ? (
        <WarmStops stopping={stopping} draft={draft} />
      ) : (
        <Stops
          stopping={stopping}
          diskBytes={diskBytes}
          onShutdownTimeout={draft.options.onShutdownTimeout}
        />
      )}
      <RailPart
        title={
          blocks.length > 0 ? `Blocks the run: ${formatNumber(blocks.length)}` : 'Blocks the run: nothing'
        }
      >
        {blocks.length === 0 ? (
          <StateLabel tone="done">No critical finding so far</StateLabel>
        ) : (
          <ShortFindings findings={blocks} />
        )}
      </RailPart>
      {warnings.length > 0 ? (
        <RailPart title={`To look at: ${formatNumber(warnings.length)}`}>
          <ShortFindings findings={warnings} />
        </RailPart>
      ) : null}
      <NewNames renamed={renamed} />
      {createsNamespace ? (
        <RailPart title="New namespace">It does not exist on the target and is created.</RailPart>
      ) : null}
      <RailPart title="If it fails or you cancel">
        {undo.map((line) => (
          <Box key={line}>{line}</Box>
        ))}
      </RailPart>
    </>
  )
}

const IN_TIME: Readonly<Record<PlanOptions['onShutdownTimeout'], string>> = {
  ask: 'For a guest that does not shut down in time the run asks what to do.',
  'power-off': 'A guest that does not shut down in time is powered off hard.',
  'give-up': 'A guest that does not shut down in time is left as it was.',
}

interface StopsProps extends Pick<Consequences, 'stopping' | 'diskBytes'> {
  readonly onShutdownTimeout: PlanOptions['onShutdownTimeout']
}

function Stops({ stopping, diskBytes, onShutdownTimeout }: StopsProps) {
  return (
    <RailPart title={stopping.length > 0 ? `Stops: ${formatCount(stopping.length, 'VM')}` : 'Stops: none'}>
      {stopping.length > 0 ? (
        <>
          <Names names={stopping} />
          <Box>
            Down for {roughDowntime(diskBytes)}. <Soft>{DOWNTIME_BASIS}</Soft>
          </Box>
          <Box>{IN_TIME[onShutdownTimeout]}</Box>
        </>
      ) : (
        <Soft>All chosen VMs are powered off already.</Soft>
      )}
    </RailPart>
  )
}

type WarmStopsProps = Pick<Consequences, 'stopping'> & Pick<RailContentProps, 'draft'>

function WarmStops({ stopping, draft: { options, cutoverAt } }: WarmStopsProps) {
  return (
    <>
      <RailPart title="Until the cutover: nothing stops">
        <Box>
          VMs run on while they are copied. What changed is copied again every{' '}
          {options.precopyIntervalMinutes} min.
        </Box>
        <Soft>Each has a snapshot meanwhile; the last one is removed at the end.</Soft>
      </RailPart>
      <RailPart
        title={
          stopping.length > 0 ? `Stops in the cutover: ${formatCount(stopping.length, 'VM')}` : 'Stops: none'
        }
      >
        <Box>
          {cutoverAt === undefined ? 'It begins when you say so.' : `It begins at ${stamp(cutoverAt)}.`}
        </Box>
        {stopping.length > 0 ? (
          <>
            <Names names={stopping} />
            <Box>
              Each is down for {WARM_DOWNTIME}. <Soft>{WARM_DOWNTIME_BASIS}</Soft>
            </Box>
            <Box>{IN_TIME[options.onShutdownTimeout]}</Box>
          </>
        ) : null}
      </RailPart>
    </>
  )
}

function NewNames({ renamed }: Pick<Consequences, 'renamed'>) {
  if (renamed.length === 0) return null
  return (
    <RailPart title={`New names: ${formatNumber(renamed.length)}`}>
      {renamed.slice(0, NAMES_SHOWN).map(({ from, to }) => (
        <Box key={to} sx={{ overflowWrap: 'anywhere' }}>
          {from} <Soft>becomes</Soft> {to}
        </Box>
      ))}
      {renamed.length > NAMES_SHOWN ? (
        <Soft>and {formatNumber(renamed.length - NAMES_SHOWN)} more</Soft>
      ) : null}
    </RailPart>
  )
}

function RailPart({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Box sx={{ fontWeight: 600 }}>{title}</Box>
      {children}
    </Box>
  )
}

function Soft({ children }: { readonly children: ReactNode }) {
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {children}
    </Box>
  )
}

function Names({ names }: { readonly names: readonly string[] }) {
  const rest = names.length - NAMES_SHOWN
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      {names.slice(0, NAMES_SHOWN).join(', ')}
      {rest > 0 ? ` and ${formatNumber(rest)} more` : ''}
    </Box>
  )
}

function ShortFindings({ findings }: { readonly findings: readonly Finding[] }) {
  const rest = findings.length - FINDINGS_SHOWN
  return (
    <>
      {findings.slice(0, FINDINGS_SHOWN).map((finding, index) => (
        <Box
          key={`${finding.rule}/${finding.object.id}/${index}`}
          sx={{ display: 'flex', gap: 0.75, overflowWrap: 'anywhere' }}
        >
          <Box sx={{ pt: '1px' }}>
            <CategoryShape category={finding.category} />
          </Box>
          <Box>
            <b>{finding.object.name}:</b> {finding.message}
          </Box>
        </Box>
      ))}
      {rest > 0 ? <Soft>and {formatNumber(rest)} more</Soft> : null}
    </>
  )
}
