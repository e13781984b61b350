import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { recoveryCodeOf } from '../../shared/vault/recovery-code.ts'
import { createAudit } from '../audit/audit.ts'
import type { Audit } from '../audit/service.ts'
import { freshJournal } from '../journal/test-support/fresh-journal.ts'
import { audited } from './audited.ts'
import type { Vault } from './service.ts'
import { aVaultPlace, PASSPHRASE, type VaultPlace } from './test-support/a-vault.ts'

const fresh = freshJournal()
let place: VaultPlace
let audit: Audit
/** What the log answers with instead of writing. */
let full: Problem | undefined
beforeEach(async () => {
  place = await aVaultPlace()
  full = undefined
  const real = createAudit({ journal: fresh.journal, shell: 'test', user: 'ann' })
  audit = { ...real, record: (...facts) => (full ? fail(full) : real.record(...facts)) }
})
afterEach(() => place.remove())

const DISK_FULL: Problem = { code: 'journal.disk-full', message: 'Full.', remedy: 'Make room.' }
const isFull = { ok: false, problem: DISK_FULL }
const bytes = (text: string) => Buffer.from(text)
const NO_DEVICE_WAY = 'by the keychain: The vault cannot be opened by this computer: none was set up.'
const own = { by: 'passphrase', passphrase: PASSPHRASE } as const
const wrong = { by: 'passphrase', passphrase: 'not this one' } as const
const code = (of: string) => ({ ok: false, problem: { code: of } })

const open = async (): Promise<Vault> => audited(await place.open(), audit)
async function made(): Promise<Vault> {
  const vault = await open()
  expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(ok(undefined))
  return vault
}
const put = (vault: Vault, ...ids: string[]) =>
  vault.put(ids.map((id) => ({ id, kind: 'vcenter', secret: bytes('canary') })))
const read = (vault: Vault, id: string, purpose = 'to test') =>
  vault.use(id, purpose, (secret) => Promise.resolve(ok(secret.toString())))

/** What was added to the log by `work`, oldest first. */
async function told(work: () => unknown): Promise<[action: string, subject: string, purpose: string][]> {
  const before = audit.list({ limit: 1 }).total
  await work()
  const { entries, total } = audit.list({ limit: 500 })
  return entries
    .slice(0, total - before)
    .toReversed()
    .map(({ action, subject = '', purpose }) => [action, subject, purpose])
}

