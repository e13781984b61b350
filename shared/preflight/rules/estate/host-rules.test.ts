import { describe, expect, it } from 'vitest'
import { aDisk, aHost, anInventory, aPlan, aTarget, aVm } from '../../../../test/fixtures/inventory.ts'
import type { Host, Inventory, Vm } from '../../../inventory/model.ts'
import type { Plan } from '../../../plan/model.ts'
import type { KeptLook } from '../../../probe/kept.ts'
import type { Look, ProbedServer } from '../../../probe/model.ts'
import { isInside } from './addresses.ts'
import { judge, outcome, type Parts } from './test-support/judge.ts'
import { compareVersions } from './words.ts'

const oneHost = (change: Partial<Host>): Partial<Inventory> => ({ hosts: [aHost(change)] })

describe('the state of a host', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['esxi-version', 'is old', oneHost({ version: '6.0.0' }), 'found Critical'],
    ['esxi-version', 'is just new enough', oneHost({ version: '6.5.0' }), ''],
    ['esxi-version', 'has two digits', oneHost({ version: '6.10.0' }), ''],
    ['esxi-version', 'is not told', oneHost({ version: '' }), 'unknown Critical'],
    [
      'esxi-version',
      'cannot be told',
      { ...oneHost({ version: '' }), unknown: ['hosts.version'] },
      'unknown Critical',
    ],
    [
      'esxi-version',
      'may run anything',
      { ...oneHost({ version: '6.0.0' }), unknown: ['vms.hostId'] },
      'unknown Critical',
    ],
    ['esxi-version', 'runs nothing', { ...oneHost({ version: '6.0.0' }), vms: [] }, ''],
    [
      'esxi-version',
      'runs templates',
      { ...oneHost({ version: '6.0' }), vms: [aVm({ isTemplate: true })] },
      '',
    ],
    ['host-health', 'is well', oneHost({}), ''],
    ['host-health', 'does not answer', oneHost({ connectionState: 'notResponding' }), 'found Critical'],
    ['host-health', 'is red', oneHost({ overallStatus: 'red' }), 'found Critical'],
    ['host-health', 'is yellow', oneHost({ overallStatus: 'yellow' }), 'found Warning'],
    [
      'host-health',
      'is yellow by maintenance',
      oneHost({ overallStatus: 'yellow', inMaintenance: true }),
      '',
    ],
    ['host-health', 'is gray', oneHost({ overallStatus: 'gray' }), 'found Warning'],
    [
      'host-health',
      'is disconnected and empty',
      { ...oneHost({ connectionState: 'disconnected' }), vms: [] },
      '',
    ],
    ['host-health', 'cannot be told', { unknown: ['hosts.overallStatus'] }, 'unknown Critical'],
    ['host-maintenance', 'is in maintenance', oneHost({ inMaintenance: true }), 'found Warning'],
    ['host-maintenance', 'is not', oneHost({}), ''],
    ['host-maintenance', 'is in maintenance and empty', { ...oneHost({ inMaintenance: true }), vms: [] }, ''],
    ['host-maintenance', 'cannot be told', { unknown: ['hosts'] }, 'unknown Warning'],
    ['host-lockdown', 'is locked', oneHost({ lockdownMode: 'lockdownStrict' }), 'found Information'],
    ['host-lockdown', 'is not', oneHost({}), ''],
    ['host-lockdown', 'cannot be told', { unknown: ['hosts.lockdownMode'] }, 'unknown Information'],
  ])('%s: a host that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })

  it('puts names into commands as one word, and ids where a name is no word', () => {
    const commands = (name: string) =>
      judge('host-maintenance', oneHost({ name, inMaintenance: true })).flatMap((one) =>
        one.commands.map(({ command }) => command),
      )
    expect(commands("o'brien")).toEqual([
      `govc host.maintenance.exit 'o'\\''brien'`,
      `Get-VMHost -Name 'o''brien' | Set-VMHost -State Connected`,
    ])
    expect(commands('esx-*; reboot')).toEqual([
      'govc host.maintenance.exit HostSystem:host-1',
      `Get-VMHost -Id 'HostSystem-host-1' | Set-VMHost -State Connected`,
    ])
  })
})

