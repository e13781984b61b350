import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredProvider } from '../journal/service.ts'
import { describedIn, takenFrom } from './copied.ts'
import type { LooseSecret } from './service.ts'
import type { SecretKind } from '../../shared/vault/model.ts'

const ID = '7f3c2b9e-3f0a-4d8e-9c6b-2f7f3d1a5b10'
const vcenter: StoredProvider = {
  id: ID,
  name: 'vc-berlin',
  lab: false,
  source: { url: 'https://vc.example.com/sdk', username: 'root', trust: { kind: 'system' } },
  version: '8.0.3',
  thumbprint: '',
}
const hosts = [
  {
    hostId: 'host-1',
    vcenter: 'uuid',
    login: { kind: 'key', username: 'root' },
    hostKey: {
      type: 'rsa-sha2-512',
      sha256: `SHA256:${'a'.repeat(43)}`,
      pinnedAt: '2026-01-01T00:00:00.000Z',
    },
    unfinished: { runId: 'r', ownerPid: 1, at: '2026-01-01T00:00:00.000Z', step: 'write' },
    sshBefore: { at: '2026-01-01T00:00:00.000Z', ownerPid: 1, running: false, policy: 'off', rulesets: [] },
  },
  { hostId: 'host-2', login: { kind: 'agent', username: 'root' } },
] as const

const secret = (id: string, kind: SecretKind, text: string): LooseSecret => ({
  ...{ id, kind },
  secret: Buffer.from(text),
})
const described = (stored: StoredProvider = vcenter): LooseSecret => {
  const record = describedIn(stored, hosts)
  if (!record) throw new Error('it is not described')
  return record
}
const changed = (change: (copied: { provider: Record<string, unknown>; [key: string]: unknown }) => void) => {
  const copied = JSON.parse(Buffer.from(described().secret).toString()) as Parameters<typeof change>[0]
  change(copied)
  return secret(`${ID}/provider`, 'provider', JSON.stringify(copied))
}
const whole = [
  secret(ID, 'vcenter', 'password'),
  secret(`${ID}/esxi/host-1/ssh`, 'esxi-login', '{"kind":"password","username":"root","password":"x"}'),
  secret(`${ID}/esxi/host-1/direct`, 'esxi-password', 'x'),
  secret(`${ID}/luks/vm-1`, 'luks', '["one","two"]'),
]
const outcome = (secrets: readonly LooseSecret[]) =>
  takenFrom(secrets).map(({ name, taken }) => `${name}: ${taken.ok ? 'whole' : taken.problem.code}`)

