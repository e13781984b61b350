import Box from '@mui/material/Box'
import type { StorageClass } from '../../../shared/target/model.ts'
import { Badge } from './badge.tsx'
import { PlainTable } from './plain-table.tsx'
import { profileText } from './words.ts'

export function StorageTable({ classes }: { readonly classes: readonly StorageClass[] }) {
  return (
    <PlainTable
      label="Storage classes"
      empty="The cluster has no storage class, or this login may not list them. Disks of VMs need one."
      columns={[
        { head: 'Name', width: '28%' },
        { head: 'Provisioner', width: '24%' },
        { head: 'Binds', width: '16%' },
        { head: 'Modes by its StorageProfile' },
      ]}
      rows={classes.map((one) => ({
        id: one.name,
        cells: [
          <StorageName key="name" storage={one} />,
          one.provisioner,
          one.bindingMode === 'Immediate' ? 'At once' : 'With the first pod',
          one.claimPropertySets.length > 0
            ? profileText(one)
            : 'CDI does not know it: choose the modes in the plan.',
        ],
      }))}
    />
  )
}

function StorageName({ storage }: { readonly storage: StorageClass }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1 }}>
      <Box component="span" sx={{ fontWeight: 600 }}>
        {storage.name}
      </Box>{' '}
      {storage.isVirtDefault ? <Badge>default for VMs</Badge> : null}{' '}
      {storage.isDefault ? <Badge>default</Badge> : null}
    </Box>
  )
}
