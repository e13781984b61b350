import Box from '@mui/material/Box'
import { useState } from 'react'
import { defaultProbeImage } from '../../../shared/manifests/probe-job.ts'
import type { NetworkProbe, ProbedServer } from '../../../shared/probe/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { TransferNetwork } from '../../../shared/plan/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ImageField, PROBE_IMAGE_HINT } from './image-field.tsx'
import { LookList } from './look-list.tsx'
import { PlainTable } from './plain-table.tsx'
import { ProbeProgress } from './probe-progress.tsx'
import { ProbeStart } from './probe-start.tsx'
import { networkSummary, networkText } from './probe-text.ts'
import { type ProbeRun, useProbeRun } from './use-probe-run.ts'

export interface NetworkProbeProps {
  readonly provider: Provider
  readonly target: Target
  readonly source: Provider | undefined
  /** Left out: all hosts of the source. */
  readonly hostIds: readonly string[] | undefined
  readonly namespace: string
  /** That of a plan; left out: the provider's default. */
  readonly transferNetwork?: TransferNetwork | undefined
  /** Why it cannot be run now. */
  readonly fault: string | undefined
}

/** Looks from a pod in the cluster at vCenter and hosts, next to the same looks from here. Runs when asked to. */
export function NetworkProbePart(props: NetworkProbeProps) {
  const { provider, target, source, hostIds, namespace, transferNetwork, fault } = props
  const client = useClient()
  const [image, setImage] = useState('')
  const run = useProbeRun<NetworkProbe>()
  const start = () => {
    if (!source) return
    run.start((signal) =>
      client.probes.network(
        {
          targetId: provider.id,
          namespace,
          sourceId: source.id,
          ...(hostIds === undefined ? {} : { hostIds: [...hostIds] }),
          ...(transferNetwork === undefined ? {} : { transferNetwork }),
          ...(image.trim() === '' ? {} : { image: image.trim() }),
        },
        { signal },
      ),
    )
  }
  const title = `Network from ${provider.name}, namespace ${namespace}, to ${source?.name ?? ''}`
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}>
      <ImageField
        label="Image (optional)"
        value={image}
        placeholder={target.probeImage || defaultProbeImage}
        hint={PROBE_IMAGE_HINT}
        onChange={setImage}
      />
      <ProbeStart
        state={run.state}
        cluster={provider.name}
        namespace={namespace}
        what="the network"
        does=", which looks up names and opens connections to TCP 443 and 902, and sends nothing over them"
        fault={fault}
        onStart={start}
      />
      <NetworkResult run={run} provider={provider} title={title} />
    </Box>
  )
}

interface NetworkResultProps {
  readonly run: ProbeRun<NetworkProbe>
  readonly provider: Provider
  readonly title: string
}

function NetworkResult({ run, provider, title }: NetworkResultProps) {
  const { value } = run
  return (
    <>
      <ProbeProgress
        run={run}
        subject={provider.name}
        summary={value ? networkSummary(value) : { bad: false, text: '' }}
        actions={value ? <CopyButton text={networkText(value, title)}>Copy all</CopyButton> : null}
      />
      {value && value.servers.length > 0 ? (
        <Box aria-live="off" sx={{ minWidth: 0 }}>
          <PlainTable
            label={`Looks at ${formatCount(value.servers.length, 'server')}`}
            empty=""
            columns={[
              { head: 'Server', width: '24%' },
              { head: 'From the cluster', width: '38%' },
              { head: 'From this computer (another path)' },
            ]}
            rows={value.servers.map((one) => ({
              id: one.id,
              cells: [
                <Server key="server" server={one} />,
                <LookList key="cluster" path={one.cluster} label={`${one.name} from the cluster`} />,
                <LookList key="computer" path={one.computer} label={`${one.name} from this computer`} />,
              ],
            }))}
          />
          <Box sx={{ mt: 1, fontSize: 12.5, color: 'text.secondary' }}>
            Disks take the way from the cluster. What this computer reaches says nothing about it.
          </Box>
        </Box>
      ) : null}
    </>
  )
}

function Server({ server }: { readonly server: ProbedServer }) {
  return (
    <>
      <Box sx={{ fontWeight: 600 }}>{server.name}</Box>
      {server.host === server.name ? null : <Box sx={{ color: 'text.secondary' }}>{server.host}</Box>}
    </>
  )
}
