import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import type { Wave } from '../../../shared/preflight/estimate-model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatBytes, formatCount, formatRange } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { Facts } from '../../ui/facts.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { PlanThese, plannedText, type PlansOfVms } from './plan-these.tsx'

/** Names that are shown; all of them are copied. */
const SHOWN = 500
/** Rows per call. */
const PART = 1_000

export interface WaveDrawerProps {
  readonly summary: PreflightSummary
  readonly source: Provider | undefined
  readonly planned: PlansOfVms
  readonly wave: Wave
  readonly onClose: () => void
}

/** Which VMs go together, and why. */
export function WaveDrawer({ summary, source, planned, wave, onClose }: WaveDrawerProps) {
  const names = useVmNames(summary.providerId, wave)
  // The source may be gone; its ids are still what the vCenter knows the VMs by.
  const list = names ?? wave.vmIds
  const { durationMs, vmIds } = wave
  const already = plannedText(vmIds, planned)
  return (
    <SideDrawer title={wave.name} lead={wave.reason} onClose={onClose}>
      <Facts
        items={[
          { term: 'VMs', value: formatCount(wave.vmIds.length, 'VM') },
          { term: 'Data', value: formatBytes(wave.bytes) },
          { term: 'Copying takes', value: formatRange(durationMs.from, durationMs.to) },
        ]}
      />
      <Box sx={{ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: 1 }}>
        {already === undefined ? null : <Box sx={{ fontSize: 13 }}>{already}</Box>}
        <PlanThese
          summary={summary}
          source={source}
          vmIds={vmIds}
          name={wave.name}
          variant={already === undefined ? 'contained' : 'outlined'}
        />
      </Box>
      <DrawerPart title="VMs">
        <CopyButton text={list.join('\n')}>Copy the names</CopyButton>
        <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5, fontSize: 13 }}>
          {list.slice(0, SHOWN).map((name, index) => (
            <li key={`${index}/${name}`}>
              {name}
              <InPlan names={planned.get(vmIds[index] ?? '')} />
            </li>
          ))}
        </Box>
        {list.length > SHOWN ? (
          <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
            And {formatCount(list.length - SHOWN, 'more VM')}.
          </Box>
        ) : null}
      </DrawerPart>
    </SideDrawer>
  )
}

function InPlan({ names }: { readonly names: readonly string[] | undefined }) {
  if (!names) return null
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {' '}
      in plan {names.join(', ')}
    </Box>
  )
}

function useVmNames(providerId: string, { name, vmIds }: Wave): readonly string[] | undefined {
  const client = useClient()
  return useQuery({
    queryKey: ['wave-names', providerId, name, vmIds],
    queryFn: async ({ signal }) => {
      const rows = []
      for (let offset = 0; offset < vmIds.length; offset += PART) {
        const page = await client.inventory.query(
          { providerId, kind: 'vms', ids: vmIds.slice(offset, offset + PART), fields: ['name'], limit: PART },
          { signal },
        )
        rows.push(...page.rows)
      }
      const found = new Map(rows.map(({ id, values }) => [id, values['name']]))
      return vmIds.map((id) => {
        const known = found.get(id)
        return typeof known === 'string' ? known : id
      })
    },
  }).data
}
