import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import { useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { KeyList } from './key-list.tsx'
import { SshConsent, withSshStopped } from './ssh-consent.tsx'
import { type SeenKey, useHostKeys } from './use-host-keys.ts'
import { hostsText } from './words.ts'

export interface KeyDialogProps {
  readonly providerId: string
  readonly hosts: readonly EsxiHost[]
  readonly onClose: () => void
}

/** Shows the keys of hosts, to be compared by a person and then trusted by an act of its own. */
export function KeyDialog({ providerId, hosts, onClose }: KeyDialogProps) {
  const { keys, isReading, look, trust } = useHostKeys(providerId)
  const [openSsh, setOpenSsh] = useState(false)
  const [compared, setCompared] = useState(false)
  const stopped = withSshStopped(hosts)
  const ids = hosts.map(({ id }) => id)
  const names = hosts.map(({ name }) => name)
  const isBusy = isReading || trust.busy
  const [only] = hosts
  // A key that changed is decided on its own, never among many.
  const open = ids.filter((id) => {
    const state = keys.get(id)?.state
    return state === 'new' || (state === 'changed' && hosts.length === 1)
  })
  const isChanged = only !== undefined && hosts.length === 1 && keys.get(only.id)?.state === 'changed'
  const start = () => {
    setCompared(false)
    look(ids, openSsh)
  }
  return (
    <Dialog open onClose={isBusy ? undefined : onClose} aria-labelledby="key-title" maxWidth="md" fullWidth>
      <DialogTitle id="key-title">
        {hosts.length === 1 ? `Host key of ${hostsText(names)}` : `Host keys of ${hostsText(names)}`}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, fontSize: 13 }}>
        <HowToCompare />
        <SshConsent hosts={stopped} given={openSsh} onChange={setOpenSsh} />
        {keys.size > 0 ? <KeyList hosts={hosts} keys={keys} /> : null}
        {open.length > 0 ? (
          <FormControlLabel
            control={<Checkbox checked={compared} onChange={(event) => setCompared(event.target.checked)} />}
            label={comparedLabel(open.length, isChanged)}
          />
        ) : null}
        {trust.problem ? <ProblemCard problem={trust.problem} subject={hostsText(names)} /> : null}
        <Summary keys={keys} many={hosts.length > 1} />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus onClick={onClose}>
          {open.length > 0 ? 'Trust nothing' : 'Close'}
        </Button>
        <Button variant={keys.size === 0 ? 'contained' : 'outlined'} loading={isReading} onClick={start}>
          {keys.size === 0 ? `Look at ${hosts.length === 1 ? 'the key' : 'the keys'}` : 'Look again'}
        </Button>
        {open.length > 0 ? (
          <ReasonButton
            variant="contained"
            loading={trust.busy}
            reason={compared ? undefined : 'Compare first, then tick the box.'}
            onClick={() => void trust.run(open, openSsh)}
          >
            {isChanged ? 'Trust the new key' : `Trust ${formatCount(open.length, 'key')}`}
          </ReasonButton>
        ) : null}
      </DialogActions>
    </Dialog>
  )
}

const COMPARE = 'ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub'

function HowToCompare() {
  return (
    <>
      <Box>
        Nobody vouches for an SSH key but the host itself. Compare what is shown here with what the host says
        on its own console; only a trusted key gets a password, and a host that shows another one later is
        refused.
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        <code>{COMPARE}</code>
        <CopyButton text={COMPARE}>Copy the command</CopyButton>
      </Box>
    </>
  )
}

function comparedLabel(count: number, isChanged: boolean): string {
  if (isChanged) return 'I know why the key changed, and compared the new one with the host'
  return count === 1 ? 'I compared the key with the host' : `I compared the ${count} keys with their hosts`
}

interface SummaryProps {
  readonly keys: ReadonlyMap<string, SeenKey>
  readonly many: boolean
}

function Summary({ keys, many }: SummaryProps) {
  const changed = [...keys.values()].filter(({ state }) => state === 'changed').length
  if (!many || changed === 0) return null
  return (
    <Box role="status">
      {`${formatCount(changed, 'host')} ${changed === 1 ? 'shows' : 'show'} another key than before. Such a key is decided host by host, in the details of the host.`}
    </Box>
  )
}
