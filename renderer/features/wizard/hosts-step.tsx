import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { HostOverLimit } from '../../../shared/esxi/hosts-over-limit.ts'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { Panel } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { hostsText, isRaised } from '../esxi/words.ts'
import { useDraft } from './draft-context.tsx'
import { StepFrame } from './step-frame.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Only where the plan asks a host for more copies than it bears at once: the two ways to deal with it. */
export function HostsStep(): ReactNode {
  const { hosts } = useWizardFacts()
  const { overLimit } = hosts
  return (
    <StepFrame
      step="hosts"
      title="Hosts"
      lead="hostd of an ESXi host has one small memory for all disk copies that run from it. Some hosts of this plan are asked for more copies than theirs bears."
    >
      {overLimit.length === 0 ? (
        <Panel>
          <StateLabel tone="done">
            No host of this plan is asked for more copies than it bears at once.
          </StateLabel>
        </Panel>
      ) : (
        <>
          <Panel title="Hosts with more disks than copies at once">
            <HostTable overLimit={overLimit} hosts={hosts.hosts} />
          </Panel>
          <Ways overLimit={overLimit} />
        </>
      )}
    </StepFrame>
  )
}

interface HostTableProps {
  readonly overLimit: readonly HostOverLimit[]
  readonly hosts: readonly EsxiHost[]
}

function HostTable({ overLimit, hosts }: HostTableProps) {
  const byId = new Map(hosts.map((host) => [host.id, host]))
  return (
    <Table size="small" aria-label="Hosts with more disks than copies at once" sx={{ maxWidth: 820 }}>
      <TableHead>
        <TableRow>
          <TableCell>Host</TableCell>
          <TableCell align="right">VMs of this plan</TableCell>
          <TableCell align="right">Their disks</TableCell>
          <TableCell align="right">Copies at once</TableCell>
          <TableCell>NFC memory</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {overLimit.map((host) => (
          <TableRow key={host.hostId}>
            <TableCell sx={{ fontWeight: 600 }}>{host.hostName}</TableCell>
            <TableCell align="right">{formatNumber(host.vms)}</TableCell>
            <TableCell align="right">{formatNumber(host.disks)}</TableCell>
            <TableCell align="right" title={byId.get(host.hostId)?.copies.because}>
              {formatNumber(host.limit)}
            </TableCell>
            <TableCell>{memoryWord(byId.get(host.hostId))}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function memoryWord(host: EsxiHost | undefined): string {
  if (!host?.nfc) return 'not read, so the default is assumed'
  return isRaised(host) ? 'raised' : 'the default'
}

function Ways({ overLimit }: { readonly overLimit: readonly HostOverLimit[] }) {
  const { draft } = useDraft()
  const navigate = useNavigate()
  const limits = [...new Set(overLimit.map(({ limit }) => limit))].sort((a, b) => a - b)
  const many =
    limits.length === 1 ? formatNumber(limits[0] ?? 0) : `${limits[0] ?? 0} to ${limits.at(-1) ?? 0}`
  const what = hostsText(overLimit.map(({ hostName }) => hostName))
  const raise = () =>
    void navigate({
      to: '/hosts',
      search: {
        source: draft.sourceId,
        chosen: overLimit.map(({ hostId }) => hostId),
        do: 'memory',
        from: 'wizard',
      },
    })
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' }, gap: 2 }}>
      <Panel title={`Take turns, ${many} at once`}>
        <Box sx={{ fontSize: 13 }}>
          <p style={{ marginTop: 0 }}>
            Nothing to do: Palletjack begins the next copy of a host when one ends. It always works, and
            nothing on the hosts is changed.
          </p>
          <p style={{ marginBottom: 0 }}>
            The run takes longer where the network and the target could bear more copies than that.
          </p>
        </Box>
      </Panel>
      <Panel title={`Raise the memory on ${what}`}>
        <Box sx={{ fontSize: 13 }}>
          <p style={{ marginTop: 0 }}>
            {`Then up to 20 copies of a host run at once. It is done once per host, over SSH: hostd restarts, the VMs keep running, and a backup stays on the host. Red Hat asks for it before more than ten copies.`}
          </p>
          <Button variant="outlined" onClick={raise}>
            {`Raise the memory of ${overLimit.length === 1 ? what : formatCount(overLimit.length, 'host')}...`}
          </Button>
          <Box sx={{ mt: 1, color: 'text.secondary' }}>
            The draft is kept; the way back is at the top there.
          </Box>
        </Box>
      </Panel>
    </Box>
  )
}