describe('the log of the vault', () => {
  it('tells what is stored, used and forgotten, in memory too', async () => {
    const vault = await open()
    expect(await told(() => vault.useMemory())).toEqual([['memory-chosen', '', 'until Palletjack ends']])
    expect(await told(() => put(vault, 'vc', 'vc/luks/vm-1'))).toEqual([
      ['stored', 'vc', 'in memory only, for the first time'],
      ['stored', 'vc/luks/vm-1', 'in memory only, for the first time'],
    ])
    const used = [['used', 'vc', 'to log in to vc.example.com as admin']]
    expect(await told(() => read(vault, 'vc', 'to log in to vc.example.com as admin'))).toEqual(used)
    expect(await told(() => vault.forget('vc', 'nothing'))).toEqual([
      ['forgotten', 'vc', 'in memory'],
      ['forgotten', 'vc/luks/vm-1', 'in memory'],
    ])
  })

  it('tells of a vault from its first to its last day', async () => {
    const vault = await open()
    const recoveryCode = recoveryCodeOf(randomBytes(16))
    await put(vault, 'vc')
    expect(await told(() => vault.create({ passphrase: PASSPHRASE, recoveryCode, device: true }))).toEqual([
      [
        'vault-created',
        '',
        'opened by the passphrase, the recovery code, the keychain; takes over 1 secret from memory',
      ],
    ])
    expect(await told(() => put(vault, 'vc', 'ocp'))).toEqual([
      ['stored', 'vc', 'in the vault, in place of the one before'],
      ['stored', 'ocp', 'in the vault, for the first time'],
    ])
    expect(await told(() => vault.lock('after 15 minutes without use'))).toEqual([
      ['locked', '', 'after 15 minutes without use'],
    ])
    expect(await told(() => vault.lock())).toEqual([])
    expect(await told(() => vault.unlock({ by: 'device' }))).toEqual([['unlocked', '', 'by the keychain']])
    expect(await told(() => vault.unlock(own))).toEqual([])
    const anew = recoveryCodeOf(randomBytes(16))
    const changes = [
      [() => vault.setPassphrase(own, PASSPHRASE), 'passphrase-changed', 'by passphrase'],
      [() => vault.setRecoveryCode(own, anew), 'recovery-code-changed', 'by passphrase'],
      [() => vault.rotate(own, anew), 'key-rotated', 'by passphrase'],
      [
        () => vault.removeSlots({ by: 'recovery', code: anew }, 'device'),
        'way-removed',
        'the keychain, by recovery code',
      ],
      [() => vault.setDevice(own), 'device-added', 'by passphrase'],
      [() => vault.forgetAll(), 'vault-forgotten', 'with all that it held'],
    ] as const
    for (const [work, action, purpose] of changes) expect(await told(work)).toEqual([[action, '', purpose]])
  })

  it('tells of a secret on trial when it is used and when it is kept', async () => {
    const vault = await made()
    const trial = { id: 'vc', kind: 'vcenter', secret: bytes('canary'), purpose: 'to log in' } as const
    const offered = vault.offer(trial)
    const used = ['used', 'vc', 'to log in']
    expect(await told(() => offered.use(() => Promise.resolve(ok(1))))).toEqual([used])
    expect(await told(() => offered.keep())).toEqual([['stored', 'vc', 'in the vault, for the first time']])
    expect(await told(() => offered.keep())).toEqual([])
    expect(await told(() => offered.use(() => Promise.resolve(ok(1))))).toEqual([used])
    const dropped = vault.offer(trial)
    expect(await told(() => dropped.drop())).toEqual([])
    expect(await told(() => dropped.keep())).toEqual([])
  })

  it('says where a secret of this process alone is kept, beside a locked vault too', async () => {
    const vault = await made()
    vault.lock()
    const trial = { kind: 'vcenter', secret: bytes('canary'), purpose: 'to log in', isLoose: true } as const
    expect(await told(() => vault.offer({ id: 'vc', ...trial }).keep())).toEqual([
      ['stored', 'vc', 'in memory only, for the first time'],
    ])
    expect(await told(() => put(vault, 'vc/luks/vm-1'))).toEqual([
      ['stored', 'vc/luks/vm-1', 'in memory only, for the first time'],
    ])
    expect(await told(() => vault.forget('vc'))).toEqual([
      ['forgotten', 'vc', 'in memory'],
      ['forgotten', 'vc/luks/vm-1', 'in memory'],
    ])
  })

  it('tells of nothing that did not happen', async () => {
    const vault = await made()
    await put(vault, 'vc')
    expect(await told(() => read(vault, 'other'))).toEqual([])
    expect(await told(() => vault.create({ passphrase: PASSPHRASE, device: false }))).toEqual([])
    expect(await told(() => vault.useMemory())).toEqual([])
    expect(await told(() => vault.removeSlots(own, 'passphrase'))).toEqual([])
    vault.lock()
    const refused = async () => {
      expect(await put(vault, 'vc')).toMatchObject(code('vault.locked'))
      expect(await read(vault, 'vc')).toMatchObject(code('vault.locked'))
      expect(await vault.forget('vc')).toMatchObject(code('vault.locked'))
      expect(await vault.exportCopy(PASSPHRASE, ['vc'], [])).toMatchObject(code('vault.locked'))
    }
    expect(await told(refused)).toEqual([])
  })

  it('tells of who was turned away, and what for', async () => {
    const vault = await made()
    const refused = 'by passphrase: This passphrase does not open the vault.'
    expect(await told(() => vault.rotate(wrong))).toEqual([
      ['unlock-refused', '', `to change the key, ${refused}`],
    ])
    vault.lock()
    expect(await told(() => vault.unlock(wrong))).toEqual([['unlock-refused', '', refused]])
    expect(await told(() => vault.unlock({ by: 'device' }))).toEqual([['unlock-refused', '', NO_DEVICE_WAY]])
  })

  it('tells of copies, and which secrets left', async () => {
    const vault = await made()
    await put(vault, 'vc', 'ocp')
    const about = { id: 'provider:vc', kind: 'provider', secret: bytes('{}') } as const
    const copy = await vault.exportCopy('another passphrase', ['vc', 'gone'], [about])
    if (!copy.ok) throw new Error(copy.problem.message)
    expect(await told(() => vault.exportCopy('another passphrase', ['vc', 'gone'], [about]))).toEqual([
      ['copy-exported', 'vc', 'under a passphrase of its own'],
    ])
    expect(await told(() => vault.exportCopy('another passphrase', [], [about]))).toEqual([
      ['copy-exported', '', 'under a passphrase of its own'],
    ])
    const opened = () => vault.openCopy(copy.value, 'another passphrase', () => Promise.resolve(ok(1)))
    expect(await told(opened)).toEqual([['copy-imported', '', 'with 1 secret']])
  })

  it('tells what was announced and could not be done', async () => {
    const vault = audited(
      {
        ...(await place.open()),
        put: () => Promise.resolve(fail({ ...DISK_FULL, code: 'vault.not-written' })),
      },
      audit,
    )
    expect(await told(() => put(vault, 'vc'))).toEqual([
      ['stored', 'vc', 'in memory only, for the first time'],
      ['not-done', 'vc', 'stored: Full.'],
    ])
  })

  it('holds no secret', async () => {
    const vault = await made()
    await put(vault, 'vc')
    await read(vault, 'vc')
    await vault.unlock(wrong)
    const text = await (await audit.export()).text()
    for (const secret of ['canary', PASSPHRASE, 'not this one']) expect(text).not.toContain(secret)
    expect(await audit.verify()).toMatchObject({ state: 'whole', entries: 3 })
  })
})

