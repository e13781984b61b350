import Box from '@mui/material/Box'
import type { DiskView, ProgressState, StepView, VmView } from '../../../shared/migration/model.ts'
import { formatBytes, formatDuration, formatPercent } from '../../../shared/units.ts'
import { Bar } from '../../ui/bar.tsx'
import { Facts } from '../../ui/facts.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'
import { StateLabel, StateShape, type Tone } from '../../ui/state-label.tsx'
import { isMovable } from './cutover.ts'
import { DowntimeFacts } from './downtime-facts.tsx'
import { PrecopyTable } from './precopy-table.tsx'
import { QuestionCard } from './question-card.tsx'
import { RetryConversion } from './run-again.tsx'
import { EventList } from './event-list.tsx'
import { stamp } from '../../ui/times.ts'
import { stepElapsed } from './pipeline.ts'
import { isCancelable, vmStatus, waitSentence } from './vm-status.ts'

export interface VmRunDrawerProps {
  readonly vm: VmView
  readonly runId: string
  readonly runEnded: boolean
  /** Why nothing can be done about it from here. */
  readonly watching?: string | undefined
  readonly now: number
  readonly onClose: () => void
  readonly onCancel: () => void
  readonly onCutOver: () => void
}

const TONES: Readonly<Record<ProgressState, Tone>> = {
  pending: 'pending',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  canceled: 'canceled',
}
const WORDS: Readonly<Record<ProgressState, string>> = {
  pending: 'Not begun',
  running: 'Running',
  completed: 'Done',
  failed: 'Failed',
  canceled: 'Canceled',
}

/** One VM of a run in full: steps, disks, why it waits, why it failed, its history. */
export function VmRunDrawer({
  vm,
  runId,
  runEnded,
  watching,
  now,
  onClose,
  onCancel,
  onCutOver,
}: VmRunDrawerProps) {
  const status = vmStatus(vm, now)
  return (
    <SideDrawer
      title={vm.name}
      lead={
        <StateLabel tone={status.tone}>
          {vm.problem ? status.word : `${status.word}: ${status.sentence}`}
        </StateLabel>
      }
      width={600}
      onClose={onClose}
    >
      {vm.problem ? <ProblemCard problem={vm.problem} subject={vm.name} /> : null}
      {vm.left ? <ProblemCard problem={vm.left} subject={vm.name} /> : null}
      {vm.canRetryConversion && runEnded ? (
        <Box sx={{ fontSize: 13 }}>
          Its copied disks are kept on the target.
          <Box sx={{ mt: 1 }}>
            <RetryConversion runId={runId} vms={[vm]} />
          </Box>
        </Box>
      ) : null}
      <QuestionCard runId={runId} vm={vm} />
      <DrawerPart title="Steps">
        <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {vm.steps.map((step) => (
            <StepLine key={step.name} step={step} now={now} />
          ))}
        </Box>
      </DrawerPart>
      {vm.precopies ? (
        <>
          <DrawerPart title="Downtime">
            <DowntimeFacts vm={vm} />
          </DrawerPart>
          <DrawerPart title="Copies">
            <PrecopyTable vm={vm} now={now} />
          </DrawerPart>
        </>
      ) : null}
      <DrawerPart title={`Disks (${vm.disks.length})`}>
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25 }}>
          {vm.disks.map((disk) => (
            <DiskLine key={disk.key} disk={disk} vm={vm.name} />
          ))}
        </Box>
      </DrawerPart>
      <DrawerPart title="Objects">
        <Facts
          items={[
            { term: 'On the target', value: vm.targetName },
            { term: 'Source host', value: vm.hostName },
            { term: 'Disks are read', value: vm.diskWay === '' ? 'not yet' : vm.diskWay },
            { term: 'Phase', value: vm.phase },
            { term: 'Started', value: vm.startedAt ? stamp(vm.startedAt) : 'not yet' },
            { term: 'Ended', value: vm.endedAt ? stamp(vm.endedAt) : 'not yet' },
          ]}
        />
      </DrawerPart>
      <DrawerPart title="History">
        <EventList runId={runId} vm={{ id: vm.vmId, name: vm.name }} />
      </DrawerPart>
      {isCancelable(vm) ? (
        <Box sx={{ display: 'flex', gap: 1 }}>
          {isMovable(vm) ? (
            <ReasonButton variant="outlined" reason={watching} onClick={onCutOver}>
              Cut over {vm.name}...
            </ReasonButton>
          ) : null}
          <ReasonButton variant="outlined" color="inherit" reason={watching} onClick={onCancel}>
            Cancel {vm.name}
          </ReasonButton>
        </Box>
      ) : null}
    </SideDrawer>
  )
}

function StepLine({ step, now }: { readonly step: StepView; readonly now: number }) {
  const elapsed = stepElapsed(step, now)
  return (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center', gap: 1, py: 0.5, fontSize: 13 }}>
      <StateShape tone={TONES[step.state]} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <b>{step.name}</b>{' '}
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {step.description}
        </Box>
      </Box>
      <span>{WORDS[step.state]}</span>
      <Box sx={{ width: 84, textAlign: 'right' }}>
        {elapsed === undefined ? '-' : formatDuration(elapsed)}
      </Box>
    </Box>
  )
}

function DiskLine({ disk, vm }: { readonly disk: DiskView; readonly vm: string }) {
  return (
    <Box sx={{ fontSize: 13 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
        <b>{disk.label}</b>
        <Box
          title={disk.file}
          sx={{
            color: 'text.secondary',
            flex: 1,
            minWidth: 0,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {disk.file}
        </Box>
        <span>{WORDS[disk.state]}</span>
      </Box>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <Bar
          done={disk.bytesCopied}
          total={disk.bytesTotal}
          label={`${disk.label} of ${vm}`}
          tone={TONES[disk.state]}
        />
        <Box sx={{ minWidth: 190, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
          {formatPercent(disk.bytesCopied, disk.bytesTotal)}, {formatBytes(disk.bytesCopied)} of{' '}
          {formatBytes(disk.bytesTotal)}
        </Box>
      </Box>
      {disk.reason !== '' && disk.state !== 'completed' ? (
        <StateLabel tone="waiting">{waitSentence(disk.reason)}</StateLabel>
      ) : null}
      {disk.claim ? (
        <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>Claim {disk.claim}</Box>
      ) : null}
    </Box>
  )
}
