import Box from '@mui/material/Box'
import { useRef, useState } from 'react'
import type { CopyOutcome, VaultStatus } from '../../../shared/vault/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { DropArea } from '../providers/drop-area.tsx'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'
import { useRefreshVault } from './vault-page-queries.ts'
import { isInMemory } from './vault-page-words.ts'

export interface ImportCopyProps {
  readonly reason: string | undefined
  readonly status: VaultStatus
}

/** Adds the providers of a copy; what is known here already is left as it is. */
export function ImportCopy({ reason, status }: ImportCopyProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const secret = useRef<SecretHandle>(null)
  const [files, setFiles] = useState<readonly File[]>([])
  const [outcome, setOutcome] = useState<CopyOutcome>()
  const importing = useAction(async (file: File, passphrase: string) => {
    setOutcome(await client.vault.importCopy({ file, passphrase }))
    setFiles([])
    await refresh()
  })
  const choose = (next: readonly File[]) => {
    setFiles(next)
    setOutcome(undefined)
    importing.reset()
  }
  const file = files.length === 1 ? files[0] : undefined
  const fault = reason ?? faultOf(files)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (!file || fault !== undefined) return
    const passphrase = secret.current?.take()
    if (passphrase !== undefined) void importing.run(file, passphrase)
  }
  return (
    <Panel title="Import a copy">
      <Box
        component="form"
        noValidate
        autoComplete="off"
        onSubmit={submit}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}
      >
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
          Adds the providers of a copy with their credentials, and connects them. One that is known here, by
          name or otherwise, is left as it is.
          {isInMemory(status) ? ' What comes in is in memory only, until the vault is set up.' : ''}
        </Box>
        <DropArea
          label="Encrypted copy"
          accept=".json"
          invitation="Drop an encrypted copy here"
          file={file}
          onFiles={choose}
        />
        <SecretField
          ref={secret}
          label="Passphrase of this copy"
          missing="Type the passphrase that the copy was made with."
        />
        {importing.problem ? <ProblemCard problem={importing.problem} subject={file?.name ?? ''} /> : null}
        {outcome ? <Outcome outcome={outcome} /> : null}
        <Box>
          <ReasonButton type="submit" variant="contained" loading={importing.busy} reason={fault}>
            Import the copy
          </ReasonButton>
        </Box>
      </Box>
    </Panel>
  )
}

function faultOf(files: readonly File[]): string | undefined {
  if (files.length > 1) return 'Choose one file; another can be imported afterwards.'
  const [file] = files
  if (!file) return 'Choose a file first.'
  return file.size === 0 ? `${file.name} is empty.` : undefined
}

function Outcome({ outcome: { added, left } }: { readonly outcome: CopyOutcome }) {
  return (
    <Box role="status" sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <StateLabel tone={added.length > 0 ? 'done' : 'canceled'}>
        {added.length > 0
          ? `${formatCount(added.length, 'provider')} added: ${added.join(', ')}`
          : 'No provider was added'}
      </StateLabel>
      {left.length > 0 ? (
        <>
          <Box>{formatCount(left.length, 'provider')} left as they are:</Box>
          <Box component="ul" aria-label="Left as they are" sx={{ m: 0, pl: 2.5, overflowWrap: 'anywhere' }}>
            {left.map(({ name, reason }) => (
              <li key={name}>
                <b>{name}</b>: {reason}
              </li>
            ))}
          </Box>
        </>
      ) : null}
    </Box>
  )
}