const adapter = (change: Partial<Host['kernelNics'][number]> = {}): Host['kernelNics'][number] => ({
  device: 'vmk0',
  ip: '192.0.2.11',
  subnetMask: '255.255.255.0',
  mtu: 1500,
  portgroup: 'Management Network',
  services: ['management'],
  ...change,
})
const vSwitch = (mtu: number): Host['switches'][number] => ({
  name: 'vSwitch0',
  kind: 'standard',
  mtu,
  uplinks: ['vmnic0'],
})
const links = (change: Partial<Host>): Partial<Inventory> =>
  oneHost({
    kernelNics: [adapter()],
    switches: [vSwitch(1500)],
    physicalNics: [{ device: 'vmnic0', linkMbps: 10_000 }],
    ...change,
  })
const jumbo = { kernelNics: [adapter({ mtu: 9000 })] }
const tagged = adapter({
  device: 'vmk3',
  ip: '198.51.100.3',
  services: ['vSphereBackupNFC'],
  portgroup: 'dvportgroup-9',
  mtu: 9000,
})
const distributed: Partial<Inventory> = {
  ...links({
    kernelNics: [adapter(), tagged],
    switches: [vSwitch(1500), { name: 'dvs', kind: 'distributed', mtu: 9000, uplinks: ['vmnic2'] }],
    physicalNics: [
      { device: 'vmnic0', linkMbps: 1000 },
      { device: 'vmnic2', linkMbps: 25_000 },
    ],
  }),
  networks: [{ id: 'dvportgroup-9', name: 'nfc', kind: 'distributed', vlanTrunk: '', switchId: 'dvs-1' }],
  switches: [{ id: 'dvs-1', name: 'dvs', mtu: 9000, hostIds: ['host-1'] }],
}

describe('the adapter for disk data', () => {
  it.each<[string, string, Partial<Inventory>, string]>([
    ['migration-network-mtu', 'is small everywhere', links({}), 'found Information'],
    ['migration-network-mtu', 'is large everywhere', links({ ...jumbo, switches: [vSwitch(9000)] }), ''],
    ['migration-network-mtu', 'is larger than its switch', links(jumbo), 'found Warning'],
    ['migration-network-mtu', 'is tagged, on a distributed switch', distributed, ''],
    ['migration-network-mtu', 'is not there', links({ kernelNics: [] }), 'unknown Warning'],
    [
      'migration-network-mtu',
      'cannot be told',
      { ...links({}), unknown: ['hosts.kernelNics.services'] },
      'unknown Warning',
    ],
    ['migration-network-speed', 'is fast', links({}), ''],
    [
      'migration-network-speed',
      'is slow',
      links({ physicalNics: [{ device: 'vmnic0', linkMbps: 1000 }] }),
      'found Warning',
    ],
    [
      'migration-network-speed',
      'has no link',
      links({ physicalNics: [{ device: 'vmnic0' }] }),
      'found Warning',
    ],
    ['migration-network-speed', 'has unknown uplinks', links({ physicalNics: [] }), 'unknown Warning'],
    ['migration-network-speed', 'is tagged, on a fast switch beside a slow one', distributed, ''],
    ['nfc-adapter', 'is the one for management', links({}), ''],
    [
      'nfc-adapter',
      'cannot be told',
      { ...distributed, unknown: ['hosts.kernelNics.services'] },
      'unknown Warning',
    ],
    ['nfc-adapter', 'is another one, and nobody tried it', distributed, 'found Warning'],
  ])('%s: one that %s', (rule, _, change, expected) => {
    expect(outcome(rule, change)).toBe(expected)
  })
})

