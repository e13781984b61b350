/** vNetwork: the network cards of a VM. */
import type { VmNic } from '../model.ts'
import type { Column } from './sheets.ts'
import type { SheetRow } from './table.ts'

type NicRow = SheetRow<Column<'vNetwork'>>

export function nicsOf(rows: readonly NicRow[], networkId: (name: string) => string): VmNic[] {
  return rows.map((row, at) => {
    const network = row.text('Network')
    return {
      key: 4_000 + at,
      label: row.text('NIC label') || `Network adapter ${at + 1}`,
      mac: row.text('Mac Address').toLowerCase().replaceAll('-', ':'),
      ...(network !== '' && { networkId: networkId(network) }),
      connectedAtStart: row.flag('Starts Connected') ?? false,
      model: modelOf(row.text('Adapter')),
      addressType: row.text('Type').toLowerCase(),
      connected: row.flag('Connected') ?? false,
    }
  })
}

export function addressesOf(rows: readonly NicRow[]): string[] {
  return rows.flatMap((row) =>
    [row.text('IPv4 Address'), row.text('IPv6 Address')].flatMap((cell) => cell.split(/[\s,;]+/)),
  )
}

/** "Vmxnet3" is VirtualVmxnet3 in the API; some versions write the API's name. */
function modelOf(adapter: string): string {
  return adapter === '' || adapter.startsWith('Virtual') ? adapter : `Virtual${adapter}`
}
