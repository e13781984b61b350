import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useRef, useState } from 'react'
import { commonAdapters } from '../../../shared/esxi/adapters.ts'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import type { SecretHandle } from '../providers/secret-field.tsx'
import { AdapterChoice } from './adapter-table.tsx'
import { DirectLoginPanel, type LoginDraft } from './direct-login-panel.tsx'
import { chosenHosts, FlowPage, type FlowProps, NoneChosen } from './flow-page.tsx'
import { NetworkStates } from './network-states.tsx'
import { useNetworkTrial } from './use-network-trial.ts'
import { hostsText } from './words.ts'

/** Chooses the adapter that copies from the chosen hosts read through, and tries it on each. */
export function NetworkPage(flow: FlowProps) {
  const hosts = chosenHosts(flow)
  return (
    <FlowPage
      flow={flow}
      title={`Migration network of ${hostsText(hosts.map(({ name }) => name))}`}
      lead="Copies can read from each host through a network of their own instead of through vCenter. Only a host whose address was tried with a login, and that showed the certificate which vCenter knows, is used that way."
    >
      {hosts.length === 0 ? <NoneChosen onChange={flow.onChange} /> : <Choice flow={flow} hosts={hosts} />}
    </FlowPage>
  )
}

interface ChoiceProps {
  readonly flow: FlowProps
  readonly hosts: readonly EsxiHost[]
}

function Choice({ flow, hosts }: ChoiceProps) {
  const { source, fault } = flow
  const trial = useNetworkTrial(source.id)
  const [device, setDevice] = useState(() => deviceOf(hosts))
  const canKeep = hosts.every(hasPassword)
  const [login, setLogin] = useState<LoginDraft>({ way: canKeep ? 'kept' : 'new', username: 'root' })
  const password = useRef<SecretHandle>(null)
  const names = hostsText(hosts.map(({ name }) => name))
  const ids = hosts.map(({ id }) => id)
  const isBack = device === ''
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (device === undefined || fault !== undefined) return
    if (isBack) trial.choose(ids, null)
    else if (login.way === 'kept') trial.choose(ids, device)
    else {
      const username = login.username.trim()
      const secret = username === '' ? undefined : password.current?.take()
      if (secret !== undefined) trial.choose(ids, device, { username, password: secret })
    }
  }
  const chosenOnes = hosts.filter(({ network }) => network.state !== 'management')
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}
    >
      <AdapterPanel hosts={hosts} device={device} onChange={setDevice} />
      {device !== undefined && !isBack ? (
        <DirectLoginPanel draft={login} canKeep={canKeep} onChange={setLogin} password={password} />
      ) : null}
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {trial.isRunning ? <Button onClick={trial.cancel}>Cancel</Button> : null}
        {chosenOnes.length > 0 ? (
          <ReasonButton
            variant="outlined"
            reason={fault ?? (trial.isRunning ? 'The hosts are being tried.' : undefined)}
            onClick={() => trial.check(chosenOnes.map(({ id }) => id))}
          >
            Check again
          </ReasonButton>
        ) : null}
        <ReasonButton
          type="submit"
          variant="contained"
          loading={trial.isRunning}
          reason={fault ?? (device === undefined ? 'Choose the way first.' : undefined)}
        >
          {isBack ? `Take ${names} through vCenter` : `Use ${device ?? 'the adapter'} on ${names}`}
        </ReasonButton>
      </Box>
      {trial.problem ? <ProblemCard problem={trial.problem} subject={names} /> : null}
      {trial.wasAsked || chosenOnes.length > 0 ? (
        <NetworkStates hosts={hosts} isTried={trial.isRunning} />
      ) : null}
    </Box>
  )
}

interface AdapterPanelProps {
  readonly hosts: readonly EsxiHost[]
  readonly device: string | undefined
  readonly onChange: (device: string) => void
}

function AdapterPanel({ hosts, device, onChange }: AdapterPanelProps) {
  const adapters = commonAdapters(hosts)
  return (
    <Panel title="Copies read through">
      {adapters.length === 0 ? (
        <Box sx={{ fontSize: 13, mb: 1 }}>
          {hosts.length === 1
            ? 'vSphere tells of no vmkernel adapter with an address on this host.'
            : 'The chosen hosts have no vmkernel adapter in common. Choose fewer of them.'}
        </Box>
      ) : null}
      <AdapterChoice adapters={adapters} value={device} onChange={onChange} />
    </Panel>
  )
}

function hasPassword({ login, network }: EsxiHost): boolean {
  return (login?.kind === 'password' && login.hasSecret) || network.username !== undefined
}

/** What all of them use now; undefined where they differ. */
function deviceOf(hosts: readonly EsxiHost[]): string | undefined {
  const devices = new Set(hosts.map(({ network }) => network.device ?? ''))
  return devices.size === 1 ? [...devices][0] : undefined
}
