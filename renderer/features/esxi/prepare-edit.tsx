import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { EditRun, EsxiHost } from '../../../shared/esxi/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { CanaryChoice } from './canary-choice.tsx'
import { ConfirmEdit } from './confirm-edit.tsx'
import type { FlowProps } from './flow-page.tsx'
import { HostNeeds, needsFault } from './host-needs.tsx'
import { changeOf, memoryFault, MemoryFields, type MemoryText, memoryTextOf } from './memory-fields.tsx'
import { RunProgress } from './run-progress.tsx'
import type { EditInput, EditTask } from './running.tsx'
import { SshConsent, withSshStopped } from './ssh-consent.tsx'
import { hostsText } from './words.ts'

interface PrepareEditProps {
  readonly flow: FlowProps
  readonly hosts: readonly EsxiHost[]
}

/** What is wanted, what it needs, the rehearsal, and the question whether to do it. */
export function PrepareEdit({ flow, hosts }: PrepareEditProps) {
  const { source, search, fault, running } = flow
  const rehearsal = rehearsalOf(flow, hosts)
  const asked = rehearsal?.input
  const [text, setText] = useState<MemoryText>(() =>
    memoryTextOf(asked?.task.kind === 'edit' ? asked.task.change : undefined),
  )
  // Consent is for the hosts that it was given for, not for others that are chosen later.
  const [consented, setConsented] = useState<ReadonlySet<string>>(
    () => new Set(asked?.openSsh ? asked.hostIds : []),
  )
  const [canaryId, setCanaryId] = useState(asked?.hostIds[0])
  const [confirming, setConfirming] = useState(false)
  const isRestore = search.do === 'restore'
  const isSilent = memoryFault(text) !== undefined && !isRestore
  const task: EditTask = isRestore
    ? { kind: 'restore', backup: search.backup }
    : { kind: 'edit', change: changeOf(text) }
  const ordered = canaryFirst(hosts, canaryId)
  const needSsh = sshNeeded(hosts, rehearsal?.run)
  const openSsh = needSsh.length > 0 && needSsh.every(({ id }) => consented.has(id))
  const consent = (given: boolean) => setConsented(new Set(given ? needSsh.map(({ id }) => id) : []))
  const reason =
    fault ??
    (isSilent ? memoryFault(text) : undefined) ??
    needsFault(hosts) ??
    (needSsh.length > 0 && !openSsh ? 'Say first that SSH may be opened.' : undefined)
  const names = hosts.map(({ name }) => name)
  const input: EditInput = {
    providerId: source.id,
    hostIds: ordered.map(({ id }) => id),
    task,
    openSsh,
    rehearse: true,
  }
  const stale = rehearsal !== undefined && JSON.stringify(rehearsal.input.task) !== JSON.stringify(task)
  const changing = rehearsal?.run?.hosts.filter(({ state }) => state === 'done') ?? []
  const editFault = reason ?? editReason(rehearsal?.run, changing.length, stale)
  const begin = () => {
    setConfirming(false)
    const expected = Object.fromEntries(
      changing.flatMap(({ hostId, sha256 }) => (sha256 === undefined ? [] : [[hostId, sha256]])),
    )
    const hostIds = input.hostIds.filter((id) => changing.some(({ hostId }) => hostId === id))
    running.begin({ ...input, hostIds, rehearse: false, expected })
  }
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
          <CanaryChoice hosts={ordered} onChange={setCanaryId} />
        </Panel>
      )}
      <Panel title="What the hosts need">
        <HostNeeds providerId={source.id} hosts={hosts} />
        <Box sx={{ mt: needSsh.length > 0 ? 1.5 : 0 }}>
          <SshConsent hosts={needSsh} given={openSsh} onChange={consent} />
        </Box>
      </Panel>
      <Panel
        title="Rehearsal"
        actions={
          <ReasonButton
            variant={changing.length > 0 && !stale ? 'outlined' : 'contained'}
            loading={rehearsal?.isRunning === true}
            reason={reason}
            onClick={() => running.begin(input)}
          >
            {rehearsal ? 'Rehearse again' : `Rehearse on ${hostsText(names)}`}
          </ReasonButton>
        }
      >
        <Box sx={{ fontSize: 13, mb: rehearsal ? 1.5 : 0 }}>
          Logs in, reads the settings, makes every check and shows the lines that would change. It changes
          nothing.
        </Box>
        {rehearsal?.problem ? <ProblemCard problem={rehearsal.problem} subject={hostsText(names)} /> : null}
        {rehearsal?.run ? <RunProgress run={rehearsal.run} /> : null}
      </Panel>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, justifyContent: 'flex-end' }}>
        <LeaveOut flow={flow} rehearsal={rehearsal?.run} />
        {editFault ? (
          <Box sx={{ flex: 1, textAlign: 'right', fontSize: 13, color: 'text.secondary' }}>{editFault}</Box>
        ) : null}
        <ReasonButton variant="contained" reason={editFault} onClick={() => setConfirming(true)}>
          {editLabel(
            isRestore,
            changing.map(({ hostName }) => hostName),
            names,
          )}
        </ReasonButton>
      </Box>
      {confirming ? (
        <ConfirmEdit
          task={task}
          hosts={ordered.filter(({ id }) => changing.some(({ hostId }) => hostId === id))}
          opensSsh={input.openSsh}
          onClose={() => setConfirming(false)}
          onBegin={begin}
        />
      ) : null}
    </>
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

