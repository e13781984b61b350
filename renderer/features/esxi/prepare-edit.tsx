import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { EditRun, EsxiHost } from '../../../shared/esxi/model.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { CanaryChoice } from './canary-choice.tsx'
import { ConfirmEdit } from './confirm-edit.tsx'
import type { FlowProps } from './flow-page.tsx'
import { HostNeeds } from './host-needs.tsx'
import { MemoryFields } from './memory-fields.tsx'
import { RunProgress } from './run-progress.tsx'
import { SshConsent } from './ssh-consent.tsx'
import { type PreparedEdit, usePrepareEdit } from './use-prepare-edit.ts'
import { hostsText } from './words.ts'

interface PrepareEditProps {
  readonly flow: FlowProps
  readonly hosts: readonly EsxiHost[]
}

/** What is wanted, what it needs, the rehearsal, and the question whether to do it. */
export function PrepareEdit({ flow, hosts }: PrepareEditProps) {
  const { source, search, running } = flow
  const prepared = usePrepareEdit(flow, hosts)
  const { isRestore, text, setText, ordered, needSsh, openSsh, rehearsal, changing } = prepared
  const { input, editFault } = prepared
  const [confirming, setConfirming] = useState(false)
  const names = hostsText(hosts.map(({ name }) => name))
  return (
    <>
      {isRestore ? (
        <Panel title="Backup">
          <Box component="code" sx={{ fontSize: 13, overflowWrap: 'anywhere' }}>
            {search.backup ?? 'The newest one on the host'}
          </Box>
        </Panel>
      ) : (
        <Panel title="Memory">
          <MemoryFields value={text} onChange={setText} />
          <CanaryChoice hosts={ordered} onChange={prepared.setCanaryId} />
        </Panel>
      )}
      <Panel title="What the hosts need">
        <HostNeeds providerId={source.id} hosts={hosts} />
        <Box sx={{ mt: needSsh.length > 0 ? 1.5 : 0 }}>
          <SshConsent hosts={needSsh} given={openSsh} onChange={prepared.consent} />
        </Box>
      </Panel>
      <RehearsalPanel prepared={prepared} names={names} onBegin={() => running.begin(input)} />
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, justifyContent: 'flex-end' }}>
        <LeaveOut flow={flow} rehearsal={rehearsal?.run} />
        {editFault ? (
          <Box sx={{ flex: 1, textAlign: 'right', fontSize: 13, color: 'text.secondary' }}>{editFault}</Box>
        ) : null}
        <ReasonButton variant="contained" reason={editFault} onClick={() => setConfirming(true)}>
          {`${isRestore ? 'Restore' : 'Edit'} ${changing.length > 0 ? hostsText(changing.map(({ hostName }) => hostName)) : names}...`}
        </ReasonButton>
      </Box>
      {confirming ? (
        <ConfirmEdit
          task={input.task}
          hosts={ordered.filter(({ id }) => changing.some(({ hostId }) => hostId === id))}
          opensSsh={input.openSsh}
          onClose={() => setConfirming(false)}
          onBegin={() => {
            setConfirming(false)
            running.begin(prepared.edit)
          }}
        />
      ) : null}
    </>
  )
}

interface RehearsalPanelProps {
  readonly prepared: PreparedEdit
  readonly names: string
  readonly onBegin: () => void
}

function RehearsalPanel({ prepared, names, onBegin }: RehearsalPanelProps) {
  const { rehearsal, reason, stale, changing } = prepared
  return (
    <Panel
      title="Rehearsal"
      actions={
        <ReasonButton
          variant={changing.length > 0 && !stale ? 'outlined' : 'contained'}
          loading={rehearsal?.isRunning === true}
          reason={reason}
          onClick={onBegin}
        >
          {rehearsal ? 'Rehearse again' : `Rehearse on ${names}`}
        </ReasonButton>
      }
    >
      <Box sx={{ fontSize: 13, mb: rehearsal ? 1.5 : 0 }}>
        Logs in, reads the settings, makes every check and shows the lines that would change. It changes
        nothing.
      </Box>
      {rehearsal?.problem ? <ProblemCard problem={rehearsal.problem} subject={names} /> : null}
      {rehearsal?.run ? <RunProgress run={rehearsal.run} /> : null}
    </Panel>
  )
}

/** Goes on without the hosts on which the rehearsal failed. */
function LeaveOut({
  flow,
  rehearsal,
}: {
  readonly flow: FlowProps
  readonly rehearsal: EditRun | undefined
}) {
  const failed = rehearsal?.state === 'failed' ? rehearsal.hosts.filter(({ problem }) => problem) : []
  const ids = new Set(failed.map(({ hostId }) => hostId))
  const others = (flow.search.chosen ?? []).filter((id) => !ids.has(id))
  if (failed.length === 0 || others.length === 0) return null
  return (
    <Button variant="outlined" onClick={() => flow.onChange({ chosen: others })}>
      {`Leave ${hostsText(failed.map(({ hostName }) => hostName))} out`}
    </Button>
  )
}
