import { createSourceDisk } from './disk-bytes.ts'
import { createDraw, type Draw } from './draw.ts'
import { generatedSpec } from './generated-vms.ts'
import { createClusters, createFolders, createHosts, DATACENTER } from './infrastructure.ts'
import type { Estate, EstateOptions, EstateRule, EstateVm, SourceDisk } from './model.ts'
import { APART, CLEAN_VMS, SITUATION_VMS } from './named-vms.ts'
import { createDatastores, createNetworks, createSwitches } from './storage-network.ts'
import { buildVm } from './vm-builder.ts'

/** The estate's past, so that two runs with one seed agree: 2026-01-12, 06:00 UTC. */
const EPOCH_MS = Date.UTC(2026, 0, 12, 6)
const PASSWORD_LENGTH = 20

/**
 * A vSphere estate that depends on its options only: the same seed gives the same names, ids, disk contents
 * and credentials. Throws RangeError for fewer than 3 VMs or no host.
 */
export function createEstate({ seed, vms, hosts }: EstateOptions): Estate {
  if (vms < CLEAN_VMS.length) throw new RangeError(`An estate has at least ${CLEAN_VMS.length} VMs`)
  if (hosts < 1) throw new RangeError('An estate has at least one host')
  const draw = createDraw(seed)
  const allHosts = createHosts(draw, hosts)
  const allVms = createVms(draw, allHosts, vms)
  const listeners = new Set<(id: string) => void>()
  return {
    seed,
    credentials: { username: 'administrator@vsphere.local', password: password(draw) },
    instanceUuid: draw.uuid('vcenter'),
    datacenter: DATACENTER,
    folders: createFolders(),
    clusters: createClusters(rulesOf(allVms)),
    hosts: allHosts,
    datastores: createDatastores(draw, allHosts),
    switches: createSwitches(draw, allHosts),
    networks: createNetworks(draw, allHosts),
    vms: allVms,
    disk: diskIndex(seed, allVms),
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

function createVms(draw: Draw, hosts: Estate['hosts'], count: number): EstateVm[] {
  const named = [...CLEAN_VMS, ...SITUATION_VMS]
  const context = { draw, hosts, epoch: EPOCH_MS }
  return Array.from({ length: count }, (_, i) => buildVm(context, named[i] ?? generatedSpec(draw, i), i))
}

function rulesOf(vms: readonly EstateVm[]): EstateRule[] {
  return Object.entries(APART).flatMap(([name, members]) => {
    const vmIds = vms.filter((vm) => members.includes(vm.name)).map((vm) => vm.id)
    return vmIds.length > 1 ? [{ name, kind: 'antiAffinity' as const, vmIds }] : []
  })
}

function diskIndex(seed: string, vms: readonly EstateVm[]): (file: string) => SourceDisk | undefined {
  const sizes = new Map(vms.flatMap((vm) => vm.disks.map((d) => [d.file, d.capacityBytes] as const)))
  const made = new Map<string, SourceDisk>()
  return (file) => {
    const size = sizes.get(file)
    if (size === undefined) return undefined
    const disk = made.get(file) ?? createSourceDisk(seed, file, size)
    made.set(file, disk)
    return disk
  }
}

/** 20 letters and digits, with one of each kind and a mark, as vSphere's password policy asks. */
function password(draw: Draw): string {
  return `${draw.text('password', PASSWORD_LENGTH - 4)}-aB7`
}
