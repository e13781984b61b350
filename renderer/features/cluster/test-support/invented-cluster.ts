/** Invented contexts, rights and probes of a target cluster. No real cluster looks exactly like it. */
import type { NetworkProbe, ProbePath, ProbedServer, VddkProbe } from '../../../../shared/probe/model.ts'
import type { KubeconfigContext } from '../../../../shared/provider/model.ts'
import type { Target } from '../../../../shared/target/model.ts'
import type { PermissionGroup, PermissionReport, Right } from '../../../../shared/target/permissions.ts'
import { aStorageClass } from '../../../../test/fixtures/inventory.ts'
import { inventedTarget } from '../../../test-support/invented.ts'

export const PROGRAM = '/usr/local/bin/aws --region eu-central-1 eks get-token --cluster-name prod'

export function inventedContexts(): KubeconfigContext[] {
  const context = (name: string, change: Partial<KubeconfigContext>): KubeconfigContext => ({
    name,
    current: false,
    server: 'https://api.ocp-prod.example.com:6443',
    user: 'admin',
    namespace: 'default',
    login: 'token',
    ...change,
  })
  return [
    context('ocp-prod/admin', { current: true, login: 'certificate' }),
    context('eks-prod', {
      server: 'https://ABCD.eks.example.com',
      user: 'arn:aws:iam::1:user/a',
      login: 'program',
      program: PROGRAM,
    }),
    context('old-lab', {
      server: 'http://10.0.0.9:8080',
      login: 'none',
      problem: {
        code: 'cluster.kubeconfig-insecure',
        message: 'Its server has no encryption.',
        remedy: 'Use an address that begins with https://.',
      },
    }),
  ]
}

/** A target with all that the page of a cluster can show. */
export function inventedBigTarget(change: Partial<Target> = {}): Target {
  return inventedTarget({
    namespaces: ['default', 'finance', 'openshift-cnv', 'retail', 'sandbox-7'],
    terminating: ['sandbox-7'],
    podSecurity: { finance: 'restricted', retail: 'baseline' },
    conversionSecurity: 'refused',
    forkliftVersion: '',
    quotas: [
      {
        namespace: 'finance',
        name: 'compute',
        resources: [
          { name: 'requests.storage', hard: '2Ti', used: '1843Gi' },
          { name: 'persistentvolumeclaims', hard: '40', used: '11' },
          { name: 'limits.memory', hard: '256Gi', used: '256Gi' },
        ],
      },
    ],
    storageClasses: [
      aStorageClass({
        provisioner: 'openshift-storage.rbd.csi.ceph.com',
        claimPropertySets: [
          { volumeMode: 'Block', accessModes: ['ReadWriteMany'] },
          { volumeMode: 'Filesystem', accessModes: ['ReadWriteOnce'] },
        ],
      }),
      aStorageClass({
        name: 'nfs',
        provisioner: 'nfs.csi.k8s.io',
        bindingMode: 'WaitForFirstConsumer',
        isDefault: true,
        isVirtDefault: false,
        claimPropertySets: [],
      }),
    ],
    attachments: [
      { namespace: 'default', name: 'migration-10g', type: 'macvlan', vlan: 90, route: '10.90.0.1' },
      { namespace: 'finance', name: 'vlan-110', type: 'bridge', vlan: 110 },
      { namespace: 'finance', name: 'storage-only', type: 'ipvlan', route: 'none', gateway: '10.91.0.1' },
    ],
    ...change,
  })
}

function right(verb: string, resource: string, change: Partial<Right> = {}): Right {
  return {
    verb,
    resource,
    namespace: 'finance',
    state: 'allowed',
    reason: '',
    purpose: 'Copies the disks.',
    ...change,
  }
}