function editLabel(isRestore: boolean, changing: readonly string[], all: readonly string[]): string {
  const what = hostsText(changing.length > 0 ? changing : all)
  return isRestore ? `Restore ${what}...` : `Edit ${what}...`
}

/** The rehearsal of exactly these hosts, if it is what was done last. */
function rehearsalOf({ running, source }: FlowProps, hosts: readonly EsxiHost[]) {
  const { input, run, isRunning, problem } = running
  if (!input || input.providerId !== source.id || (!input.rehearse && !problem)) return undefined
  const ids = new Set(input.hostIds)
  if (ids.size !== hosts.length || !hosts.every(({ id }) => ids.has(id))) return undefined
  return { input, run: run?.kind === 'rehearsal' ? run : undefined, isRunning, problem }
}

function canaryFirst(hosts: readonly EsxiHost[], canaryId: string | undefined): readonly EsxiHost[] {
  const canary = hosts.find(({ id }) => id === canaryId)
  return canary ? [canary, ...hosts.filter((host) => host !== canary)] : hosts
}

/** By what vSphere tells, and by what a rehearsal ran into: the firewall may keep SSH out while it runs. */
function sshNeeded(hosts: readonly EsxiHost[], rehearsal: EditRun | undefined): readonly EsxiHost[] {
  const shut = new Set(
    rehearsal?.hosts.filter(({ problem }) => problem?.code === 'esxi.ssh-closed').map(({ hostId }) => hostId),
  )
  const stopped = new Set(withSshStopped(hosts))
  return hosts.filter((host) => stopped.has(host) || shut.has(host.id))
}

/** Why the edit cannot begin yet. */
function editReason(rehearsal: EditRun | undefined, changing: number, stale: boolean): string | undefined {
  if (!rehearsal) return 'Rehearse it first: the rehearsal shows what would change.'
  if (rehearsal.state === 'running') return 'The rehearsal is not over yet.'
  if (stale) return 'What you want is another value than the rehearsed one. Rehearse it again.'
  if (rehearsal.state !== 'done') {
    const bad = rehearsal.hosts.filter(({ state }) => state !== 'done' && state !== 'unchanged').length
    return `The rehearsal did not go well on ${formatCount(bad, 'host')}. Mend it, or leave the host out, and rehearse again.`
  }
  return changing === 0 ? 'There is nothing to change: it is so already.' : undefined
}
