import Box from '@mui/material/Box'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { PlanInput } from '../../../shared/plan/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/page.tsx'
import { transferText } from '../cluster/words.ts'
import { useVmNames } from './chosen-rows.ts'
import { networkTargetText } from './network-rows.tsx'
import type { STEPS } from './steps.ts'
import { useWizardFacts } from './wizard-facts.tsx'

interface Value {
  readonly term: string
  readonly value: string
  /** Where it can be changed. */
  readonly to?: (typeof STEPS)[number]['to']
}

const NAMES_SHOWN = 20

const KINDS: Readonly<Record<PlanInput['type'], string>> = {
  cold: 'Cold: the VMs are shut down while their disks are copied',
  warm: 'Warm: the VMs run while their disks are copied, and stop for the cutover',
}

/** Every value of the plan in words. */
function useValues(): Value[] {
  const { plan, providers, suggestion, target } = useWizardFacts()
  const providerName = (id: string) => providers.find((one) => one.id === id)?.name ?? id
  const shown = plan.vms.slice(0, NAMES_SHOWN).map((one) => one.vmId)
  const vms = new Map(useVmNames(plan.sourceId || undefined, shown).data?.map((vm) => [vm.id, vm.name]))
  const names = shown.map((id) => vms.get(id) ?? id)
  const rest = plan.vms.length - shown.length
  const networkName = (id: string) =>
    suggestion?.networks.find((row) => row.sourceId === id)?.sourceName ?? id
  const storeName = (id: string) => suggestion?.storage.find((row) => row.sourceId === id)?.sourceName ?? id
  const networks = plan.networkMap.map(
    (pair) => `${networkName(pair.sourceId)}: ${networkTargetText(pair.target)}`,
  )
  const stores = plan.storageMap.map((pair) =>
    [`${storeName(pair.sourceId)}: ${pair.storageClass}`, pair.volumeMode, pair.accessMode]
      .filter(Boolean)
      .join(', '),
  )
  return [
    { term: 'Source', value: providerName(plan.sourceId), to: '/wizard/connect' },
    { term: 'Target', value: providerName(plan.targetId), to: '/wizard/connect' },
    {
      term: 'VMs',
      value: `${formatCount(plan.vms.length, 'VM')}: ${names.join(', ')}${rest > 0 ? ` and ${formatNumber(rest)} more` : ''}`,
      to: '/wizard/vms',
    },
    { term: 'Name', value: plan.name, to: '/wizard/mapping' },
    { term: 'Namespace', value: plan.targetNamespace, to: '/wizard/mapping' },
    { term: 'Kind', value: KINDS[plan.type], to: '/wizard/vms' },
    { term: 'Networks', value: networks.join('; ') || 'none', to: '/wizard/mapping' },
    { term: 'Storage', value: stores.join('; ') || 'none', to: '/wizard/mapping' },
    {
      term: 'Transfer network',
      value: transferText(plan.transferNetwork, target.data),
      to: '/wizard/mapping',
    },
  ]
}

/** Every value of the plan, each with the way to where it can be changed. */
export function PlanValues() {
  const items = useValues().map(({ term, value, to }) => ({
    term,
    value: to ? (
      <Edit to={to} what={term.toLowerCase()}>
        {value}
      </Edit>
    ) : (
      value
    ),
  }))
  return (
    <Panel title="Plan">
      <Facts items={items} />
    </Panel>
  )
}

interface EditProps {
  readonly to: (typeof STEPS)[number]['to']
  readonly what: string
  readonly children: ReactNode
}

function Edit({ to, what, children }: EditProps) {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'baseline' }}>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      <Box
        component={Link}
        to={to}
        aria-label={`Edit ${what === 'vms' ? 'VMs' : what}`}
        sx={{ color: 'primary.main', flexShrink: 0 }}
      >
        Edit
      </Box>
    </Box>
  )
}
