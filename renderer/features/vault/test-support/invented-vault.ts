import type { AuditEntry } from '../../../../shared/audit/model.ts'
import type { VaultEntry } from '../../../../shared/vault/model.ts'

function inventedEntry(change: Partial<VaultEntry> = {}): VaultEntry {
  return {
    id: 'src',
    kind: 'vcenter',
    updatedAt: '2026-03-01T10:00:00.000Z',
    fingerprint: '1375c706',
    providerId: 'src',
    owner: 'vcenter-01',
    what: 'Password of administrator@vsphere.local',
    plans: ['wave-1'],
    ...change,
  }
}

/** A vCenter with two of its hosts, a cluster that was used, and one of nobody. */
export function inventedEntries(): VaultEntry[] {
  return [
    inventedEntry(),
    inventedEntry({
      id: 'src/esxi/host-1/ssh',
      kind: 'esxi-login',
      what: 'SSH key of root on esx-01',
      fingerprint: 'aa01',
    }),
    inventedEntry({ id: 'src/luks/vm-7', kind: 'luks', what: 'Passphrases of encrypted disks of db-01' }),
    inventedEntry({
      id: 'dst',
      kind: 'cluster',
      providerId: 'dst',
      owner: 'ocp-prod',
      what: 'Token',
      fingerprint: 'bb02',
      plans: [],
      lastUsedAt: '2026-03-02T10:00:00.000Z',
      lastUsedFor: 'to log in to api.ocp-prod.example.com:6443',
    }),
    {
      id: 'gone',
      kind: 'cluster',
      updatedAt: '2026-03-01T10:00:00.000Z',
      owner: '',
      what: 'Login of a cluster',
      plans: [],
    },
  ]
}

/** Newest first; one entry in three is a use of `subject`. */
export function inventedLog(count: number, subject = 'src'): AuditEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const seq = count - index
    const isUse = seq % 3 === 0
    return {
      seq,
      at: new Date(Date.parse('2026-03-01T10:00:00.000Z') + seq * 1000).toISOString(),
      user: 'ada',
      shell: 'electron',
      hash: seq.toString(16).padStart(64, '0'),
      action: isUse ? 'used' : 'locked',
      ...(isUse && { subject }),
      purpose: isUse ? `to log in to vc.example.com, time ${seq}` : 'by hand',
    }
  })
}
