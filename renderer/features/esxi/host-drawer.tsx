import Box from '@mui/material/Box'
import { useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Facts } from '../../ui/facts.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { isFile } from '../providers/provider-status.tsx'
import type { ChangeSearch } from './esxi-page.tsx'
import { HistoryPart } from './history-part.tsx'
import { KeyPart } from './key-part.tsx'
import { LoginDialog } from './login-dialog.tsx'
import { NetworkPart } from './network-part.tsx'
import { ReadingPart } from './reading-part.tsx'
import { TroublePart } from './trouble-part.tsx'
import {
  connectionWords,
  GENERATION_WORDS,
  lockdownWords,
  loginWords,
  sshWords,
  type StateWords,
} from './words.ts'

export interface HostDrawerProps {
  readonly source: Provider
  readonly host: EsxiHost
  /** Why nothing can be done with it now. */
  readonly fault: string | undefined
  readonly onChange: ChangeSearch
  readonly onClose: () => void
}

/** One host: how it is reached, what its settings are, and what was done to them. */
export function HostDrawer(props: HostDrawerProps) {
  const { source, host, fault, onChange, onClose } = props
  const only = [host.id]
  const file = isFile(source)
  return (
    <SideDrawer
      title={host.name}
      lead={`ESXi ${host.version || 'of unknown version'}${host.build ? `, build ${host.build}` : ''}`}
      width={640}
      onClose={onClose}
    >
      {file ? (
        <StateLabel tone="pending">{fault ?? ''}</StateLabel>
      ) : (
        <TroublePart providerId={source.id} host={host} />
      )}
      <StatePart host={host} />
      {file ? null : (
        <>
          <ReadingPart
            providerId={source.id}
            host={host}
            fault={fault}
            onEdit={() => onChange({ do: 'memory', chosen: only, host: undefined })}
            onRestore={(backup) => onChange({ do: 'restore', chosen: only, host: undefined, backup })}
          />
          <LoginPart providerId={source.id} host={host} fault={fault} />
          <KeyPart providerId={source.id} host={host} fault={fault} />
          <NetworkPart
            providerId={source.id}
            host={host}
            fault={fault}
            onChoose={() => onChange({ do: 'network', chosen: only, host: undefined })}
          />
          <HistoryPart providerId={source.id} hostId={host.id} />
        </>
      )}
    </SideDrawer>
  )
}

function StatePart({ host }: { readonly host: EsxiHost }) {
  const { copies } = host
  return (
    <DrawerPart title="State">
      <Facts
        items={[
          { term: 'Connection', value: <Said words={connectionWords(host)} /> },
          { term: 'SSH', value: <Said words={sshWords(host)} /> },
          { term: 'Lockdown', value: <Said words={lockdownWords(host)} /> },
          { term: 'Settings', value: GENERATION_WORDS[host.generation].long },
          { term: 'Copies', value: `${copies.now} now, at most ${copies.limit} at once. ${copies.because}` },
          { term: 'Address', value: host.address },
        ]}
      />
    </DrawerPart>
  )
}

/** The word with its shape, and what it means where it is not all well. */
function Said({ words }: { readonly words: StateWords }) {
  return (
    <Box>
      <StateLabel tone={words.tone}>{words.text}</StateLabel>
      {words.tone === 'done' ? null : <Box sx={{ color: 'text.secondary' }}>{words.more}</Box>}
    </Box>
  )
}

interface LoginPartProps {
  readonly providerId: string
  readonly host: EsxiHost
  readonly fault: string | undefined
}

function LoginPart({ providerId, host, fault }: LoginPartProps) {
  const [asking, setAsking] = useState(false)
  const words = loginWords(host)
  return (
    <DrawerPart title="Login">
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
        <Box sx={{ flex: 1 }}>
          <StateLabel tone={words.tone}>{words.more}</StateLabel>
        </Box>
        <ReasonButton
          size="small"
          variant={host.login?.hasSecret ? 'outlined' : 'contained'}
          reason={fault}
          onClick={() => setAsking(true)}
        >
          {host.login ? 'Give another login...' : 'Give a login...'}
        </ReasonButton>
      </Box>
      {asking ? (
        <LoginDialog providerId={providerId} hosts={[host]} onClose={() => setAsking(false)} />
      ) : null}
    </DrawerPart>
  )
}
