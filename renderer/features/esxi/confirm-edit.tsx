import Box from '@mui/material/Box'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import type { EditTask } from './running.tsx'
import { hostsText, memoryText } from './words.ts'

export interface ConfirmEditProps {
  readonly task: EditTask
  /** Those that change, the canary first. */
  readonly hosts: readonly EsxiHost[]
  readonly opensSsh: boolean
  readonly onClose: () => void
  readonly onBegin: () => void
}

/** Which hosts, what happens to them, and how it is undone, before anything is changed. */
export function ConfirmEdit({ task, hosts, opensSsh, onClose, onBegin }: ConfirmEditProps) {
  const what = hostsText(hosts.map(({ name }) => name))
  const isRestore = task.kind === 'restore'
  return (
    <ConfirmDialog
      open
      danger={false}
      title={isRestore ? `Put the settings of ${what} back?` : `Set the NFC memory of ${what}?`}
      safe="Change nothing"
      act={isRestore ? `Restore ${what}` : `Edit ${what}`}
      onSafe={onClose}
      onAct={onBegin}
    >
      <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
        <Box sx={{ fontWeight: 600 }}>
          {isRestore
            ? `To what the backup ${task.backup ?? 'that is newest'} holds.`
            : `To ${memoryText(task.change.maxMemory)}.`}
        </Box>
        <Names hosts={hosts} />
        <Box component="ul" aria-label="What will happen" sx={{ m: 0, pl: 2.5, '& li + li': { mt: 0.5 } }}>
          <li>hostd, the management agent of the host, restarts. Its virtual machines keep running.</li>
          <li>vCenter shows the host as disconnected for a short time, usually under a minute.</li>
          <li>
            No disk copy from the host may run: the edit is refused while one does, and none is begun before
            it is over.
          </li>
          {opensSsh ? <li>SSH is started for the time of the work and then put back as it was.</li> : null}
          {hosts.length > 1 ? (
            <li>{`${hosts[0]?.name ?? ''} goes first, as the canary. The first failure stops the run: the other hosts are left alone.`}</li>
          ) : null}
          <li>
            A backup stays on the host. A failure puts it back by itself; later you can put it back from the
            details of the host.
          </li>
        </Box>
      </Box>
    </ConfirmDialog>
  )
}

function Names({ hosts }: { readonly hosts: readonly EsxiHost[] }) {
  return (
    <Box component="section" aria-label="Hosts">
      <Box sx={{ color: 'text.secondary' }}>{formatCount(hosts.length, 'host')}, in this order:</Box>
      <Box tabIndex={0} role="list" aria-label="Hosts" sx={{ maxHeight: 140, overflow: 'auto' }}>
        {hosts.map(({ id, name }) => (
          <Box key={id} role="listitem" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            {name}
          </Box>
        ))}
      </Box>
    </Box>
  )
}