const look = (state: Look['state'], detail = ''): Look => ({ state, detail })
const ok = look('ok')
const target = (id: string, dns: Look, ports: ProbedServer['cluster']['ports']): ProbedServer => ({
  id,
  name: id,
  role: id === 'vcenter' ? 'vcenter' : 'esxi',
  host: `${id}.example`,
  cluster: { dns, ports },
  computer: { dns: ok, ports: [] },
})
const kept = (server: ProbedServer): KeptLook => ({
  at: '2026-01-02T03:04:05.678Z',
  targetUrl: 'https://api.example',
  namespace: 'demo',
  way: 'pod',
  image: 'registry.example/tools',
  server,
})
const probe = (...servers: ProbedServer[]): Parts => ({
  networkProbe: { looks: servers.map(kept), uncounted: {} },
})
const host = (https: Look, nfc: Look, address?: string) =>
  probe(
    target('host-1', ok, [
      { port: 443, look: https },
      { port: 902, look: nfc, ...(address !== undefined && { address }) },
    ]),
  )

describe('what the network probe saw', () => {
  it.each<[string, string, Parts, string]>([
    ['port-443-vcenter', 'no probe', {}, 'unknown Critical'],
    ['port-443-vcenter', 'an open port', probe(target('vcenter', ok, [{ port: 443, look: ok }])), ''],
    [
      'port-443-vcenter',
      'a shut port',
      probe(target('vcenter', ok, [{ port: 443, look: look('failed', 'Timed out.') }])),
      'found Critical',
    ],
    [
      'port-443-vcenter',
      'no such name',
      probe(target('vcenter', look('failed'), [{ port: 443, look: look('unknown') }])),
      'found Critical',
    ],
    [
      'port-443-vcenter',
      'a port that was not reached',
      probe(target('vcenter', ok, [{ port: 443, look: look('pending') }])),
      'unknown Critical',
    ],
    ['port-443-vcenter', 'hosts only', probe(), 'unknown Critical'],
    ['port-443-esxi', 'open ports', host(ok, look('failed')), ''],
    ['port-443-esxi', 'a shut port', host(look('failed'), ok), 'found Critical'],
    ['port-443-esxi', 'another host only', probe(), 'unknown Critical'],
    ['port-902-esxi', 'open ports', host(look('failed'), ok), ''],
    ['port-902-esxi', 'a shut port', host(ok, look('failed')), 'found Critical'],
    [
      'port-902-esxi',
      'no such name, which is said once',
      probe(target('host-1', look('failed'), [{ port: 902, look: look('unknown') }])),
      '',
    ],
    ['port-902-esxi', 'no probe', {}, 'unknown Critical'],
  ])('%s: %s', (rule, _, parts, expected) => {
    expect(outcome(rule, {}, parts)).toBe(expected)
  })

  it('counts a tagged adapter as tried where its address was', () => {
    expect(outcome('nfc-adapter', distributed, host(ok, ok, '198.51.100.3'))).toBe('')
    expect(outcome('nfc-adapter', distributed, host(ok, ok, '198.51.100.4'))).toBe('found Warning')
    const [finding] = judge('port-902-esxi', distributed, host(ok, look('failed'), '198.51.100.3'))
    expect(finding?.message).toContain('198.51.100.3 on port 902')
  })

  it('leaves a source that is a host itself to the rules for hosts', () => {
    const about = { ...anInventory().about, apiType: 'HostAgent' as const }
    expect(outcome('port-443-vcenter', { about }, probe())).toBe('')
  })

  it('says how old a look is, where from, and how to look again', () => {
    const now = Date.parse('2026-01-02T05:04:00Z')
    const ends = { source: 'vc 1', target: 'ocp', namespace: 'finance' }
    const [finding] = judge('port-902-esxi', {}, { ...host(ok, look('failed', 'Timed out.')), now, ends })
    expect(finding?.evidence).toEqual([
      { property: 'TCP 902', value: 'Timed out.' },
      {
        property: 'network probe',
        value: '2 h before this was judged (2026-01-02T03:04Z), in namespace demo over the pod network',
      },
    ])
    expect(finding?.commands.at(-1)).toEqual({
      tool: 'palletjack',
      command: "palletjack probe network --provider 'vc 1' --target ocp --namespace finance",
    })
  })

  it('says why what was seen of a host does not count', () => {
    const networkProbe = { looks: [], uncounted: { 'host-1': 'It was probed last 9 d ago.' } }
    expect(judge('port-443-esxi', {}, { networkProbe })).toMatchObject([
      { state: 'unknown', message: 'It was probed last 9 d ago.' },
    ])
  })

  it('looks at no host that runs nothing', () => {
    expect(outcome('port-902-esxi', { vms: [] }, probe())).toBe('')
  })
})

