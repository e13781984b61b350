import { useState } from 'react'
import type { EditRun, EsxiHost } from '../../../shared/esxi/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { FlowProps } from './flow-page.tsx'
import { needsFault } from './host-needs.tsx'
import { changeOf, memoryFault, type MemoryText, memoryTextOf } from './memory-fields.tsx'
import type { EditInput, EditTask } from './running.tsx'
import { withSshStopped } from './ssh-consent.tsx'

export type PreparedEdit = ReturnType<typeof usePrepareEdit>

/** What is wanted on these hosts, and what still speaks against rehearsing it and against doing it. */
export function usePrepareEdit(flow: FlowProps, hosts: readonly EsxiHost[]) {
  const { source, search, fault } = flow
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
  const expected = Object.fromEntries(
    changing.flatMap(({ hostId, sha256 }) => (sha256 === undefined ? [] : [[hostId, sha256]])),
  )
  const hostIds = input.hostIds.filter((id) => changing.some(({ hostId }) => hostId === id))
  const edit: EditInput = { ...input, hostIds, rehearse: false, expected }
  return {
    ...{ isRestore, text, setText, ordered, setCanaryId, needSsh, openSsh, consent },
    ...{ input, reason, rehearsal, stale, changing, edit, editFault },
  }
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
