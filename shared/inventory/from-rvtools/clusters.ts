/** vCluster: clusters, also those that only hosts and VMs name. */
import type { Cluster } from '../model.ts'
import type { SheetRow } from './table.ts'
import type { Sheets } from './workbook.ts'

export interface Clusters {
  readonly clusters: Cluster[]
  idOf(row: SheetRow<'Cluster' | 'Datacenter'>): string | undefined
}

/** `parentId`: id of a datacenter by its name. */
export function readClusters(sheets: Sheets, parentId: (datacenter: string) => string | undefined): Clusters {
  const clusters = new Map<string, Cluster>()
  const enter = (name: string, datacenter: string, more: Partial<Cluster> = {}): void => {
    if (name === '' || clusters.has(name)) return
    const parent = parentId(datacenter)
    clusters.set(name, {
      id: name,
      name,
      path: datacenter === '' ? name : `${datacenter}/${name}`,
      ...(parent !== undefined && { parentId: parent }),
      highAvailability: false,
      drs: false,
      drsBehavior: '',
      powerManagement: false,
      rules: [],
      ...more,
    })
  }
  for (const row of sheets.vCluster.rows)
    enter(row.text('Name'), row.text('Datacenter'), {
      id: row.text('Object ID') || row.text('Name'),
      highAvailability: row.flag('HA enabled') ?? false,
      drs: row.flag('DRS enabled') ?? false,
      drsBehavior: row.text('DRS default VM behavior'),
      powerManagement: row.flag('DPM enabled') ?? false,
    })
  for (const row of [...sheets.vHost.rows, ...sheets.vInfo.rows])
    enter(row.text('Cluster'), row.text('Datacenter'))
  return { clusters: [...clusters.values()], idOf: (row) => clusters.get(row.text('Cluster'))?.id }
}