const machines = (count: number, disks: number): Vm[] =>
  Array.from({ length: count }, (_, at) =>
    aVm({
      id: `vm-${at}`,
      name: `web-${at}`,
      disks: Array.from({ length: disks }, (__, disk) =>
        aDisk({ key: 2000 + disk, file: `[gold] ${at}-${disk}.vmdk` }),
      ),
    }),
  )
const planOf = (vms: readonly Vm[], name = 'wave-1'): Plan => ({
  ...aPlan({ name, vms: vms.map(({ id }) => ({ vmId: id })) }),
  id: name,
  createdAt: '2026-01-01T00:00:00.000Z',
})

describe('disk copies of one host', () => {
  const many = machines(2, 6)
  const [first, second] = many.map((vm, at) => planOf([vm], `wave-${at}`))
  const both = first && second ? [first, second] : []
  it.each<[string, string, Vm[], Parts, string]>([
    ['nfc-sessions', 'ten disks', machines(10, 1), { plan: planOf(machines(10, 1)) }, ''],
    ['nfc-sessions', 'two VMs with twelve disks', many, { plan: planOf(many) }, 'found Warning'],
    ['nfc-sessions', 'one of these VMs', many, { plan: planOf(many.slice(0, 1)) }, ''],
    ['nfc-sessions', 'no plan', many, {}, ''],
    ['nfc-sessions-all-plans', 'two plans with six disks each', many, { plans: both }, 'found Warning'],
    ['nfc-sessions-all-plans', 'one plan with all of them', many, { plans: [planOf(many)] }, ''],
    [
      'nfc-sessions-all-plans',
      'the judged plan beside another',
      many,
      { plans: both.slice(0, 1), plan: second },
      'found Warning',
    ],
    ['nfc-sessions-all-plans', 'plans that are not known', many, {}, 'unknown Warning'],
  ])('%s: %s', (rule, _, vms, parts, expected) => {
    expect(outcome(rule, { vms }, parts)).toBe(expected)
  })

  const readBack = (maxMemory: number, generation: 'configFile' | 'configStore' = 'configStore'): Parts => ({
    nfc: { 'host-1': { values: { maxMemory }, generation, verifiedAt: '2026-11-27T10:00:00.000Z' } },
  })

  it('follow the memory that was read back from the host', () => {
    const plan = planOf(many)
    expect(outcome('nfc-sessions', { vms: many }, { plan, ...readBack(1_000_000_000) })).toBe('')
    expect(outcome('nfc-sessions-all-plans', { vms: many }, { plans: both, ...readBack(1e9) })).toBe('')
    const few = machines(4, 1)
    const low = { plan: planOf(few), ...readBack(16 * 2 ** 20) }
    const [finding] = judge('nfc-sessions', { vms: few }, low)
    expect(finding?.message).toMatch(
      /serves 3 at once\. The host's NFC memory of 16\.0 MiB bears 3 copies\.$/,
    )
    expect(finding?.evidence.at(-1)).toEqual({
      property: 'nfcsvc.maxMemory',
      value: '16777216 (16.0 MiB), read back from the host on 2026-11-27',
    })
  })

  it.each<[string, Parts, RegExp, RegExp]>([
    ['6.7.0', {}, /in \/etc\/vmware\/hostd\/config\.xml on the host and restart hostd\./, /configstorecli/],
    ['8.0.3', {}, /configstorecli .*config\.xml does nothing/, /set maxMemory of nfcsvc to/],
    ['odd', {}, /before ESXi 7\.0 U2 .*from 7\.0 U2 on, where that file does nothing/, /^$/],
    ['6.7.0', readBack(0, 'configStore'), /config\.xml does nothing/, /set maxMemory of nfcsvc to/],
  ])('name the way by hand of ESXi %s', (version, parts, said, unsaid) => {
    const hosts = anInventory().hosts.map((one) => ({ ...one, version }))
    const [finding] = judge('nfc-sessions', { vms: many, hosts }, { plan: planOf(many), ...parts })
    expect(finding?.remedy).toMatch(said)
    expect(finding?.remedy).not.toMatch(unsaid)
  })

  it('offer the own edit where another process knows the source', () => {
    const plan = planOf(many)
    const ends = { source: 'vc 1' }
    const tools = (parts: Parts) => judge('nfc-sessions', { vms: many }, parts)[0]?.commands
    expect(tools({ plan })?.map(({ tool }) => tool)).toEqual(['PowerCLI'])
    const name = anInventory().hosts[0]!.name
    expect(tools({ plan, ends })?.slice(0, 2)).toEqual([
      { tool: 'palletjack', command: `palletjack esxi nfc show --provider 'vc 1' --host ${name}` },
      { tool: 'palletjack', command: `palletjack esxi nfc set --provider 'vc 1' --host ${name}` },
    ])
  })

  it('say that more memory would change nothing where it is enough already', () => {
    const crowd = machines(30, 1)
    const [finding] = judge('nfc-sessions', { vms: crowd }, { plan: planOf(crowd), ...readBack(1e9) })
    expect(finding?.message).toContain('serves 20 at once')
    expect(finding?.remedy).toContain('more NFC memory would change nothing')
  })
})

