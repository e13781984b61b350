import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { usableAttachments } from '../../../shared/plan/mapping.ts'
import type { TransferNetwork } from '../../../shared/plan/model.ts'
import { chosenTransferNetwork } from '../../../shared/plan/transfer-network.ts'
import type { Target } from '../../../shared/target/model.ts'
import { routeWords } from '../../../shared/target/route-words.ts'
import { Panel } from '../../ui/page.tsx'
import { WRAPPING_MENU } from '../../ui/wrapping-menu.ts'
import { attachmentName, transferText } from '../cluster/words.ts'
import { useDraft } from './draft-context.tsx'

/** The network that the disks are copied over: another matter than the networks of the VMs. */
export function TransferPanel({ target }: { readonly target: Target }) {
  const { draft, update } = useDraft()
  const choice = draft.transferNetwork
  const usable = usableAttachments(target, draft.targetNamespace)
  const names = usable.map(attachmentName)
  const value = encode(choice)
  const left = target.attachments.length - usable.length
  return (
    <Panel title="Transfer network">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, maxWidth: 720 }}>
        <TextField
          select
          label="Disks are copied over"
          value={value}
          onChange={(event) => update({ transferNetwork: decode(event.target.value) })}
          helperText={wayText(choice, target)}
          slotProps={{
            select: { renderValue: () => transferText(choice, target), MenuProps: WRAPPING_MENU },
          }}
        >
          <MenuItem value="default">{transferText(undefined, target)}</MenuItem>
          <MenuItem value="pod">Pod network</MenuItem>
          {usable.map((one) => (
            <MenuItem key={attachmentName(one)} value={attachmentName(one)} sx={{ display: 'block' }}>
              {attachmentName(one)}
              <Box sx={{ fontSize: 12.5, color: 'text.secondary', whiteSpace: 'normal' }}>
                {routeWords(one)}
              </Box>
            </MenuItem>
          ))}
          {choice?.kind === 'attachment' && !names.includes(value) ? (
            <MenuItem value={value}>{value}</MenuItem>
          ) : null}
        </TextField>
        {left > 0 ? (
          <Box sx={{ fontSize: 12.5, color: 'text.secondary' }}>
            {left} of the attachments {left === 1 ? 'is' : 'are'} in other namespaces; pods can use those of
            their own namespace and of default only.
          </Box>
        ) : null}
      </Box>
    </Panel>
  )
}

/** What the choice means for the way of the disks. */
function wayText(choice: TransferNetwork | undefined, target: Target): string {
  const chosen = chosenTransferNetwork(choice ? { transferNetwork: choice } : {}, target)
  if (chosen.kind === 'pod') return 'Pods reach vCenter and the ESXi hosts the way that the nodes do.'
  return chosen.attachment
    ? routeWords(chosen.attachment)
    : `The cluster does not have ${attachmentName(chosen.ref)} now.`
}

function encode(choice: TransferNetwork | undefined): string {
  if (choice?.kind === 'attachment') return attachmentName(choice)
  return choice?.kind ?? 'default'
}

function decode(value: string): TransferNetwork | undefined {
  if (value === 'default') return undefined
  if (value === 'pod') return { kind: 'pod' }
  const [namespace = '', name = ''] = value.split('/')
  return { kind: 'attachment', namespace, name }
}
