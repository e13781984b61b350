import { describe, expect, it } from 'vitest'
import { aNic } from '../../test/fixtures/inventory.ts'
import type { Vm } from '../inventory/model.ts'
import { dataVolumeName } from './object-names.ts'
import { context, disk as sampleDisk, vm as sampleVm } from './test-support/samples.ts'
import { runStrategy, virtualMachine, type VirtualMachineInput } from './virtual-machine.ts'

const disk = sampleDisk()

const nic = aNic({ mac: '00:50:56:AA:BB:CC', networkId: 'net-a' })

const vm = sampleVm({
  uuid: '421c0a3b-0011-2233-4455-66778899aabb',
  cpuCount: 4,
  coresPerSocket: 2,
  memoryMiB: 3000,
  nics: [nic],
})

const input: VirtualMachineInput = {
  targetName: 'web-01',
  networkMap: [{ sourceId: 'net-a', target: { kind: 'pod' } }],
  targetPowerState: 'auto',
  sourceWasOn: true,
  timeZone: 'Europe/Berlin',
}

function built(source: Partial<Vm> = {}, over: Partial<VirtualMachineInput> = {}, plan = context) {
  const result = virtualMachine(plan, { ...vm, ...source }, { ...input, ...over })
  const spec = result.spec.template.spec
  if (spec === undefined) throw new Error('no template')
  return { result, spec, domain: spec.domain }
}

