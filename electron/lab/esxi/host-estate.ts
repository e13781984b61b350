/** What one host knows of the estate: itself, its VMs, and what they lie on, in the names that ESXi gives. */
import type { Estate, EstateCluster, EstateDatacenter, EstateFolder, EstateHost } from '../estate/model.ts'

const HOST = 'ha-host'
const ROOT = 'ha-folder-root'
const COMPUTE = 'ha-compute-res'

const DATACENTER: EstateDatacenter = {
  id: 'ha-datacenter',
  name: 'ha-datacenter',
  vmFolderId: 'ha-folder-vm',
  hostFolderId: 'ha-folder-host',
  datastoreFolderId: 'ha-folder-datastore',
  networkFolderId: 'ha-folder-network',
}

/**
 * The estate as the host's own server shows it. Its objects are those of the estate seen through other ids: what
 * changes in one changes in the other. VMs, datastores and networks keep their ids.
 */
export function hostEstate(
  estate: Estate,
  host: EstateHost,
  credentials: Estate['credentials'],
  accounts: Estate['accounts'],
): Estate {
  const hostIds = [HOST]
  const vms = estate.vms.filter((vm) => vm.hostId === host.id)
  const here = { hostId: HOST, clusterId: COMPUTE, folderId: DATACENTER.vmFolderId }
  const ofHost = (one: { readonly hostIds: readonly string[] }): boolean => one.hostIds.includes(host.id)
  return {
    seed: estate.seed,
    credentials,
    accounts,
    instanceUuid: estate.instanceUuid,
    datacenter: DATACENTER,
    folders: folders(),
    clusters: [computeResource(host)],
    hosts: [seenAs(host, { id: HOST, clusterId: COMPUTE })],
    datastores: estate.datastores
      .filter(ofHost)
      .map((store) => seenAs(store, { hostIds, folderId: DATACENTER.datastoreFolderId })),
    switches: estate.switches.filter(ofHost).map((one) => seenAs(one, { hostIds })),
    networks: estate.networks.filter(ofHost).map((one) => seenAs(one, { hostIds })),
    vms: vms.map((vm) => seenAs(vm, here)),
    // Tags are a vCenter's.
    tagCategories: [],
    tags: [],
    disk: (file) => estate.disk(file),
    image: (file) => estate.image(file),
    touch: (id) => estate.touch(id === HOST ? host.id : id),
    onTouch: (listener) => estate.onTouch((id) => listener(id === host.id ? HOST : id)),
  }
}

/** The same object, with some properties that are others. What is written is written to the object. */
function seenAs<T extends object>(object: T, others: Partial<T>): T {
  return new Proxy(object, {
    get: (target, key) => Reflect.get(key in others ? others : target, key) as unknown,
    set: (target, key, value) => Reflect.set(target, key, value),
  })
}

function folders(): EstateFolder[] {
  const folder = (id: string, name: string, kind: EstateFolder['kind']): EstateFolder => ({
    id,
    name,
    parentId: kind === 'root' ? undefined : DATACENTER.id,
    kind,
  })
  return [
    folder(ROOT, 'ha-folder-root', 'root'),
    folder(DATACENTER.vmFolderId, 'vm', 'vm'),
    folder(DATACENTER.hostFolderId, 'host', 'host'),
    folder(DATACENTER.datastoreFolderId, 'datastore', 'datastore'),
    folder(DATACENTER.networkFolderId, 'network', 'network'),
  ]
}

function computeResource(host: EstateHost): EstateCluster {
  return {
    id: COMPUTE,
    name: host.name,
    folderId: DATACENTER.hostFolderId,
    resourcePoolId: 'ha-root-pool',
    haEnabled: false,
    drsEnabled: false,
    drsBehavior: 'manual',
    dpmEnabled: false,
    rules: [],
  }
}
