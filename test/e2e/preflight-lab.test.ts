/** Every situation that is planted in the lab's estate is found, and nothing else is. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Inventory } from '../../shared/inventory/model.ts'
import { createFacts, evaluate, verdictsOf, type RawFinding } from '../../shared/preflight/engine.ts'
import type { Scope } from '../../shared/preflight/model.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { builtInRules } from '../../shared/preflight/rules/index.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

/** What Tools do not tell of a guest in which they do not run. */
const SILENT = ['? guest-free-space', '? guest-host-name-empty', '? guest-ip-missing', '? nic-addresses']

/** Rules by VM; with "?" where a fact is missing. */
const VMS: Readonly<Record<string, readonly string[]>> = {
  'web-01': ['target-name-taken'],
  // Secure Boot is all that there is to say of the clean ones.
  'db-01': ['secure-boot'],
  'Web Front 02': ['name-invalid'],
  'app/billing-01': ['cpu-memory-hot-plug', 'guest-os-support', 'name-invalid', 'nic-addresses'],
  'tpl-rhel9': ['vm-template'],
  'parked-off-01': [...SILENT, 'vm-stopped-unclean'],
  'suspended-01': [...SILENT, '? guest-os-support', 'vm-suspended'],
  'tools-stopped-iso-01': [
    ...SILENT,
    '? guest-disk-mapping',
    'cd-connected',
    'tools-not-running',
    'vm-question',
  ],
  'snapshot-chain-01': ['snapshot-consolidation', 'snapshot-present', 'snapshot-present-warm'],
  'cbt-off-independent-01': ['change-tracking-off', 'disk-independent', 'disk-independent-warm'],
  'legacy-rdm-01': [
    'disk-change-tracking-off',
    'disk-independent',
    'disk-independent-warm',
    'disk-rdm',
    'disk-shared',
    'disk-shared-warm',
    'host-affinity',
    'shared-storage-hidden',
  ],
  'cluster-node-a': ['disk-shared', 'disk-shared-running', 'disk-shared-warm'],
  'cluster-node-b': ['disk-shared', 'disk-shared-running', 'disk-shared-warm'],
  'gpu-numa-01': [
    '? guest-os-support',
    'cpu-affinity',
    'nested-virtualization',
    'numa-affinity',
    'pci-passthrough',
    'vm-larger-than-node',
  ],
  'usb-serial-floppy-01': ['cpu-topology', 'device-not-carried', 'usb', 'usb-controller'],
  'edge-sriov-nsx-01': ['guest-os-support', 'managed-by', 'nic-opaque-network', 'nic-sriov', 'vapp-options'],
  'win11-vtpm-01': ['secure-boot', 'tpm', 'vm-encrypted'],
  'localhost-full-twin-nic-01': [
    'guest-free-space',
    'guest-host-name-default',
    'guest-os-support',
    'guest-os-upgrade',
    'guest-xfs-v4',
    'managed-by',
  ],
  'clone-a-01': ['duplicate-bios-uuid'],
  'clone-b-01': ['duplicate-bios-uuid'],
  'inaccessible-01': [
    // Without its configuration nothing tells whether it has cards, and so what addresses they lack.
    '? change-tracking-off',
    '? guest-free-space',
    '? guest-host-name-empty',
    '? guest-os-conversion',
    '? guest-os-support',
    '? hardware-version',
    'vm-not-connected',
  ],
  'freebsd-mixed-bus-no-tools-01': [...SILENT, 'cd-connected', 'guest-os-conversion', 'tools-missing'],
  'fault-tolerant-01': ['change-tracking-off', 'fault-tolerance', 'fault-tolerance-warm', 'nic-disconnected'],
}

const REST: Readonly<Partial<Record<Scope, Readonly<Record<string, readonly string[]>>>>> = {
  host: {
    'esx-01.lab.example': ['migration-network-mtu'],
    'esx-02.lab.example': ['host-lockdown', 'migration-network-mtu'],
    'esx-03.lab.example': ['host-maintenance', 'migration-network-mtu'],
    'esx-04.lab.example': ['migration-network-mtu'],
  },
  cluster: {
    'Cluster-A': ['cluster-drs', 'cluster-rules-lost'],
    'Cluster-B': ['cluster-drs', 'cluster-power-management'],
  },
  datastore: { 'nfs-silver-01': ['datastore-snapshot-headroom'] },
  network: {
    'VM Network': ['? network-security-relaxed'],
    'dvpg-appliance-open': ['network-security-relaxed', 'network-trunk'],
    'legacy-trunk': ['? network-security-relaxed', 'network-trunk'],
  },
  plan: {},
}

