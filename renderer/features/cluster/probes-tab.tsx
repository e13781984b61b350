import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { Panel } from '../../ui/page.tsx'
import { hasInventory } from '../providers/provider-status.tsx'
import { HostsField } from './hosts-field.tsx'
import { NetworkProbePart } from './network-probe.tsx'
import { ProbeNamespace, probeFault } from './probe-namespace.tsx'
import { VddkPart } from './vddk-part.tsx'

export interface ProbesTabProps {
  readonly provider: Provider
  readonly target: Target
  /** To begin with; may be empty. */
  readonly namespace: string
  /** To begin with; left out: the first that there is. */
  readonly sourceId?: string | undefined
}

/** Looks from inside the cluster, each only when asked for. */
export function ProbesTab({ provider, target, namespace: first, sourceId }: ProbesTabProps) {
  const [namespace, setNamespace] = useState(first)
  const fault = probeFault(namespace, target)
  return (
    <>
      <Panel title="Where the probes run">
        <ProbeNamespace target={target} value={namespace} onChange={setNamespace} />
      </Panel>
      <Network provider={provider} target={target} namespace={namespace} sourceId={sourceId} fault={fault} />
      <Panel title="VDDK image">
        <VddkPart provider={provider} target={target} namespace={namespace} fault={fault} />
      </Panel>
    </>
  )
}

interface NetworkProps extends ProbesTabProps {
  readonly fault: string | undefined
}

function Network({ provider, target, namespace, sourceId: first, fault }: NetworkProps) {
  const providers = useLiveData().providers.value ?? []
  const sources = providers.filter(hasInventory)
  const [sourceId, setSourceId] = useState(first)
  const [hostIds, setHostIds] = useState<readonly string[]>([])
  const source = sources.find((one) => one.id === sourceId) ?? sources[0]
  return (
    <Panel title="Network from the cluster to vSphere">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', lg: 'minmax(0, 2fr) minmax(0, 3fr)' },
            gap: 2,
            alignItems: 'start',
          }}
        >
          <TextField
            select
            label="Source"
            value={source?.id ?? ''}
            onChange={(event) => {
              setSourceId(event.target.value)
              setHostIds([])
            }}
            disabled={sources.length === 0}
            helperText={
              sources.length === 0 ? 'There is no vCenter yet whose inventory is known.' : undefined
            }
          >
            {sources.map((one) => (
              <MenuItem key={one.id} value={one.id}>
                {one.name}
              </MenuItem>
            ))}
          </TextField>
          <HostsField key={source?.id} sourceId={source?.id} value={hostIds} onChange={setHostIds} />
        </Box>
        <NetworkProbePart
          provider={provider}
          target={target}
          source={source}
          hostIds={hostIds.length === 0 ? undefined : hostIds}
          namespace={namespace}
          fault={fault ?? (source ? undefined : 'Add the vCenter first.')}
        />
      </Box>
    </Panel>
  )
}
