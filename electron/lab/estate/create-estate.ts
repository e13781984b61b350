import { createAccounts, drawPassword } from './accounts.ts'
import { isTrackable } from './change-tracking.ts'
import { createSourceDisk } from './disk-bytes.ts'
import { createDiskImage, type DiskImage } from './disk-image.ts'
import { createDraw, type Draw } from './draw.ts'
import { generatedSpec } from './generated-vms.ts'
import { createClusters, createFolders, createHosts, DATACENTER } from './infrastructure.ts'
import type { Estate, EstateDisk, EstateOptions, EstateRule, EstateVm, SourceDisk } from './model.ts'
import { APART, CLEAN_VMS, LICENSED, SITUATION_VMS, TOGETHER } from './named-vms.ts'
import { allSnapshots } from './snapshots.ts'
import { createDatastores, createNetworks, createSwitches } from './storage-network.ts'
import { createTags } from './tags.ts'
import { buildVm } from './vm-builder.ts'
import { startHistory, type StartState } from './vm-history.ts'

/** The estate's past, so that two runs with one seed agree: 2026-01-12, 06:00 UTC. */
const EPOCH_MS = Date.UTC(2026, 0, 12, 6)

/**
 * A vSphere estate that depends on its options only: the same seed gives the same names, ids, disk contents
 * and credentials. Throws RangeError for fewer than 3 VMs or no host.
 */
export function createEstate({ seed, vms, hosts, diskMib }: EstateOptions): Estate {
  if (vms < CLEAN_VMS.length) throw new RangeError(`An estate has at least ${CLEAN_VMS.length} VMs`)
  if (hosts < 1) throw new RangeError('An estate has at least one host')
  const draw = createDraw(seed)
  const allHosts = createHosts(draw, hosts)
  const allVms = createVms(draw, allHosts, vms, diskMib)
  const listeners = new Set<(id: string) => void>()
  return {
    seed,
    credentials: { username: 'administrator@vsphere.local', password: drawPassword(draw, 'password') },
    accounts: createAccounts(draw),
    instanceUuid: draw.uuid('vcenter'),
    datacenter: DATACENTER,
    folders: createFolders(),
    clusters: createClusters(rulesOf(allVms)),
    hosts: allHosts,
    datastores: createDatastores(draw, allHosts),
    switches: createSwitches(draw, allHosts),
    networks: createNetworks(draw, allHosts),
    vms: allVms,
    ...createTags(draw, allVms),
    ...diskIndex(seed, allVms),
    touch: (id) => {
      for (const listener of [...listeners]) listener(id)
    },
    onTouch: (listener) => {
      // Wrapped, so that one function registered twice is two registrations.
      const entry = (id: string): void => listener(id)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
  }
}

function createVms(
  draw: Draw,
  hosts: Estate['hosts'],
  count: number,
  diskMib: number | undefined,
): EstateVm[] {
  const named = [...CLEAN_VMS, ...SITUATION_VMS]
  const context = { draw, hosts, epoch: EPOCH_MS }
  return Array.from({ length: count }, (_, i) =>
    buildVm(context, named[i] ?? generatedSpec(draw, i, diskMib), i),
  )
}

function rulesOf(vms: readonly EstateVm[]): EstateRule[] {
  const of = (
    rules: Readonly<Record<string, readonly string[]>>,
    least: number,
    rest: Pick<EstateRule, 'kind' | 'mandatory'>,
  ): EstateRule[] =>
    Object.entries(rules).flatMap(([name, members]) => {
      const tied = vms.filter((vm) => members.includes(vm.name))
      const hostIds = rest.kind === 'vmsToHosts' ? [...new Set(tied.map((vm) => vm.hostId))] : []
      return tied.length >= least ? [{ ...rest, name, vmIds: tied.map((vm) => vm.id), hostIds }] : []
    })
  return [
    ...of(APART, 2, { kind: 'antiAffinity', mandatory: false }),
    ...of(TOGETHER, 2, { kind: 'affinity', mandatory: false }),
    ...of(LICENSED, 1, { kind: 'vmsToHosts', mandatory: true }),
  ]
}

interface DiskIndex {
  disk(file: string): SourceDisk | undefined
  image(file: string): DiskImage | undefined
}

function diskIndex(seed: string, vms: readonly EstateVm[]): DiskIndex {
  const known = new Map(
    vms.flatMap((vm) => vm.disks.map((disk) => [disk.file, beginning(vm, disk)] as const)),
  )
  const made = new Map<string, DiskImage>()
  const image = (file: string): DiskImage | undefined => {
    const start = known.get(file)
    const there = made.get(file)
    if (start === undefined || there !== undefined) return there
    const fresh = createDiskImage(createSourceDisk(seed, file, start.disk.capacityBytes))
    startHistory(fresh, start.state, start.disk)
    made.set(file, fresh)
    return fresh
  }
  return {
    image,
    disk: (file) => {
      const found = image(file) ?? image(file.replace(/-\d{6}\.vmdk$/, '.vmdk'))
      const layer = found?.layerIn(file)
      return layer && found?.through(layer)
    },
  }
}

/** Read now: images are made when they are first asked for, and the VM may have other snapshots then. */
function beginning(
  vm: EstateVm,
  disk: EstateDisk,
): { readonly disk: EstateDisk; readonly state: StartState } {
  const state = {
    tracked: vm.changeTracking && isTrackable(vm, disk),
    snapshotIds: allSnapshots(vm.snapshots).map((snapshot) => snapshot.id),
    unmerged: vm.consolidationNeeded,
  }
  return { disk, state }
}
