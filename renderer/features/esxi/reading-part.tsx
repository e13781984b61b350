import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { EsxiHost, NfcReading, NfcValues } from '../../../shared/esxi/model.ts'
import { Facts } from '../../ui/facts.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { Backups } from './backups.tsx'
import { needsFault } from './host-needs.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { useReading } from './queries.ts'
import { SshConsent, withSshStopped } from './ssh-consent.tsx'
import { memoryText, valuesText } from './words.ts'

export interface ReadingPartProps {
  readonly providerId: string
  readonly host: EsxiHost
  readonly fault: string | undefined
  readonly onEdit: () => void
  readonly onRestore: (backup: string) => void
}

/** The NFC memory of a host: what was read of it last, and the ways to read and to set it. */
export function ReadingPart({ providerId, host, fault, onEdit, onRestore }: ReadingPartProps) {
  const reading = useReading(providerId, host.id)
  const [openSsh, setOpenSsh] = useState(false)
  const [comparing, setComparing] = useState(false)
  const isShut = reading.problem?.code === 'esxi.ssh-closed'
  const needSsh = isShut ? [host] : withSshStopped([host])
  const consentFault = needSsh.length > 0 && !openSsh ? 'Say first that SSH may be opened for it.' : undefined
  const { nfc } = host
  const need = fault ?? needsFault([host])
  return (
    <DrawerPart title="NFC memory">
      <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
        {nfc ? (
          <Box>
            <Box sx={{ fontWeight: 600 }}>{memoryText(nfc.values.maxMemory)}</Box>
            <Box sx={{ color: 'text.secondary' }}>
              Read back from the host <Ago iso={nfc.verifiedAt} />
            </Box>
          </Box>
        ) : (
          <StateLabel tone="pending">Not read yet: until then the default of the host is assumed</StateLabel>
        )}
        <SshConsent hosts={needSsh} given={openSsh} onChange={setOpenSsh} />
        <Box sx={{ display: 'flex', gap: 1 }}>
          <ReasonButton
            size="small"
            variant={nfc ? 'outlined' : 'contained'}
            loading={reading.busy}
            reason={need ?? consentFault}
            onClick={() => void reading.run(openSsh && needSsh.length > 0)}
          >
            {reading.value ? 'Read again' : 'Read from the host'}
          </ReasonButton>
          <ReasonButton size="small" variant={nfc ? 'contained' : 'outlined'} reason={fault} onClick={onEdit}>
            Set the memory...
          </ReasonButton>
        </Box>
        {need ? <Box sx={{ color: 'text.secondary' }}>{need}</Box> : null}
        {reading.problem ? (
          <ProblemCard
            problem={reading.problem}
            subject={host.name}
            action={
              reading.problem.code.startsWith('esxi.host-key-') ? (
                <Button size="small" variant="outlined" onClick={() => setComparing(true)}>
                  Compare the keys...
                </Button>
              ) : null
            }
          />
        ) : null}
        {comparing ? (
          <KeyDialog providerId={providerId} hosts={[host]} onClose={() => setComparing(false)} />
        ) : null}
        {reading.value ? <Found reading={reading.value} /> : null}
      </Box>
      {reading.value ? <Backups backups={reading.value.backups} fault={fault} onRestore={onRestore} /> : null}
    </DrawerPart>
  )
}

function Found({ reading }: { readonly reading: NfcReading }) {
  const { place, values, ignored, restartDue, version, build } = reading
  return (
    <Box
      component="section"
      aria-label="What the host says"
      sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}
    >
      <Facts
        items={[
          { term: 'Found in', value: <Box sx={{ overflowWrap: 'anywhere' }}>{place}</Box> },
          { term: 'All copies', value: memoryText(values.maxMemory) },
          {
            term: 'One copy',
            value: values.maxStreamMemory === undefined ? 'not set' : memoryText(values.maxStreamMemory),
          },
          { term: 'Host says', value: `ESXi ${version}, build ${build}` },
          { term: 'Read', value: <Ago iso={reading.readAt} /> },
        ]}
      />
      {ignored ? (
        <StateLabel tone={isOther(values, ignored.values) ? 'waiting' : 'pending'}>
          {`${ignored.place} says ${valuesText(ignored.values)}${isOther(values, ignored.values) ? '' : ' too'}, but this host does not read it.`}
        </StateLabel>
      ) : null}
      {restartDue ? (
        <StateLabel tone="waiting">
          The settings were changed and hostd was not restarted since: it still works with the values before.
          Set the memory once more to finish that.
        </StateLabel>
      ) : null}
    </Box>
  )
}

function isOther(a: NfcValues, b: NfcValues): boolean {
  return a.maxMemory !== b.maxMemory || a.maxStreamMemory !== b.maxStreamMemory
}
