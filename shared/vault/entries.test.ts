import { expect, it } from 'vitest'
import { vaultEntries, type Surroundings } from './entries.ts'
import type { SecretInfo, SecretKind } from './model.ts'

const secret = (id: string, kind: SecretKind): SecretInfo => ({ id, kind, updatedAt: '2026-01-01T00:00:00Z' })

const around: Surroundings = {
  providers: [
    { id: 'vc', name: 'vc-berlin', username: 'administrator@vsphere.local', credential: 'password' },
    { id: 'kube', name: 'ocp-prod', username: '', credential: 'kubeconfig' },
    { id: 'token', name: 'ocp-lab', username: '', credential: 'token' },
  ],
  plans: [
    { name: 'wave 10', sourceId: 'vc', targetId: 'kube', vms: [{ vmId: 'vm-1' }] },
    { name: 'wave 2', sourceId: 'vc', targetId: 'kube', vms: [{ vmId: 'vm-2' }] },
    { name: 'elsewhere', sourceId: 'other', targetId: 'token', vms: [{ vmId: 'vm-1' }] },
  ],
  hostName: (_, hostId) => (hostId === 'host-1' ? 'esx-01' : undefined),
  vmName: (_, vmId) => (vmId === 'vm-1' ? 'db-01' : undefined),
  hostLogins: (_, hostId) =>
    hostId === 'host-1' ? { ssh: { kind: 'key', username: 'root' }, direct: { username: 'root' } } : {},
  lastUses: new Map([['vc', { at: '2026-02-01T00:00:00Z', purpose: 'to log in to vc-berlin' }]]),
}

it('says what each secret is, in the order of those it belongs to', () => {
  const entries = vaultEntries(
    [
      secret('gone', 'vcenter'),
      secret('gone-cluster', 'cluster'),
      secret('gone/esxi/host-1', 'esxi-login'),
      secret('vc/luks/vm-1', 'luks'),
      secret('vc/luks/vm-9', 'luks'),
      secret('vc/esxi/host-1/ssh', 'esxi-login'),
      secret('vc/esxi/host-1/direct', 'esxi-password'),
      secret('vc/esxi/host-2/ssh', 'esxi-login'),
      secret('vc/esxi/host-2/direct', 'esxi-password'),
      secret('vc', 'vcenter'),
      secret('token', 'cluster'),
      secret('kube', 'cluster'),
    ],
    around,
  )
  expect(entries.map(({ owner, what }) => `${owner}: ${what}`)).toEqual([
    'ocp-lab: Token',
    'ocp-prod: Kubeconfig',
    'vc-berlin: Password of administrator@vsphere.local',
    'vc-berlin: Passphrases of encrypted disks of db-01',
    'vc-berlin: Passphrases of encrypted disks of vm-9',
    'vc-berlin: Password of root on esx-01 for its API',
    'vc-berlin: Password on host-2 for its API',
    'vc-berlin: SSH key of root on esx-01',
    'vc-berlin: SSH password on host-2',
    ': Login of a cluster',
    ': Password of a vCenter',
    ': Login of an ESXi host',
  ])
})

it('names the plans that may use it and its last use', () => {
  const [own, disks] = vaultEntries([secret('vc', 'vcenter'), secret('vc/luks/vm-1', 'luks')], around)
  expect(own).toMatchObject({
    providerId: 'vc',
    plans: ['wave 2', 'wave 10'],
    lastUsedAt: '2026-02-01T00:00:00Z',
    lastUsedFor: 'to log in to vc-berlin',
  })
  expect(disks?.plans).toEqual(['wave 10'])
  expect(disks).not.toHaveProperty('lastUsedAt')
})

it('leaves the provider out where there is none', () => {
  const [entry] = vaultEntries([secret('gone', 'vcenter')], around)
  expect(entry).toMatchObject({ owner: '', plans: [] })
  expect(entry).not.toHaveProperty('providerId')
})