export function inventedReport(namespace = 'finance'): PermissionReport {
  const groups: PermissionGroup[] = [
    {
      use: 'look',
      title: 'Look at the cluster',
      required: true,
      state: 'works',
      message: 'Storage classes, networks and nodes can be read.',
      rights: [right('list', 'storageclasses.storage.k8s.io', { namespace: '' })],
    },
    {
      use: 'migrate',
      title: 'Migrate into the namespace',
      required: true,
      state: 'partly',
      message: '1 of 3 rights is missing: no virtual machine can be created.',
      rights: [
        right('create', 'datavolumes.cdi.kubevirt.io'),
        right('create', 'pods'),
        right('create', 'virtualmachines.kubevirt.io', {
          state: 'denied',
          reason: 'no RBAC policy matched',
          purpose: 'Creates the virtual machine at the end.',
        }),
      ],
    },
    {
      use: 'create-namespace',
      title: 'Create namespaces',
      required: false,
      state: 'denied',
      message: 'Namespaces have to be there already.',
      rights: [
        right('create', 'namespaces', { namespace: '', state: 'denied', purpose: 'Makes namespaces.' }),
      ],
    },
    {
      use: 'probe',
      title: 'Look from inside the cluster',
      required: false,
      state: 'unknown',
      message: 'The cluster did not answer the question.',
      rights: [right('create', 'jobs.batch', { state: 'unknown', reason: 'etcdserver: request timed out' })],
    },
  ]
  return { namespace, user: 'system:serviceaccount:tools:deployer', groups }
}

export const YAML = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: palletjack
  namespace: palletjack
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: palletjack
  namespace: finance
rules:
  - apiGroups: [cdi.kubevirt.io]
    resources: [datavolumes]
    verbs: [get, list, watch, create, patch, delete]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: palletjack
  namespace: finance
`

const pending = { state: 'pending', detail: '' } as const

function path(change: Partial<ProbePath> = {}): ProbePath {
  return {
    dns: { state: 'ok', detail: '192.0.2.21' },
    ports: [
      { port: 443, look: { state: 'ok', detail: '' } },
      { port: 902, look: { state: 'ok', detail: '' } },
    ],
    ...change,
  }
}

const waiting = path({
  dns: pending,
  ports: [
    { port: 443, look: pending },
    { port: 902, look: pending },
  ],
})

export function inventedProbe(change: Partial<NetworkProbe> = {}): NetworkProbe {
  const host = (number: number, cluster: ProbePath, computer = path()): ProbedServer => ({
    id: `host-${number}`,
    name: `esx-0${number}`,
    role: 'esxi',
    host: `esx-0${number}.example.com`,
    cluster,
    computer,
  })
  const running = change.state === 'running'
  return {
    state: 'done',
    step: 'Looked at 3 servers.',
    image: 'registry.example.com/ubi9:latest',
    cleanedUp: true,
    servers: [
      {
        id: 'vcenter',
        name: 'vCenter',
        role: 'vcenter',
        host: 'vcenter-01.example.com',
        cluster: path({ ports: [{ port: 443, look: { state: 'ok', detail: '' } }] }),
        computer: path({ ports: [{ port: 443, look: { state: 'ok', detail: '' } }] }),
      },
      host(1, running ? waiting : path()),
      host(
        2,
        running
          ? waiting
          : path({
              ports: [
                { port: 443, look: { state: 'ok', detail: '' } },
                {
                  port: 902,
                  look: { state: 'failed', detail: 'No answer within 5 s: a firewall drops it.' },
                },
              ],
            }),
        path({
          dns: { state: 'unknown', detail: 'Not looked up: it is an address.' },
        }),
      ),
    ],
    ...change,
  }
}

export function inventedVddk(change: Partial<VddkProbe> = {}): VddkProbe {
  return {
    state: 'done',
    step: 'The image was looked at.',
    image: 'registry.example.com/vddk:8.0.3',
    imageSource: 'ConfigMap v2v-vmware in namespace openshift-cnv',
    cleanedUp: true,
    pull: { state: 'ok', detail: '' },
    library: { state: 'ok', detail: 'libvixDiskLib.so.8 was found.' },
    libraryVersion: '8.0.3',
    ...change,
  }
}
