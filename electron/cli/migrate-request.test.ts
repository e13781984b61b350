import { describe, expect, it } from 'vitest'
import { migrateRequest as checked, type RawMigrateOptions } from './migrate-request.ts'

const alone = { now: new Date('2026-01-31T10:00:00Z'), canAsk: false }
const migrateRequest = (raw: RawMigrateOptions) => checked(raw, alone)
const lab: RawMigrateOptions = { lab: true, vm: ['web-01'], type: 'cold', targetNamespace: 'demo' }
const real: RawMigrateOptions = {
  vm: ['web-01'],
  type: 'cold',
  targetNamespace: 'demo',
  vcenter: 'vcenter.example.com',
  username: 'admin',
  kubeconfig: 'kubeconfig',
}

describe('migrateRequest', () => {
  it('accepts the lab with its settings', () => {
    const request = migrateRequest({ ...lab, seed: 's', vms: '30', hosts: '2', timeScale: '2.5' })
    expect(request).toMatchObject({
      ok: true,
      value: {
        ends: { kind: 'lab', settings: { seed: 's', vms: 30, hosts: 2, timeScale: 2.5 } },
        vms: ['web-01'],
        namespace: 'demo',
        type: 'cold',
        options: { onShutdownTimeout: 'give-up' },
      },
    })
  })

  it('accepts real ends and names each VM once', () => {
    const request = migrateRequest({
      ...real,
      vm: ['a', 'b', 'a'],
      fingerprint: 'AA:BB',
      passwordFd: '3',
      context: 'prod',
    })
    expect(request).toMatchObject({
      ok: true,
      value: {
        vms: ['a', 'b'],
        ends: {
          kind: 'real',
          passwordFd: 3,
          target: { kind: 'kubeconfig', file: 'kubeconfig', context: 'prod' },
          trust: { kind: 'fingerprint', value: 'AA:BB' },
        },
      },
    })
  })

  const mistakes: [string, RawMigrateOptions, RegExp][] = [
    ['a password in argv', { ...real, password: 'secret' }, /every user of this computer can read it/],
    ['a bare --password', { ...lab, password: true }, /takes no password/],
    ['no VM', { ...lab, vm: undefined }, /--vm/],
    ['a VM without a name', { ...lab, vm: ['web-01', ' '] }, /empty/],
    ['no namespace', { ...lab, targetNamespace: undefined }, /--target-namespace/],
    [
      'a namespace Kubernetes refuses',
      { ...lab, targetNamespace: 'Bad_NS' },
      /Try --target-namespace bad-ns/,
    ],
    ['a reserved namespace', { ...lab, targetNamespace: 'kube-system' }, /belong to the cluster itself/],
    ['a plan name Kubernetes refuses', { ...lab, planName: 'Wave 1' }, /Try --plan-name wave-1/],
    ['too few VMs in the lab', { ...lab, vms: '2' }, /whole number from 3 to 20000, not "2"/],
    ['half a VM', { ...lab, vms: '4.5' }, /whole number/],
    ['a number that is none', { ...lab, hosts: 'four' }, /--hosts/],
    ['no speed', { ...lab, timeScale: '0' }, /--time-scale/],
    ['an exponent', { ...lab, timeScale: '1e2' }, /--time-scale/],
    ['an empty seed', { ...lab, seed: '' }, /seed/],
    ['lab and vCenter', { ...lab, vcenter: 'vc' }, /Leave out --lab or --vcenter/],
    ['lab settings without the lab', { ...real, seed: 's' }, /Add --lab, or leave --seed out/],
    ['no ends', { ...real, vcenter: undefined, username: '' }, /--vcenter, --username are missing/],
    ['two kinds of trust', { ...real, fingerprint: 'AA', ca: 'ca.pem' }, /both were given/],
    ['standard output as descriptor', { ...real, passwordFd: '1' }, /--password-fd/],
    ['a word as descriptor', { ...real, passwordFd: 'stdin' }, /not "stdin"/],
    ['a target name for another VM', { ...lab, targetName: ['db=x'] }, /Add --vm db/],
    [
      'a target name Kubernetes refuses',
      { ...lab, targetName: ['web-01=Web'] },
      /Try --target-name web-01=web/,
    ],
  ]
  it.each(mistakes)('refuses %s with a sentence', (_, raw, expected) => {
    const request = migrateRequest(raw)
    if (request.ok) throw new Error('was accepted')
    const { code, message, remedy } = request.problem
    expect(code).toMatch(/^input\./)
    expect(`${message} ${remedy}`).toMatch(expected)
    expect(message).toMatch(/\.$/)
    expect(remedy).toMatch(/\.$/)
  })

  it('never repeats a password that was typed', () => {
    const request = migrateRequest({ ...real, password: 'hunter2' })
    expect(JSON.stringify(request)).not.toContain('hunter2')
  })
})
