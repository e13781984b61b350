import type { EstateDatastore } from '../../estate/model.ts'
import { Ref, type VimObject } from '../vim/value.ts'
import { entityProperties, type Properties } from './entity.ts'
import type { EstateIndex } from './estate-index.ts'
import { datastoreRef, hostRef, placeRef, vmRef } from './refs.ts'
import { uncommittedBytes } from './vm-summary.ts'

const READ_AT = new Date(Date.UTC(2026, 0, 12, 6))

export function datastoreProperties(index: EstateIndex, datastore: EstateDatastore): Properties {
  const folder = index.estate.folders.find((each) => each.id === datastore.folderId)
  const parent = folder && placeRef(folder)
  return entityProperties(datastore.name, parent, {
    overallStatus: () => (datastore.accessible ? 'green' : 'red'),
    info: () => info(datastore),
    summary: () => ({
      datastore: datastoreRef(datastore.id),
      name: datastore.name,
      url: url(datastore),
      capacity: datastore.capacityBytes,
      freeSpace: datastore.freeBytes,
      uncommitted: index
        .vmsOnDatastore(datastore.id)
        .reduce((sum, vm) => sum + uncommittedBytes(vm, datastore.id), 0),
      accessible: datastore.accessible,
      multipleHostAccess: datastore.hostIds.length > 1,
      type: datastore.type,
      maintenanceMode: datastore.maintenanceMode,
    }),
    host: () =>
      datastore.hostIds.map((id) => ({
        key: hostRef(id),
        mountInfo: {
          path: `/vmfs/volumes/${datastore.uuid}`,
          accessMode: 'readWrite',
          mounted: datastore.accessible,
          accessible: datastore.accessible,
          inaccessibleReason: datastore.accessible ? undefined : 'AllPathsDown_Timeout',
        },
      })),
    vm: () => index.vmsOnDatastore(datastore.id).map((vm) => vmRef(vm.id)),
    browser: () => new Ref('HostDatastoreBrowser', `datastoreBrowser-${datastore.id}`),
    capability: () => ({
      directoryHierarchySupported: true,
      rawDiskMappingsSupported: datastore.type === 'VMFS',
      perFileThinProvisioningSupported: true,
      storageIORMSupported: datastore.type === 'VMFS',
    }),
  })
}

function url(datastore: EstateDatastore): string {
  return `ds:///vmfs/volumes/${datastore.uuid}/`
}

function info(datastore: EstateDatastore): VimObject {
  const common: VimObject = {
    name: datastore.name,
    url: url(datastore),
    freeSpace: datastore.freeBytes,
    maxFileSize: 70_368_744_177_664,
    maxVirtualDiskCapacity: 68_169_720_922_112,
    timestamp: READ_AT,
  }
  const volume: VimObject = { type: datastore.type, name: datastore.name, capacity: datastore.capacityBytes }
  switch (datastore.type) {
    case 'VMFS':
      return {
        ...common,
        $type: 'VmfsDatastoreInfo',
        vmfs: {
          ...volume,
          blockSizeMb: 1,
          maxBlocks: 63 * 1024 * 1024,
          majorVersion: 6,
          version: '6.82',
          uuid: datastore.uuid,
          extent: [{ diskName: `naa.${datastore.uuid.replaceAll('-', '')}`, partition: 1 }],
          vmfsUpgradable: false,
          ssd: true,
          local: false,
        },
      }
    case 'vsan':
      return { ...common, $type: 'VsanDatastoreInfo', membershipUuid: datastore.uuid }
    case 'NFS':
    case 'NFS41':
      return {
        ...common,
        $type: 'NasDatastoreInfo',
        nas: {
          ...volume,
          remoteHost: datastore.remote?.host ?? '',
          remotePath: datastore.remote?.path ?? '',
          userName: '',
          remoteHostNames: datastore.remote === undefined ? undefined : [datastore.remote.host],
        },
      }
  }
}