describe('virtualMachine', () => {
  it('has a name, the labels of its plan and a way back to its source', () => {
    const { result } = built()
    expect(result).toMatchObject({
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachine',
      metadata: {
        name: 'web-01',
        namespace: 'team-a',
        labels: {
          plan: context.planId,
          vmID: 'vm-101',
          app: 'web-01',
          'app.kubernetes.io/managed-by': 'palletjack',
        },
      },
    })
    expect(result.metadata.annotations).toEqual({
      'palletjack/source-id': 'vm-101',
      'palletjack/source-name': 'web-01',
    })
    expect(result.spec.template.metadata?.labels).toEqual({ app: 'web-01' })
  })

  it('shows the old name of a renamed VM', () => {
    const { result } = built({ name: 'Web 01' })
    expect(result.metadata.annotations).toMatchObject({ 'openshift.io/display-name': 'Web 01' })
  })

  it.each([
    ['auto', true, 'Always'],
    ['auto', false, 'Halted'],
    ['on', false, 'Always'],
    ['off', true, 'Halted'],
  ] as const)('power %s, source was on %s: %s', (targetPowerState, sourceWasOn, expected) => {
    expect(runStrategy(targetPowerState, sourceWasOn)).toBe(expected)
    expect(built({}, { targetPowerState, sourceWasOn }).result.spec.runStrategy).toBe(expected)
  })

  it.each([
    [4, 2, 2, 2],
    [6, 1, 6, 1],
    [8, 8, 1, 8],
    [5, 2, 5, 1],
    [2, 0, 2, 1],
  ])('%i CPUs with %i cores per socket: %i sockets of %i', (cpuCount, coresPerSocket, sockets, cores) => {
    expect(built({ cpuCount, coresPerSocket }).domain.cpu).toEqual({ sockets, cores, threads: 1 })
  })

  it('maps memory, nesting, clock and TPM', () => {
    expect(built().domain.memory).toEqual({ guest: '3000Mi' })
    expect(built({ nestedVirtualization: true }).domain.cpu?.features).toEqual([
      { name: 'vmx', policy: 'optional' },
      { name: 'svm', policy: 'optional' },
    ])
    expect(built().domain.clock).toEqual({ timezone: 'Europe/Berlin' })
    expect(built({}, { timeZone: '' }).domain.clock).toEqual({ utc: {} })
    expect(built().domain.devices.tpm).toEqual({ enabled: false })
    expect(built({ tpm: true }).domain.devices.tpm).toEqual({ persistent: true })
  })

  it.each([
    ['bios', false, { bios: {} }, undefined],
    ['bios', true, { bios: {} }, undefined],
    ['efi', false, { efi: { secureBoot: false } }, undefined],
    ['efi', true, { efi: { secureBoot: true } }, { smm: { enabled: true } }],
  ] as const)('firmware %s, secure boot %s', (firmware, secureBoot, bootloader, features) => {
    const { domain } = built({ firmware, secureBoot })
    expect(domain.firmware?.bootloader).toEqual(bootloader)
    expect(domain.features).toEqual(features)
  })

  it.each([
    [undefined, '421c0a3b-0011-2233-4455-66778899aabb'],
    ['v1.5.2', '421c0a3b-0011-2233-4455-66778899aabb'],
    ['v1.6.0', 'VMware-42 1c 0a 3b 00 11 22 33-44 55 66 77 88 99 aa bb'],
    ['v1.7.0', 'VMware-42 1c 0a 3b 00 11 22 33-44 55 66 77 88 99 aa bb'],
  ])('keeps uuid and serial with KubeVirt %s', (kubevirtVersion, serial) => {
    const plan = kubevirtVersion === undefined ? context : { ...context, kubevirtVersion }
    expect(built({}, {}, plan).domain.firmware).toMatchObject({ uuid: vm.uuid, serial })
  })

  it('attaches the claims in order and boots from the first', () => {
    const disks = [
      { ...disk, key: 12000, bus: 'sata' as const },
      { ...disk, key: 2001, unitNumber: 1, shared: true, uuid: '' },
    ]
    const { spec, domain } = built({ disks })
    expect(domain.devices.disks).toMatchObject([
      { name: 'vol-0', disk: { bus: 'virtio' }, bootOrder: 1, serial: '6000C298-5b8a-1234-5' },
      { name: 'vol-1', disk: { bus: 'virtio' }, shareable: true, cache: 'none' },
    ])
    expect(domain.devices.disks?.[1]).not.toHaveProperty('bootOrder')
    expect(domain.devices.disks?.[0]).not.toHaveProperty('shareable')
    expect(spec.volumes).toEqual(
      [0, 1].map((index) => ({
        name: `vol-${index}`,
        persistentVolumeClaim: { claimName: dataVolumeName(context, 'vm-101', 'web-01', index) },
      })),
    )
  })

  it('maps NICs to pod network, attachments, or nothing', () => {
    const { spec, domain } = built(
      {
        nics: [
          nic,
          { ...nic, networkId: 'net-b', mac: '00:50:56:00:00:02', connectedAtStart: false },
          { ...nic, networkId: 'net-c' },
          { ...nic, networkId: 'unmapped' },
          { ...nic, networkId: undefined },
          { ...nic, networkId: 'net-b', mac: '' },
        ],
      },
      {
        networkMap: [
          { sourceId: 'net-a', target: { kind: 'pod' } },
          { sourceId: 'net-b', target: { kind: 'multus', namespace: 'default', name: 'vlan-110' } },
          { sourceId: 'net-c', target: { kind: 'ignored' } },
        ],
      },
    )
    expect(domain.devices.interfaces).toEqual([
      { name: 'net-0', model: 'virtio', macAddress: '00:50:56:aa:bb:cc', masquerade: {} },
      { name: 'net-1', model: 'virtio', macAddress: '00:50:56:00:00:02', bridge: {}, state: 'down' },
      { name: 'net-5', model: 'virtio', bridge: {} },
    ])
    expect(spec.networks).toEqual([
      { name: 'net-0', pod: {} },
      { name: 'net-1', multus: { networkName: 'default/vlan-110' } },
      { name: 'net-5', multus: { networkName: 'default/vlan-110' } },
    ])
    expect(domain.devices).not.toHaveProperty('autoattachPodInterface')
  })

  it('gives a VM without NICs no network', () => {
    const { domain } = built({ nics: [] })
    expect(domain.devices.interfaces).toEqual([])
    expect(domain.devices.autoattachPodInterface).toBe(false)
  })

  it('uses devices that every guest knows when it was not converted', () => {
    const { domain } = built({}, { compatibilityMode: true })
    expect(domain.devices.disks?.[0]?.disk?.bus).toBe('sata')
    expect(domain.devices.interfaces?.[0]?.model).toBe('e1000e')
    expect(domain.devices.inputs).toEqual([{ name: 'tablet', type: 'tablet', bus: 'usb' }])
    expect(built().domain.devices.inputs).toEqual([{ name: 'tablet', type: 'tablet', bus: 'virtio' }])
  })
})
