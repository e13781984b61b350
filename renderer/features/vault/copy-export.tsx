import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import { useRef, useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatBytes, formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { download } from '../../ui/download.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { PassphraseFields, type PassphraseHandle } from './passphrase-fields.tsx'
import { useEntries, useRefreshVault } from './vault-page-queries.ts'

interface Saved {
  readonly name: string
  readonly bytes: number
  readonly providers: number
}

/** Chosen providers with their credentials, sealed under a passphrase of the copy's own. */
export function ExportCopy({ reason }: { readonly reason: string | undefined }) {
  const { providers } = useLiveData()
  return (
    <Panel title="Export an encrypted copy">
      <Box sx={{ fontSize: 13, color: 'text.secondary', mb: 1.5 }}>
        For a backup, or for Palletjack on another computer: providers, their credentials and those of their
        hosts. It opens only with the passphrase that you give it here.
      </Box>
      <StreamGate stream={providers} what="Reading the providers">
        {(list) => <ExportForm providers={list.filter(isCopied)} reason={reason} />}
      </StreamGate>
    </Panel>
  )
}

/** The lab ends with its process, and an inventory file has no credential. */
function isCopied({ lab, credential }: Provider): boolean {
  return !lab && credential !== 'none'
}

interface ExportFormProps {
  readonly providers: readonly Provider[]
  readonly reason: string | undefined
}

function ExportForm({ providers, reason }: ExportFormProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const passphrase = useRef<PassphraseHandle>(null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [saved, setSaved] = useState<Saved>()
  const chosen = providers.filter(({ id }) => !left.has(id))
  const exporting = useAction(async (secret: string) => {
    const file = await client.vault.exportCopy({
      passphrase: secret,
      providerIds: chosen.map(({ id }) => id),
    })
    download(file, file.name)
    setSaved({ name: file.name, bytes: file.size, providers: chosen.length })
    await refresh()
  })
  const fault = reason ?? (chosen.length === 0 ? 'Choose a provider first.' : undefined)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (fault !== undefined) return
    const secret = passphrase.current?.take()
    setSaved(undefined)
    if (secret !== undefined) void exporting.run(secret)
  }
  if (providers.length === 0)
    return <Box sx={{ fontSize: 13 }}>There is no provider that a copy could hold yet.</Box>
  return (
    <Box
      component="form"
      noValidate
      autoComplete="off"
      onSubmit={submit}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}
    >
      <Choice providers={providers} left={left} onLeft={setLeft} />
      <PassphraseFields ref={passphrase} label="Passphrase of the copy" />
      {exporting.problem ? <ProblemCard problem={exporting.problem} subject="The copy" /> : null}
      {saved ? (
        <Box role="status" sx={{ fontSize: 13 }}>
          <StateLabel tone="done">{saved.name}</StateLabel>
          <Box sx={{ color: 'text.secondary' }}>
            {formatBytes(saved.bytes)}, with {formatCount(saved.providers, 'provider')}. It is in the folder
            of your downloads.
          </Box>
        </Box>
      ) : null}
      <Box>
        <ReasonButton type="submit" variant="contained" loading={exporting.busy} reason={fault}>
          {`Export ${formatCount(chosen.length, 'provider')}`}
        </ReasonButton>
      </Box>
    </Box>
  )
}

interface ChoiceProps {
  readonly providers: readonly Provider[]
  readonly left: ReadonlySet<string>
  readonly onLeft: (left: ReadonlySet<string>) => void
}

function Choice({ providers, left, onLeft }: ChoiceProps) {
  const entries = useEntries().data ?? []
  const toggle = (id: string) => {
    const next = new Set(left)
    if (!next.delete(id)) next.add(id)
    onLeft(next)
  }
  return (
    <Box role="group" aria-label="Providers in the copy" sx={{ display: 'flex', flexDirection: 'column' }}>
      {providers.map(({ id, name }) => (
        <FormControlLabel
          key={id}
          control={<Checkbox checked={!left.has(id)} onChange={() => toggle(id)} />}
          label={
            <Box component="span" sx={{ fontSize: 14 }}>
              {name}
              <Box component="span" sx={{ fontSize: 13, color: 'text.secondary', ml: 1 }}>
                {formatCount(entries.filter((one) => one.providerId === id).length, 'credential')}
              </Box>
            </Box>
          }
        />
      ))}
    </Box>
  )
}