describe('a provider in a copy', () => {
  it('comes out as it went in, without work that was under way and without agents', () => {
    const [one] = takenFrom([...whole, described()])
    expect(one?.taken).toEqual({
      ok: true,
      value: {
        stored: vcenter,
        hosts: [{ hostId: 'host-1', vcenter: 'uuid', login: hosts[0].login, hostKey: hosts[0].hostKey }],
        secrets: whole,
      },
    })
  })

  it('carries no consent to run a program', () => {
    const target = {
      kind: 'kubeconfig',
      url: 'https://api.example.com:6443',
      allowProgram: 'rm -rf /',
    } as const
    const { source: _, ...cluster } = { ...vcenter, target }
    const record = described(cluster)
    expect(Buffer.from(record.secret).toString()).not.toContain('rm -rf')
    expect(outcome([record])).toEqual(['vc-berlin: whole'])
    // Nor does a copy that somebody made by hand.
    const copied = JSON.parse(Buffer.from(record.secret).toString()) as { provider: { target: object } }
    Object.assign(copied.provider.target, { allowProgram: 'rm -rf /' })
    expect(outcome([secret(record.id, 'provider', JSON.stringify(copied))])).toEqual([
      'vc-berlin: vault.copy-unfit',
    ])
  })

  it('that is a file is not described', () => {
    const { source: _, ...file } = vcenter
    const inventoryFile = { takenAt: '2026-01-01', url: 'vc', vms: 1, hosts: 1 }
    expect(describedIn({ ...file, inventoryFile }, [])).toBeUndefined()
  })

  it('of a newer version is left, and told', () => {
    expect(outcome([changed((copied) => Object.assign(copied, { version: 2, more: true }))])).toEqual([
      'vc-berlin: vault.copy-newer',
    ])
  })

  it.each<[string, LooseSecret[]]>([
    ['without a description', whole],
    ['in text that is no JSON', [secret(`${ID}/provider`, 'provider', '{')]],
    ['described under another id', [{ ...described(), id: `${ID.replace('7', '8')}/provider` }]],
    ['with an id that is a path', [changed(({ provider }) => Object.assign(provider, { id: '../../etc' }))]],
    ['with a field of its own', [changed(({ provider }) => Object.assign(provider, { inventoryFile: {} }))]],
    ['as a lab', [changed(({ provider }) => Object.assign(provider, { lab: true }))]],
    ['with a name of two lines', [changed(({ provider }) => Object.assign(provider, { name: 'a\nb' }))]],
    [
      'with a name that writes backwards',
      [changed(({ provider }) => Object.assign(provider, { name: 'a\u202eb' }))],
    ],
    [
      'with a name without end',
      [changed(({ provider }) => Object.assign(provider, { name: 'a'.repeat(64) }))],
    ],
    ['without a name', [changed(({ provider }) => Object.assign(provider, { name: '' }))]],
    [
      'of both kinds',
      [changed(({ provider }) => Object.assign(provider, { target: { kind: 'token', url: 'https://a' } }))],
    ],
    ['of no kind', [changed(({ provider }) => delete provider['source'])]],
    [
      'at an address that is none',
      [
        changed(({ provider }) =>
          Object.assign(provider['source'] as object, { url: 'javascript:alert(1)' }),
        ),
      ],
    ],
    [
      'with hosts without end',
      [changed((copied) => Object.assign(copied, { hosts: Array(10_001).fill({ hostId: 'h' }) }))],
    ],
    [
      'with a host that is a path',
      [changed((copied) => Object.assign(copied, { hosts: [{ hostId: 'a/../b' }] }))],
    ],
    ['with a secret of the other kind', [described(), secret(ID, 'cluster', 'x')]],
    ['with an empty secret', [described(), secret(ID, 'vcenter', '')]],
    ['with a secret without end', [described(), secret(ID, 'vcenter', 'x'.repeat(4 * 1024 * 1024 + 1))]],
    ['with a second description', [described(), secret(`${ID}/provider/provider`, 'provider', '{}')]],
    [
      'with a login that is none',
      [described(), secret(`${ID}/esxi/host-1/ssh`, 'esxi-login', '{"kind":"password"}')],
    ],
    [
      'with an agent as a login',
      [described(), secret(`${ID}/esxi/h/ssh`, 'esxi-login', '{"kind":"agent","username":"r"}')],
    ],
    [
      'with a login of an unknown way',
      [described(), secret(`${ID}/esxi/host-1/telnet`, 'esxi-password', 'x')],
    ],
    ['with passphrases that are none', [described(), secret(`${ID}/luks/vm-1`, 'luks', '{"0":"x"}')]],
    [
      'with nine passphrases',
      [described(), secret(`${ID}/luks/vm-1`, 'luks', JSON.stringify(Array(9).fill('x')))],
    ],
  ])('%s is not taken at all', (_, secrets) => {
    for (const { taken } of takenFrom(secrets))
      expect(taken).toMatchObject({ ok: false, problem: { code: 'vault.copy-unfit' } })
  })

  it('reaches no prototype', () => {
    const text = Buffer.from(described().secret)
      .toString()
      .replace(
        '"provider":{',
        '"provider":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
      )
    const records = [
      secret(`${ID}/provider`, 'provider', text),
      secret('__proto__/provider', 'provider', text),
      secret('__proto__', 'vcenter', 'x'),
      secret('constructor/luks/prototype', 'luks', '["x"]'),
    ]
    expect(outcome(records).map((one) => one.split(': ')[1])).toEqual(Array(3).fill('vault.copy-unfit'))
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('that fits nothing hinders no other', () => {
    expect(outcome([secret('other', 'vcenter', 'x'), ...whole, described()])).toEqual([
      ': vault.copy-unfit',
      'vc-berlin: whole',
    ])
  })

  it('is taken or left whatever stands in it, and no message repeats a secret', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(ID, `${ID}/provider`, `${ID}/luks/a`, '', '/'), fc.json()), {
          maxLength: 4,
        }),
        (records) => {
          const secrets = records.map(([id, text]) =>
            secret(id, id.endsWith('provider') ? 'provider' : 'luks', `${text}SECRET`),
          )
          const taken = takenFrom(secrets)
          expect(taken.every((one) => !one.taken.ok)).toBe(true)
          expect(JSON.stringify(taken)).not.toContain('SECRET')
        },
      ),
    )
  })
})
