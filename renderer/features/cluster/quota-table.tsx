import Box from '@mui/material/Box'
import type { Quota } from '../../../shared/target/model.ts'
import { formatAmount, parseQuantity } from '../../../shared/target/quantity.ts'
import { Bar } from '../../ui/bar.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { PlainTable } from './plain-table.tsx'

export function QuotaTable({ quotas }: { readonly quotas: readonly Quota[] }) {
  return (
    <PlainTable
      label="Quotas"
      empty="No namespace has a quota."
      columns={[
        { head: 'Namespace', width: '18%' },
        { head: 'Quota', width: '16%' },
        { head: 'Resource', width: '24%' },
        { head: 'Used of allowed' },
      ]}
      rows={quotas.flatMap(({ namespace, name, scoped, resources }) =>
        resources.map((resource) => ({
          id: `${namespace}/${name}/${resource.name}`,
          cells: [
            namespace,
            scoped ? `${name} (for some objects only)` : name,
            resource.name,
            <Use key="use" resource={resource} label={`${resource.name} of ${name} in ${namespace}`} />,
          ],
        })),
      )}
    />
  )
}

interface UseProps {
  readonly resource: Quota['resources'][number]
  readonly label: string
}

function Use({ resource, label }: UseProps) {
  const { name } = resource
  const [used, hard] = [parseQuantity(resource.used), parseQuantity(resource.hard)]
  if (used === undefined || hard === undefined) return `${resource.used} of ${resource.hard}`
  const full = used >= hard
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
      {/* Where nothing is allowed, nothing can be measured by it. */}
      <Bar done={full ? 1 : used} total={full ? 1 : hard} label={label} tone={full ? 'failed' : 'running'} />
      <Box sx={{ width: 170, fontVariantNumeric: 'tabular-nums' }}>
        {formatAmount(name, used)} of {formatAmount(name, hard)}
      </Box>
      <Box sx={{ width: 56 }}>{full ? <StateLabel tone="failed">Full</StateLabel> : null}</Box>
    </Box>
  )
}
