import Box from '@mui/material/Box'
import type { AttachmentRef } from '../../../shared/provider/model.ts'
import type { Attachment } from '../../../shared/target/model.ts'
import { routeWords } from '../../../shared/target/route-words.ts'
import { Badge } from './badge.tsx'
import { PlainTable } from './plain-table.tsx'
import { attachmentName } from './words.ts'

export interface AttachmentTableProps {
  readonly attachments: readonly Attachment[]
  /** The one that disk copies take by default. */
  readonly transfer: AttachmentRef | undefined
}

export function AttachmentTable({ attachments, transfer }: AttachmentTableProps) {
  const isTransfer = (one: Attachment) =>
    transfer !== undefined && one.namespace === transfer.namespace && one.name === transfer.name
  return (
    <PlainTable
      label="Network attachments"
      empty="None: VMs and disk copies use the pod network."
      columns={[
        { head: 'Namespace and name', width: '34%' },
        { head: 'Type', width: '12%' },
        { head: 'VLAN', width: '12%' },
        { head: 'For disk copies' },
      ]}
      rows={attachments.map((one) => ({
        id: attachmentName(one),
        cells: [
          <Box key="name" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: 1 }}>
            {attachmentName(one)} {isTransfer(one) ? <Badge>disk copies</Badge> : null}
          </Box>,
          one.type || 'unknown',
          one.vlan === undefined ? 'none' : String(one.vlan),
          routeWords(one),
        ],
      }))}
    />
  )
}