const BLOCKED = {
  both: [
    'cluster-node-a',
    'cluster-node-b',
    'freebsd-mixed-bus-no-tools-01',
    'gpu-numa-01',
    'inaccessible-01',
    'legacy-rdm-01',
    'localhost-full-twin-nic-01',
    'parked-off-01',
    'suspended-01',
    'tools-stopped-iso-01',
    'tpl-rhel9',
  ],
  onlyWarm: ['cbt-off-independent-01', 'fault-tolerant-01', 'snapshot-chain-01'],
}

const lab = labSuite('file')
let inventory: Inventory
let facts: Facts
let findings: RawFinding[]

beforeAll(async () => {
  inventory = await readInventory(lab.client, lab.sourceId)
  const target = await lab.client.target.describe({ providerId: lab.targetId })
  facts = createFacts(inventory, { target })
  findings = [...evaluate(builtInRules, facts)].flat()
})

/** Rules by name of the object, without the one that nearly every VM of the lab has. */
function foundIn(scope: Scope): Record<string, string[]> {
  const found: Record<string, Set<string>> = {}
  for (const { object, rule, state } of findings)
    if (object.kind === scope && rule !== 'disk-serial')
      (found[object.name] ??= new Set()).add(state === 'unknown' ? `? ${rule}` : rule)
  return Object.fromEntries(Object.entries(found).map(([name, rules]) => [name, [...rules].sort()]))
}

describe('the preflight of the lab', () => {
  it('finds what is planted in each VM, and nothing else', () => {
    const expected = Object.fromEntries(Object.entries(VMS).map(([name, rules]) => [name, [...rules].sort()]))
    expect(foundIn('vm')).toEqual(expected)
  })

  it.each(['host', 'cluster', 'datastore', 'network', 'plan'] as const)(
    'finds what is planted in each %s, and nothing else',
    (scope) => {
      expect(foundIn(scope)).toEqual(REST[scope])
    },
  )

  it('sees the option that shows serials to guests wherever a SCSI disk is', () => {
    const shown = findings.filter(({ rule }) => rule === 'disk-serial').map(({ object }) => object.name)
    const scsi = inventory.vms.filter((vm) => !vm.isTemplate && vm.disks.some((disk) => disk.bus === 'scsi'))
    expect(shown.sort()).toEqual(scsi.map((vm) => vm.name).sort())
  })

  it('misses facts of the source only where they were not gathered', () => {
    const ofSource = findings.filter(({ object }) => object.kind === 'vcenter')
    expect(ofSource.filter(({ state }) => state === 'found')).toEqual([])
    for (const { evidence } of ofSource)
      for (const { property } of evidence)
        expect(['privileges', 'permissions', 'networkProbe', 'vddkProbe', 'plans']).toContain(property)
  })

  it('gives each finding evidence, a remedy and an id of its own', () => {
    for (const { id, evidence, remedy, message } of findings) {
      expect(evidence.length, id).toBeGreaterThan(0)
      expect(remedy, id).toMatch(/\.$/)
      expect(message, id).not.toMatch(/undefined|NaN|\[object/)
    }
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
  })

  it('blocks what cannot be migrated, cold and warm apart', () => {
    const verdicts = verdictsOf(findings, facts, 'vm')
    const blocked = (kind: 'cold' | 'warm') =>
      verdicts.filter((verdict) => verdict[kind] === 'blocked').map(({ object }) => object.name)
    expect(blocked('cold').sort()).toEqual(BLOCKED.both)
    expect(blocked('warm').sort()).toEqual([...BLOCKED.both, ...BLOCKED.onlyWarm].sort())
    const ready = verdicts.filter(({ cold, warm }) => cold === 'ready' && warm === 'ready')
    expect(ready.map(({ object }) => object.name).sort()).toEqual([
      'app-01',
      'clone-a-01',
      'clone-b-01',
      'web-01',
    ])
  })
})
