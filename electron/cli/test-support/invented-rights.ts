import type { PermissionReport } from '../../../shared/target/permissions.ts'

const right = { verb: 'create', resource: 'pods', namespace: 'fin', purpose: 'converting guests' }
export const denied: PermissionReport = {
  namespace: 'fin',
  user: 'system:serviceaccount:a:b',
  groups: [
    {
      ...({ use: 'migrate', title: 'Migrate', required: true, state: 'partly' } as const),
      message: 'It lacks a right.',
      rights: [
        { ...right, state: 'denied', reason: 'no RBAC policy matched' },
        { ...right, verb: 'delete', state: 'denied', reason: '', purpose: 'tidying up' },
        { ...right, verb: 'get', state: 'allowed', reason: '' },
      ],
    },
    {
      ...({ use: 'probe', title: 'Probe', required: false, state: 'unknown' } as const),
      ...{ message: 'It could not be asked.', rights: [] },
    },
  ],
}
export const allowed: PermissionReport = {
  ...denied,
  groups: denied.groups.map((group) => ({ ...group, state: 'works' as const, rights: [] })),
}
