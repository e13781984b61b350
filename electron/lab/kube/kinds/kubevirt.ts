/** KubeVirt's kinds. Columns, status subresources and list types follow its custom resource definitions. */
import { anyObject, anyValue, boolean, described, integer, list, object, oneOf, string } from '../schema.ts'
import type { Schema } from '../schema.ts'
import { ageColumn, conditionColumn, nameColumn, text } from './columns.ts'
import type { KindSpec } from './kind.ts'
import { checkInstance, checkVirtualMachine } from './kubevirt-rules.ts'
import { conditions, objectMeta, objectSchema } from './schemas.ts'

const disk: Schema = object(
  {
    name: described('The name of the volume behind the disk.', string),
    bootOrder: { ...integer, minimum: 1 },
    disk: object({ bus: oneOf('virtio', 'sata', 'scsi', 'usb'), readonly: boolean }),
    cdrom: object({ bus: oneOf('virtio', 'sata', 'scsi'), readonly: boolean }),
    lun: object({ bus: oneOf('virtio', 'sata', 'scsi'), readonly: boolean }),
    serial: string,
    cache: string,
    shareable: boolean,
  },
  ['name'],
)

const networkInterface: Schema = object(
  {
    name: string,
    model: string,
    macAddress: string,
    bootOrder: { ...integer, minimum: 1 },
    masquerade: anyObject,
    bridge: anyObject,
    state: oneOf('up', 'down', 'absent'),
  },
  ['name'],
)

const instanceSpec: Schema = object(
  {
    domain: object(
      {
        cpu: object({ cores: integer, sockets: integer, threads: integer, model: string }),
        memory: object({ guest: { format: 'quantity' }, maxGuest: { format: 'quantity' } }),
        firmware: object({ uuid: string, serial: string, bootloader: anyObject }),
        machine: object({ type: string }),
        devices: object({ disks: list(disk), interfaces: list(networkInterface), inputs: list(anyObject) }),
        clock: anyObject,
        features: anyObject,
        resources: anyObject,
      },
      ['devices'],
    ),
    volumes: list(
      object(
        {
          name: string,
          dataVolume: object({ name: string }, ['name']),
          persistentVolumeClaim: object({ claimName: string }, ['claimName']),
        },
        ['name'],
      ),
    ),
    networks: list(
      object({ name: string, pod: anyObject, multus: object({ networkName: string }, ['networkName']) }, [
        'name',
      ]),
    ),
    evictionStrategy: string,
    terminationGracePeriodSeconds: integer,
    nodeSelector: { type: 'object', values: string },
  },
  ['domain'],
)

const matcher = object({ name: string, kind: string, inferFromVolume: string, revisionName: string })

const virtualMachine: KindSpec = {
  group: 'kubevirt.io',
  version: 'v1',
  kind: 'VirtualMachine',
  plural: 'virtualmachines',
  shortNames: ['vm', 'vms'],
  categories: ['all'],
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema(
    'A virtual machine that exists while it is off, too.',
    {
      spec: object(
        {
          runStrategy: described(
            'Whether and when the machine runs.',
            oneOf('Always', 'Halted', 'Manual', 'RerunOnFailure', 'Once', 'WaitAsReceiver'),
          ),
          running: boolean,
          template: object({ metadata: objectMeta, spec: instanceSpec }, ['spec']),
          dataVolumeTemplates: list(object({ metadata: objectMeta, spec: anyObject }, ['spec'])),
          instancetype: matcher,
          preference: matcher,
        },
        ['template'],
      ),
      status: object({
        printableStatus: string,
        ready: boolean,
        created: boolean,
        conditions,
        volumeSnapshotStatuses: list(anyValue),
        stateChangeRequests: list(object({ action: oneOf('Start', 'Stop') }, ['action'])),
      }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    ageColumn,
    text('Status', 'status.printableStatus'),
    conditionColumn('Ready', 'Ready'),
  ],
  check: checkVirtualMachine,
}

const virtualMachineInstance: KindSpec = {
  group: 'kubevirt.io',
  version: 'v1',
  kind: 'VirtualMachineInstance',
  plural: 'virtualmachineinstances',
  shortNames: ['vmi', 'vmis'],
  categories: ['all'],
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema(
    'A virtual machine that runs.',
    {
      spec: instanceSpec,
      status: object({ phase: string, nodeName: string, conditions, interfaces: list(anyObject) }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    ageColumn,
    text('Phase', 'status.phase'),
    text('IP', 'status.interfaces.0.ipAddress'),
    text('NodeName', 'status.nodeName'),
    conditionColumn('Ready', 'Ready'),
    conditionColumn('Live-Migratable', 'LiveMigratable', true),
    conditionColumn('Paused', 'Paused', true),
  ],
  check: checkInstance,
}

const kubeVirt: KindSpec = {
  group: 'kubevirt.io',
  version: 'v1',
  kind: 'KubeVirt',
  plural: 'kubevirts',
  shortNames: ['kv', 'kvs'],
  categories: ['all'],
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema('The installation of KubeVirt.', {
    spec: anyObject,
    status: object({ phase: string, observedKubeVirtVersion: string, conditions }),
  }),
  columns: [nameColumn, ageColumn, text('Phase', 'status.phase')],
}

const instancetype = {
  group: 'instancetype.kubevirt.io',
  version: 'v1beta1',
  categories: ['all'],
  custom: true,
  status: false,
} as const

const preferenceSchema = objectSchema('Preferred devices for a guest system.', { spec: anyObject }, ['spec'])
const instancetypeSchema = objectSchema(
  'A size of virtual machine.',
  {
    spec: object(
      {
        cpu: object({ guest: integer }, ['guest']),
        memory: object({ guest: { format: 'quantity' } }, ['guest']),
      },
      ['cpu', 'memory'],
    ),
  },
  ['spec'],
)

export const kubevirtKinds: readonly KindSpec[] = [
  virtualMachine,
  virtualMachineInstance,
  kubeVirt,
  {
    ...instancetype,
    kind: 'VirtualMachineClusterPreference',
    plural: 'virtualmachineclusterpreferences',
    shortNames: ['vmcp', 'vmcps'],
    namespaced: false,
    schema: preferenceSchema,
  },
  {
    ...instancetype,
    kind: 'VirtualMachinePreference',
    plural: 'virtualmachinepreferences',
    shortNames: ['vmp', 'vmps', 'vmpref', 'vmprefs'],
    namespaced: true,
    schema: preferenceSchema,
  },
  {
    ...instancetype,
    kind: 'VirtualMachineClusterInstancetype',
    plural: 'virtualmachineclusterinstancetypes',
    shortNames: ['vmclusterinstancetype', 'vmcf', 'vmcfs'],
    namespaced: false,
    schema: instancetypeSchema,
  },
]
