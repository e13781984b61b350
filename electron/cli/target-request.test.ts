import { describe, expect, it } from 'vitest'
import { migrateRequest } from './migrate-request.ts'
import { subject, targetSubject, type RawSubjectOptions } from './subject-request.ts'
import { realTarget, withoutClusterCa, type RawTargetOptions } from './target-request.ts'

const url = 'https://api.example.com:6443'

describe('realTarget', () => {
  it('takes a kubeconfig with context and consent', () => {
    const raw = { kubeconfig: 'config', context: 'prod', allowProgram: 'aws eks get-token' }
    expect(realTarget(raw)).toEqual({
      ok: true,
      value: { kind: 'kubeconfig', file: 'config', context: 'prod', allowProgram: 'aws eks get-token' },
    })
  })

  it.each([
    [
      { cluster: url, tokenFd: '3', ca: 'ca.pem' },
      { kind: 'token', url, tokenFd: 3, caFile: 'ca.pem' },
    ],
    [
      { cluster: url, ca: 'vc.pem', clusterCa: 'ca.pem' },
      { kind: 'token', url, caFile: 'ca.pem' },
    ],
    [{ cluster: 'api.example.com' }, { kind: 'token', url: 'api.example.com' }],
  ])('takes an address: %j', (raw, expected) => {
    expect(realTarget(raw)).toEqual({ ok: true, value: expected })
  })

  const mistakes: [string, RawTargetOptions, RegExp][] = [
    ['nothing', {}, /--kubeconfig FILE, or --cluster URL/],
    ['a token in argv', { cluster: url, token: 'hunter2' }, /takes no token on the command line/],
    ['a bare --token', { cluster: url, token: true }, /--token-fd/],
    ['two targets', { cluster: url, kubeconfig: 'x' }, /both were given/],
    ['an empty file name', { kubeconfig: '' }, /--kubeconfig is empty/],
    ['a token with a kubeconfig', { kubeconfig: 'x', tokenFd: '3' }, /--token-fd does not go with it/],
    ['an authority with a kubeconfig', { kubeconfig: 'x', ca: 'ca.pem' }, /--ca does not go with it/],
    ['a context with an address', { cluster: url, context: 'prod' }, /--context is about a kubeconfig/],
    ['http', { cluster: 'http://api.example.com' }, /https address/],
    ['no address', { cluster: '::' }, /https address/],
    ['a login in the address', { cluster: 'https://admin:hunter2@api.example.com' }, /holds a login/],
    ['a word as descriptor', { cluster: url, tokenFd: 'stdin' }, /--token-fd has to be the number/],
    ['standard output as descriptor', { cluster: url, tokenFd: '1' }, /--token-fd has to be the number/],
  ]
  it.each(mistakes)('refuses %s with a sentence', (_, raw, expected) => {
    const target = realTarget(raw)
    if (target.ok) throw new Error('was accepted')
    const { code, message, remedy } = target.problem
    expect(code).toMatch(/^input\./)
    expect(`${message} ${remedy}`).toMatch(expected)
    expect(message).toMatch(/\.$/)
    expect(remedy).toMatch(/\.$/)
    expect(JSON.stringify(target)).not.toContain('hunter2')
  })
})

describe('withoutClusterCa', () => {
  it('leaves --ca to the cluster where the vCenter is trusted by its fingerprint', () => {
    const raw = { vcenter: 'vc', fingerprint: 'AA', ca: 'ca.pem', cluster: url }
    expect(withoutClusterCa(raw).ca).toBeUndefined()
    expect(withoutClusterCa({ ...raw, clusterCa: 'x' }).ca).toBe('ca.pem')
    expect(withoutClusterCa({ ...raw, fingerprint: undefined }).ca).toBe('ca.pem')
  })
})