describe('addresses inside a cluster', () => {
  const at = (ip: string) => links({ kernelNics: [adapter({ ip })] })
  const kubernetes = aTarget({ platform: 'kubernetes' })
  it.each<[string, Partial<Inventory>, Parts, string]>([
    ['pods of OpenShift', at('10.129.4.5'), { target: aTarget() }, 'found Warning'],
    ['services of OpenShift', at('172.30.0.9'), { target: aTarget() }, 'found Warning'],
    ['services of Kubernetes', at('10.100.0.1'), { target: kubernetes }, 'found Warning'],
    ['pods of OpenShift, on Kubernetes', at('10.129.4.5'), { target: kubernetes }, ''],
    ['the site', at('10.20.0.11'), { target: aTarget() }, ''],
    ['no known cluster', at('10.129.4.5'), {}, 'unknown Warning'],
  ])('source-address-in-cluster-range: %s', (_, change, parts, expected) => {
    expect(outcome('source-address-in-cluster-range', change, parts)).toBe(expected)
  })

  it.each([
    ['10.131.255.255', '10.128.0.0/14', true],
    ['10.132.0.0', '10.128.0.0/14', false],
    ['10.127.255.255', '10.128.0.0/14', false],
    ['fe80::1', '10.128.0.0/14', false],
    ['300.1.1.1', '0.0.0.0/0', false],
    ['255.255.255.255', '0.0.0.0/0', true],
  ])('%s in %s: %s', (address, cidr, expected) => {
    expect(isInside(address, cidr)).toBe(expected)
  })
})

describe('compareVersions', () => {
  it.each([
    ['6.7.0', '6.5', 1],
    ['6.10', '6.5', 1],
    ['v1.66.0', '1.66', 0],
    ['6.5', '6.5.0', 0],
    ['5.5', '6.5', -1],
    ['', '6.5', undefined],
    ['unknown', '6.5', undefined],
  ])('%s against %s', (version, other, sign) => {
    const order = compareVersions(version, other)
    expect(order === undefined ? undefined : Math.sign(order)).toBe(sign)
  })
})
