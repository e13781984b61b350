/** Invented certificates, checks and files. No real server looks exactly like them. */
import type { Certificate, ConnectionCheck, Provider } from '../../../../shared/provider/model.ts'
import { inventedProvider } from '../../../test-support/invented.ts'

/** `pair` fills the fingerprints: "B2" gives B2:B2:... */
export function inventedCertificate(pair = 'B2', change: Partial<Certificate> = {}): Certificate {
  return {
    subject: 'CN=vcenter-01.example.com, OU=VMware Engineering',
    issuer: 'CN=CA, DC=vsphere, DC=local',
    notBefore: '2025-02-01T00:00:00Z',
    notAfter: '2035-02-01T00:00:00Z',
    sha1: Array.from({ length: 20 }, () => pair).join(':'),
    sha256: Array.from({ length: 32 }, () => pair).join(':'),
    ...change,
  }
}

/** A vCenter whose certificate is known and pinned, with an inventory in step. */
export function inventedSource(change: Partial<Provider> = {}): Provider {
  const certificate = inventedCertificate('A1')
  return inventedProvider({
    certificate,
    thumbprint: certificate.sha1,
    trust: 'fingerprint',
    inventory: { vms: 10_000, hosts: 200, syncedAt: new Date().toISOString() },
    ...change,
  })
}

export function inventedFile(change: Partial<Provider> = {}): Provider {
  const takenAt = '2026-01-31T10:00:00Z'
  return inventedProvider({
    id: 'file',
    name: 'VMware vCenter Server 2026-01-31',
    url: 'VMware vCenter Server',
    username: '',
    credential: 'none',
    inventory: { vms: 812, hosts: 24, syncedAt: takenAt },
    status: { state: 'offline', takenAt },
    ...change,
  })
}

export function inventedChecks(): ConnectionCheck[] {
  const step = (
    id: string,
    title: string,
    state: ConnectionCheck['state'],
    message: string,
    change: Partial<ConnectionCheck> = {},
  ): ConnectionCheck => ({ id, title, state, message, details: [], ...change })
  return [
    step('address', 'Address', 'ok', 'vcenter-01.example.com answers on port 443.'),
    step('certificate', 'Certificate', 'ok', 'It is the one that you trust.'),
    step('login', 'Login', 'ok', 'The user may log in.'),
    step('clock', 'Clock', 'warning', 'The clock of the server is 7 min ahead of this computer.', {
      remedy: 'Set both clocks by the same time server.',
    }),
    step('privileges-cold', 'Cold migration', 'ok', 'Nothing is missing.'),
    step('privileges-warm', 'Warm migration', 'failed', 'The user lacks privileges on 2 objects.', {
      remedy: 'Give the role of the user these privileges.',
      details: [
        'VirtualMachine.Config.ChangeTracking on DC1',
        'VirtualMachine.State.CreateSnapshot on DC1/Web',
      ],
    }),
    step('privileges-host-edit', 'Host edit', 'skipped', 'Not looked at: no host was chosen.'),
  ]
}