describe('without room for the log', () => {
  it('nothing is used, stored, forgotten, exported or changed', async () => {
    const vault = await made()
    await put(vault, 'vc')
    const trial = { id: 'ocp', kind: 'cluster', secret: bytes('x'), purpose: 'to log in' } as const
    const offered = vault.offer(trial)
    const copy = await vault.exportCopy('another passphrase', ['vc'], [])
    if (!copy.ok) throw new Error(copy.problem.message)
    full = DISK_FULL
    let lent = false
    const fn = () => {
      lent = true
      return Promise.resolve(ok(1))
    }
    for (const refused of [
      await vault.use('vc', 'to test', fn),
      await offered.use(fn),
      await offered.keep(),
      await put(vault, 'other'),
      await vault.forget('vc'),
      await vault.exportCopy('another passphrase', ['vc'], []),
      await vault.openCopy(copy.value, 'another passphrase', fn),
      await vault.setPassphrase(own, 'a passphrase that is new'),
      await vault.rotate(own),
      await vault.forgetAll(),
    ])
      expect(refused).toEqual(isFull)
    expect(lent).toBe(false)
    full = undefined
    expect(vault.list().map(({ id }) => id)).toEqual(['vc'])
    const again = await open()
    expect(await again.unlock(own)).toEqual(ok(undefined))
    expect(await read(again, 'vc')).toEqual(ok('canary'))
  })

  it('no vault is made, and memory is not chosen', async () => {
    const vault = await open()
    full = DISK_FULL
    expect(await vault.create({ passphrase: PASSPHRASE, device: false })).toEqual(isFull)
    expect(vault.useMemory()).toEqual(isFull)
    expect(vault.status()).toEqual({ state: 'unset' })
  })

  it('nobody learns whether a passphrase was right', async () => {
    const vault = await made()
    vault.lock()
    full = DISK_FULL
    for (const input of [own, wrong]) expect(await vault.unlock(input)).toEqual(isFull)
    expect(vault.status()).toMatchObject({ state: 'locked' })
  })

  it('it is locked all the same', async () => {
    const vault = await made()
    full = DISK_FULL
    vault.lock('The screen was locked.')
    expect(vault.status()).toMatchObject({ state: 'locked', because: 'The screen was locked.' })
    full = undefined
    await vault.unlock(own)
    const broken = audited(vault, {
      ...audit,
      record: () => {
        throw new Error('a bug')
      },
    })
    expect(() => broken.lock()).toThrow('a bug')
    expect(vault.status()).toMatchObject({ state: 'locked' })
  })

  it('what else asks right before it takes effect is asked too', async () => {
    const vault = await made()
    vault.lock()
    expect(await told(() => vault.unlock(own, () => fail(DISK_FULL)))).toEqual([])
    expect(vault.status()).toMatchObject({ state: 'locked' })
  })
})
