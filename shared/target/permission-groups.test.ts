import { describe, expect, it } from 'vitest'
import { permissionChecks } from '../provider/permission-checks.ts'
import { canICommand, permissionGroup, rightText } from './permission-groups.ts'
import type { PermissionReport, Right } from './permissions.ts'

function right(state: Right['state'], over: Partial<Right> = {}): Right {
  return {
    verb: 'create',
    resource: 'datavolumes.cdi.kubevirt.io',
    namespace: 'demo',
    state,
    reason: '',
    purpose: 'copying disks',
    ...over,
  }
}

describe('permissionGroup', () => {
  it.each([
    [['allowed', 'allowed'], 'works'],
    [['allowed', 'denied'], 'partly'],
    [['denied', 'denied'], 'denied'],
    [['denied', 'unknown'], 'denied'],
    [['allowed', 'unknown'], 'unknown'],
  ] as const)('sums %j up to %s', (states, state) => {
    const group = permissionGroup(
      'migrate',
      'demo',
      states.map((one) => right(one)),
    )
    expect(group).toMatchObject({ use: 'migrate', required: true, state })
    expect(group.message).toContain('migrating in namespace demo')
  })

  it('names what does not work, once each', () => {
    const rights = [right('allowed'), right('denied'), right('denied', { verb: 'patch' })]
    expect(permissionGroup('migrate', 'demo', rights).message).toBe(
      'Not all that migrating in namespace demo needs is allowed; what does not work: copying disks.',
    )
  })

  it('says rights and the command that asks for them', () => {
    expect(rightText(right('denied'))).toBe('create datavolumes.cdi.kubevirt.io in namespace demo')
    expect(canICommand(right('denied', { verb: 'get', resource: 'pods/log' }))).toBe(
      'kubectl auth can-i get pods --subresource=log -n demo',
    )
    expect(canICommand(right('denied', { verb: 'list', resource: 'nodes', namespace: '' }))).toBe(
      'kubectl auth can-i list nodes',
    )
  })
})

describe('permissionChecks', () => {
  const report = (state: Right['state']): PermissionReport => ({
    namespace: 'demo',
    user: 'me',
    groups: [
      permissionGroup('look', 'demo', [right('allowed')]),
      permissionGroup('migrate', 'demo', [right(state)]),
      permissionGroup('probe', 'demo', [right(state)]),
      permissionGroup('create-account', 'demo', [right(state)]),
    ],
  })
  const states = (state: Right['state'], isGuessed: boolean) =>
    permissionChecks(report(state), { isGuessed }).map((check) => check.state)

  it('fails only for what no run can do without, in a namespace that somebody chose', () => {
    expect(states('allowed', false)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(states('denied', false)).toEqual(['ok', 'failed', 'warning', 'ok'])
    expect(states('denied', true)).toEqual(['ok', 'warning', 'warning', 'ok'])
    expect(states('unknown', false)).toEqual(['ok', 'warning', 'warning', 'warning'])
  })

  it('says who one is, which namespace was asked about, and each missing right', () => {
    const [look, migrate, , account] = permissionChecks(report('denied'), { isGuessed: true })
    expect(look?.details).toEqual(['The cluster knows this login as me.'])
    expect(migrate?.message).toContain('so demo was asked about')
    expect(migrate?.details).toEqual([
      'denied: create datavolumes.cdi.kubevirt.io in namespace demo (copying disks)',
    ])
    expect(migrate?.remedy).toContain('kubectl auth can-i create datavolumes.cdi.kubevirt.io -n demo')
    expect(account?.message).toBe(
      'Not all of it is allowed; that is needed only to make a login with least rights from here.',
    )
  })
})
