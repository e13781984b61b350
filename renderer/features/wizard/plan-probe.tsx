import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { Client } from '../../../shared/contract/contract.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import type { NamedHost } from '../cluster/hosts-field.tsx'
import { NetworkProbePart } from '../cluster/network-probe.tsx'
import { ProbeNamespace, probeFault } from '../cluster/probe-namespace.tsx'
import { textOf } from '../inventory/row-values.ts'
import { useDraft } from './draft-context.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Offers to look from the cluster at the very hosts that the plan's VMs run on. */
export function PlanProbe() {
  const [open, setOpen] = useState(false)
  return (
    <Panel title="Network from the cluster">
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap', fontSize: 13 }}>
        <Box sx={{ flex: 1, minWidth: 260 }}>
          Whether pods of the cluster reach vCenter and the ESXi hosts of this plan is not known before
          somebody looks.
        </Box>
        <Button variant="outlined" onClick={() => setOpen(true)}>
          Probe the network
        </Button>
      </Box>
      {open ? <ProbeDialog onClose={() => setOpen(false)} /> : null}
    </Panel>
  )
}

function ProbeDialog({ onClose }: { readonly onClose: () => void }) {
  const { target, plan } = useWizardFacts()
  const hosts = usePlanHosts(
    plan.sourceId,
    plan.vms.map((one) => one.vmId),
  )
  return (
    <Dialog open onClose={onClose} aria-labelledby="probe-title" maxWidth="md" fullWidth>
      <DialogTitle id="probe-title">Network from the cluster to the hosts of this plan</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <QueryGate query={target} what="Reading what the cluster offers">
          {() => (
            <QueryGate query={hosts} what="Looking up the hosts of the chosen VMs">
              {(found) => <ProbeOf hosts={found} />}
            </QueryGate>
          )}
        </QueryGate>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  )
}

const NAMES_SHOWN = 8

function ProbeOf({ hosts }: { readonly hosts: readonly NamedHost[] }) {
  const { draft } = useDraft()
  const { target, providers, plan } = useWizardFacts()
  const [namespace, setNamespace] = useState(draft.targetNamespace)
  const provider = providers.find((one) => one.id === draft.targetId)
  const source = providers.find((one) => one.id === draft.sourceId)
  if (!provider || !target.data) return null
  const rest = hosts.length - NAMES_SHOWN
  const names = hosts.slice(0, NAMES_SHOWN).map((host) => host.name)
  return (
    <>
      <Box sx={{ overflowWrap: 'anywhere' }}>
        {source?.name ?? 'vCenter'}
        {hosts.length > 0 ? ` and ${formatCount(hosts.length, 'host')}: ${names.join(', ')}` : ''}
        {rest > 0 ? ` and ${rest} more` : ''}
      </Box>
      <ProbeNamespace target={target.data} value={namespace} onChange={setNamespace} />
      <NetworkProbePart
        provider={provider}
        target={target.data}
        source={source}
        hostIds={hosts.map((host) => host.id)}
        namespace={namespace}
        transferNetwork={plan.transferNetwork}
        fault={probeFault(namespace, target.data)}
      />
    </>
  )
}

/** The hosts that the VMs are on now, by name. */
function usePlanHosts(providerId: string, vmIds: readonly string[]): UseQueryResult<readonly NamedHost[]> {
  const client = useClient()
  return useQuery({
    queryKey: ['plan-hosts', providerId, vmIds],
    queryFn: ({ signal }) => readHosts(client, providerId, vmIds, signal),
    staleTime: 10_000,
    gcTime: 10_000,
    structuralSharing: false,
  })
}

/** Rows per call: the most that the contract allows. */
const CHUNK = 1_000

async function readHosts(
  client: Client,
  providerId: string,
  vmIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly NamedHost[]> {
  const used = new Set<string>()
  for (let from = 0; from < vmIds.length; from += CHUNK) {
    const ids = vmIds.slice(from, from + CHUNK)
    const page = await client.inventory.query(
      { providerId, kind: 'vms', ids, fields: ['host'], limit: CHUNK },
      { signal },
    )
    for (const row of page.rows) used.add(textOf(row, 'host'))
  }
  const hosts = await client.inventory.query(
    { providerId, kind: 'hosts', fields: ['name'], sort: [{ field: 'name' }], limit: CHUNK },
    { signal },
  )
  return hosts.rows
    .map((row) => ({ id: row.id, name: textOf(row, 'name') }))
    .filter((host) => used.has(host.name))
}
