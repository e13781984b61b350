import { describe, expect, it } from 'vitest'
import { esxiSource, hostChoice, loginRequest, nfcChange } from './esxi-request.ts'
import { nfcSize } from './esxi-sizes.ts'

const size = (text: string) => nfcSize(text, '--max-memory', 16 * 1024 * 1024, 2_147_483_647)

describe('a size', () => {
  it.each([
    ['1000000000', 1_000_000_000],
    ['1000000000B', 1_000_000_000],
    ['1GB', 1_000_000_000],
    ['1 gb', 1_000_000_000],
    ['0.5GB', 500_000_000],
    ['1GiB', 1_073_741_824],
    ['512MiB', 536_870_912],
    ['2147483647', 2_147_483_647],
  ])('%s is %i bytes', (text, bytes) => {
    expect(size(text)).toEqual({ ok: true, value: bytes })
  })

  it.each([
    '',
    'x',
    '1G',
    '1g',
    '-1GB',
    '1e9',
    '1,000,000,000',
    '1GB 2',
    '0x10',
    '0.3B',
    '2GiB',
    '48',
    '99999999999999',
  ])('%j is refused with what to write', (text) => {
    const refused = size(text)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'input.size' } })
    expect(!refused.ok && refused.problem.remedy).not.toBe('')
  })

  it('says both meanings where one is too large', () => {
    const refused = size('4GiB')
    expect(!refused.ok && refused.problem.message).toContain('4,294,967,296 bytes (4.0 GiB)')
  })
})

describe('a change', () => {
  it('raises the memory of all copies to what guides say, and leaves that of one as it is', () => {
    expect(nfcChange({})).toEqual({ ok: true, value: { maxMemory: 1_000_000_000 } })
    expect(nfcChange({ maxStreamMemory: '10MiB' })).toEqual({
      ok: true,
      value: { maxMemory: 1_000_000_000, maxStreamMemory: 10_485_760 },
    })
    expect(nfcChange({ maxMemory: '1GiB', maxStreamMemory: '1KiB' })).toMatchObject({ ok: false })
  })
})

describe('a source', () => {
  it('is known, or the lab', () => {
    expect(esxiSource({ provider: 'vc', passwordFd: '3' })).toMatchObject({
      ok: true,
      value: { kind: 'known', name: 'vc', passwordFd: 3, only: 'vsphere' },
    })
    expect(esxiSource({ lab: true, hosts: '8' })).toMatchObject({ ok: true, value: { kind: 'lab' } })
  })

  it.each([
    [{}, 'input.source-missing'],
    [{ provider: 'vc', lab: true }, 'input.lab-and-real'],
    [{ lab: true, passwordFd: '3' }, 'input.lab-and-real'],
    [{ provider: 'vc', hosts: '8' }, 'input.known-and-named'],
    [{ provider: 'vc', password: 'canary' }, 'input.password'],
    [{ lab: true, password: true }, 'input.password'],
    [{ provider: 'vc', passwordFd: '1' }, 'input.password-fd'],
  ])('%j is refused: %s', (raw, code) => {
    const refused = esxiSource(raw)
    expect(refused).toMatchObject({ ok: false, problem: { code } })
    expect(JSON.stringify(refused)).not.toContain('canary')
  })
})

describe('hosts', () => {
  it('have to be named where something is done with them', () => {
    expect(hostChoice({}, false)).toEqual({ ok: true, value: { hosts: [], clusters: [] } })
    expect(hostChoice({}, true)).toMatchObject({ ok: false, problem: { code: 'input.host-missing' } })
    expect(hostChoice({ host: [' '] }, false)).toMatchObject({ ok: false, problem: { code: 'input.host' } })
    expect(hostChoice({ allOfCluster: ['A'] }, true)).toMatchObject({ ok: true })
  })
})

describe('a login', () => {
  it.each([
    [{}, { how: { kind: 'password' } }],
    [
      { user: ' admin ', hostPasswordFd: '4' },
      { username: 'admin', how: { kind: 'password', fd: 4 } },
    ],
    [{ keyFile: 'k', passphraseFd: '5' }, { how: { kind: 'key', file: 'k', passphraseFd: 5 } }],
    [{ agent: true }, { how: { kind: 'agent' } }],
  ])('%j', (raw, value) => {
    expect(loginRequest(raw)).toEqual({ ok: true, value })
  })

  it.each([
    [{ agent: true, keyFile: 'k' }, 'input.login'],
    [{ keyFile: 'k', hostPasswordFd: '4' }, 'input.login'],
    [{ passphraseFd: '4' }, 'input.login'],
    [{ passwordFd: '3', hostPasswordFd: '3' }, 'input.descriptor'],
    [{ hostPasswordFd: 'x' }, 'input.host-password-fd'],
    [{ user: '' }, 'input.user'],
    [{ lab: true, user: 'root' }, 'input.lab-and-login'],
    [{ lab: true, agent: true }, 'input.lab-and-login'],
  ])('%j is refused: %s', (raw, code) => {
    expect(loginRequest(raw)).toMatchObject({ ok: false, problem: { code } })
  })
})
