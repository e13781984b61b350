import DownloadIcon from '@mui/icons-material/Download'
import Button from '@mui/material/Button'
import { useClient } from '../../api/client-context.tsx'
import { type Action, useAction } from '../../api/use-action.ts'
import { download } from '../../ui/download.ts'

export interface SaveInventory {
  readonly save: Action<[]>
}

/** Fetches the inventory as one file and hands it to the browser's downloads. */
export function useSaveInventory(providerId: string, providerName: string): Action<[]> {
  const client = useClient()
  return useAction(async () => {
    const file = await client.inventory.save({ providerId })
    download(file, fileName(providerName, file.name, new Date()))
  })
}

export function SaveButton({ save }: SaveInventory) {
  return (
    <Button
      variant="outlined"
      startIcon={<DownloadIcon />}
      loading={save.busy}
      loadingPosition="start"
      onClick={() => void save.run()}
    >
      {save.busy ? 'Saving the inventory' : 'Save to a file'}
    </Button>
  )
}

/** Provider, day and the ending that the file came with: "vcenter-01-inventory-2026-11-23.json.gz". */
export function fileName(providerName: string, given: string, now: Date): string {
  const safe = providerName.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'vcenter'
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const ending = /\.[\w.]+$/.exec(given.replace(/^[^.]*/, ''))?.[0] ?? ''
  return `${safe}-inventory-${day}${ending}`
}
