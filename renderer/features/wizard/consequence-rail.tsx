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
import { DOWNTIME_BASIS, roughDowntime } from './downtime.ts'
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
          <RailContent consequences={consequences} onShutdownTimeout={draft.options.onShutdownTimeout} />
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
  readonly onShutdownTimeout: PlanOptions['onShutdownTimeout']
}

function RailContent({ consequences, onShutdownTimeout }: RailContentProps) {
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
      <Stops stopping={stopping} diskBytes={diskBytes} onShutdownTimeout={onShutdownTimeout} />
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

type StopsProps = Pick<Consequences, 'stopping' | 'diskBytes'> & Pick<RailContentProps, 'onShutdownTimeout'>

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