describe('migrateRequest with a cluster by address', () => {
  const alone = { now: new Date('2026-01-31T10:00:00Z'), canAsk: false }
  const real = {
    ...{ vm: ['web-01'], type: 'cold', targetNamespace: 'demo', vcenter: 'vc', username: 'admin' },
    ...{ fingerprint: 'AA:BB', cluster: url, ca: 'ca.pem', tokenFd: '4', passwordFd: '3' },
  }

  it('accepts both ends, network and consent', () => {
    const request = migrateRequest(
      { ...real, transferNetwork: 'infra/vlan-110', privilegedConversion: true },
      alone,
    )
    expect(request).toMatchObject({
      ok: true,
      value: {
        ends: {
          trust: { kind: 'fingerprint' },
          target: { kind: 'token', url, tokenFd: 4, caFile: 'ca.pem' },
        },
        transferNetwork: { kind: 'attachment', namespace: 'infra', name: 'vlan-110' },
        options: { privilegedConversion: true },
      },
    })
  })

  it.each([
    ['one descriptor for two secrets', { ...real, tokenFd: '3' }, /same file descriptor/],
    [
      'no target',
      { ...real, cluster: undefined, tokenFd: undefined },
      /--kubeconfig or --cluster is missing/,
    ],
    ['a network that is none', { ...real, transferNetwork: 'vlan 110' }, /default, pod or NAMESPACE/],
    ['a cluster beside the lab', { ...real, lab: true }, /does not go with it/],
  ])('refuses %s', (_, raw, expected) => {
    const request = migrateRequest(raw, alone)
    if (request.ok) throw new Error('was accepted')
    expect(request.problem.code).toMatch(/^input\./)
    expect(`${request.problem.message} ${request.problem.remedy}`).toMatch(expected)
  })
})

describe('subject', () => {
  it('takes a known name with what unlocks it, the lab, or servers by address', () => {
    expect(subject('ocp', { tokenFd: '3' })).toEqual({
      ok: true,
      value: { kind: 'known', name: 'ocp', tokenFd: 3 },
    })
    expect(subject(undefined, { lab: true, vms: '30' })).toMatchObject({ value: { settings: { vms: 30 } } })
    expect(subject(undefined, { vcenter: 'vc', username: 'u', cluster: url, ca: 'ca.pem' })).toMatchObject({
      value: { source: { trust: { kind: 'ca', file: 'ca.pem' } }, target: { url, caFile: 'ca.pem' } },
    })
  })

  const mistakes: [string, string | undefined, RawSubjectOptions, RegExp][] = [
    ['nothing', undefined, {}, /No provider is named/],
    ['a name and the lab', 'ocp', { lab: true }, /--lab does not go with it/],
    ['a name and an address', 'ocp', { cluster: url }, /--cluster does not go with it/],
    ['a name and a context', 'ocp', { kubeconfig: 'x', context: 'prod' }, /--context does not go with it/],
    ['an empty name', '', {}, /name is empty/],
    ['the lab and an address', undefined, { lab: true, cluster: url }, /does not go with it/],
    ['lab settings without the lab', undefined, { cluster: url, seed: 's' }, /--seed/],
    ['a stray user', undefined, { cluster: url, username: 'u' }, /--username does not go/],
    ['a stray token', undefined, { vcenter: 'vc', username: 'u', tokenFd: '3' }, /--token-fd does not go/],
    ['a password in argv', 'vc', { password: 'hunter2' }, /takes no password/],
    ['a token in argv', 'ocp', { token: 'hunter2' }, /takes no token/],
    ['half a source', undefined, { vcenter: 'vc' }, /--username is missing/],
  ]
  it.each(mistakes)('refuses %s', (_, name, raw, expected) => {
    const asked = subject(name, raw)
    if (asked.ok) throw new Error('was accepted')
    expect(asked.problem.code).toMatch(/^input\./)
    expect(`${asked.problem.message} ${asked.problem.remedy}`).toMatch(expected)
    expect(JSON.stringify(asked)).not.toContain('hunter2')
  })

  it('says how to name a cluster where only a cluster will do', () => {
    expect(targetSubject(undefined, {})).toMatchObject({ problem: { code: 'input.target-missing' } })
  })
})
