/** From the sheets of an RVTools workbook to an inventory. */
import type { Inventory } from '../model.ts'
import { fail, ok, type Problem, type Result } from '../../problem.ts'
import { readClusters } from './clusters.ts'
import { readDatastores } from './datastores.ts'
import { createFolders } from './folders.ts'
import { hostId, hostsOf } from './hosts.ts'
import { readNetworks } from './networks.ts'
import { REQUIRED, SHEET_NAMES, type SheetName } from './sheets.ts'
import { createTable, type Sheet, type SheetBuilder } from './table.ts'
import { unknownProperties } from './unknown.ts'
import { vmsOf } from './vms.ts'

export type Sheets = { readonly [S in SheetName]: Sheet<S> }
export type SheetBuilders = { readonly [S in SheetName]: SheetBuilder<S> }

export function createSheets(): SheetBuilders {
  return Object.fromEntries(SHEET_NAMES.map((name) => [name, createTable(name)])) as unknown as SheetBuilders
}

/**
 * `takenAt`: ISO 8601, for a workbook that does not tell when it was made. `breathe` is awaited between slices of
 * the work. Problems rvtools.no-vinfo,
 * rvtools.missing-columns, rvtools.no-vms.
 */
export async function inventoryFromRvtools(
  sheets: SheetBuilders,
  takenAt: string,
  breathe: () => Promise<void>,
): Promise<Result<Inventory>> {
  const { vInfo } = sheets
  if (!vInfo.hasHeader) return fail(noVInfo)
  const missing = REQUIRED.filter((column) => !vInfo.has(column))
  if (missing.length > 0) return fail(missingColumns(missing))
  const folders = createFolders()
  const clusters = readClusters(sheets, folders.datacenterId)
  const datastores = readDatastores(sheets)
  const hostIds = new Map(sheets.vHost.rows.map((row) => [row.text('Host'), hostId(row)]))
  const hostIdOf = (name: string) => hostIds.get(name) ?? name
  const networks = readNetworks(sheets, hostIdOf)
  const portGroups = Map.groupBy(sheets.vPort.rows, (row) => row.text('Host'))
  const hosts = hostsOf(sheets, {
    clusterId: (row) => clusters.idOf(row),
    datastoreIds: (host) =>
      [...datastores.hosts].filter(([, names]) => names.includes(host)).map(([id]) => id),
    networkIds: (host) => (portGroups.get(host) ?? []).map((row) => networks.idOf(row.text('Port Group'))),
  })
  await breathe()
  const vms = await vmsOf(
    sheets,
    {
      hostId: hostIdOf,
      datastoreId: (name) => datastores.idOf(name),
      networkId: (name) => networks.idOf(name),
      folderOf: (row) => folders.folderOf(row.text('Datacenter'), row.text('Folder')),
    },
    breathe,
  )
  if (vms.length === 0) return fail(noVms)
  return ok({
    about: aboutOf(sheets),
    takenAt: sheets.vMetaData.rows[0]?.time('xlsx creation datetime') || takenAt,
    unknown: unknownProperties(sheets),
    folders: folders.list(),
    clusters: clusters.clusters,
    hosts,
    datastores: datastores.datastores,
    networks: networks.networks,
    switches: networks.switches,
    vms,
  })
}

function aboutOf({ vSource, vInfo }: Sheets): Inventory['about'] {
  const [source] = vSource.rows
  const [vm] = vInfo.rows
  const type = source?.text('API type') || vm?.text('VI SDK Server type') || ''
  const server = vm?.text('VI SDK Server') || source?.text('Name') || ''
  return {
    name: server === '' ? 'RVTools workbook' : `RVTools of ${server}`,
    version: source?.text('Version') ?? '',
    build: source?.text('Build') ?? '',
    apiVersion: source?.text('API version') || vm?.text('VI SDK API Version') || '',
    apiType: /HostAgent|ESX/i.test(type) ? 'HostAgent' : 'VirtualCenter',
    instanceUuid: source?.text('VI SDK UUID') || vm?.text('VI SDK UUID') || '',
  }
}

const noVInfo: Problem = {
  code: 'rvtools.no-vinfo',
  message: 'The workbook has no sheet vInfo with a header, so it is not one of RVTools.',
  meaning: 'Nothing was changed.',
  remedy: 'In RVTools choose File, "Export all to Excel", and open that file.',
}

const noVms: Problem = {
  code: 'rvtools.no-vms',
  message: 'The sheet vInfo of the workbook lists no virtual machine.',
  meaning: 'Nothing was changed.',
  remedy: 'Look at the filter and at the rights of the user that RVTools ran with, and export again.',
}

function missingColumns(columns: readonly string[]): Problem {
  return {
    code: 'rvtools.missing-columns',
    message: `The sheet vInfo of the workbook lacks ${columns.length === 1 ? 'the column' : 'the columns'} ${columns.join(', ')}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Export again with "Export all to Excel"; keep the header row and the names of the columns.',
  }
}
