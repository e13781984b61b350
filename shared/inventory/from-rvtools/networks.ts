/** vPort, dvPort and dvSwitch: networks, also those that only network cards name. */
import type { DistributedSwitch, Network } from '../model.ts'
import { namesIn } from './datastores.ts'
import type { Column } from './sheets.ts'
import type { SheetRow } from './table.ts'
import type { Sheets } from './workbook.ts'

export interface Networks {
  readonly networks: Network[]
  readonly switches: DistributedSwitch[]
  idOf(name: string): string
}

/** `hostIdOf`: id of a host by its name. */
export function readNetworks(sheets: Sheets, hostIdOf: (name: string) => string): Networks {
  const switches = sheets.dvSwitch.rows.flatMap((row) => switchOf(row, hostIdOf))
  const switchIds = new Map(switches.map(({ id, name }) => [name, id]))
  const networks = new Map<string, Network>()
  const enter = (network: Network): void => {
    if (network.name !== '' && !networks.has(network.name)) networks.set(network.name, network)
  }
  for (const row of sheets.dvPort.rows) enter(distributed(row, switchIds))
  for (const row of sheets.vPort.rows)
    enter({ ...named(row.text('Port Group')), kind: 'standard', ...vlanOf(row.text('VLAN')) })
  for (const row of sheets.vNetwork.rows) enter(named(row.text('Network')))
  for (const row of sheets.vInfo.rows) for (const name of networkNames(row)) enter(named(name))
  return {
    networks: [...networks.values()],
    switches,
    idOf: (name) => networks.get(name)?.id ?? name,
  }
}

const NUMBERED = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** The columns of vInfo, for a workbook without vNetwork. */
export function networkNames(row: SheetRow<Column<'vInfo'>>): string[] {
  return NUMBERED.map((n) => row.text(`Network #${n}`)).filter((name) => name !== '')
}

function named(name: string): Network {
  return { id: name, name, kind: 'standard', vlanTrunk: '' }
}

function distributed(row: SheetRow<Column<'dvPort'>>, switchIds: ReadonlyMap<string, string>): Network {
  const name = row.text('Port')
  const switchId = switchIds.get(row.text('Switch'))
  const promiscuous = row.flag('Allow Promiscuous')
  const forgedTransmits = row.flag('Forged Transmits')
  const macChanges = row.flag('Mac Changes')
  return {
    id: row.text('Object ID') || name,
    name,
    kind: 'distributed',
    ...vlanOf(row.text('VLAN')),
    ...(switchId !== undefined && { switchId }),
    ...(promiscuous !== undefined && { promiscuous }),
    ...(forgedTransmits !== undefined && { forgedTransmits }),
    ...(macChanges !== undefined && { macChanges }),
  }
}

/** "120", or a trunk such as "0-4094". */
function vlanOf(text: string): { vlan?: number; vlanTrunk: string } {
  if (/^\d{1,4}$/.test(text)) return { vlan: Number(text), vlanTrunk: '' }
  return { vlanTrunk: /^[\d\s,-]+$/.test(text) ? text.replaceAll(' ', '') : '' }
}

function switchOf(
  row: SheetRow<Column<'dvSwitch'>>,
  hostIdOf: (name: string) => string,
): DistributedSwitch[] {
  const name = row.text('Name') || row.text('Switch')
  if (name === '') return []
  return [
    {
      id: row.text('Object ID') || name,
      name,
      mtu: Math.round(row.number('Max MTU') ?? 0),
      hostIds: namesIn(row.text('Host members')).map(hostIdOf),
    },
  ]
}
