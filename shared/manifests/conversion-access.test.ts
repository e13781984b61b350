import { describe, expect, it } from 'vitest'
import { conversionAccess, raisedLevel, restoredLevel } from './conversion-access.ts'

const level = 'pod-security.kubernetes.io/enforce'
const former = 'palletjack.io/former-pod-security'

describe('conversionAccess', () => {
  it('lets one account of the namespace use the privileged constraint', () => {
    const [account, binding] = conversionAccess('team-a')
    expect(account).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'palletjack-conversion',
        namespace: 'team-a',
        labels: { 'app.kubernetes.io/managed-by': 'palletjack' },
      },
    })
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      metadata: { namespace: 'team-a' },
      roleRef: { kind: 'ClusterRole', name: 'system:openshift:scc:privileged' },
      subjects: [{ kind: 'ServiceAccount', name: 'palletjack-conversion', namespace: 'team-a' }],
    })
  })
})

describe('the pod security level', () => {
  const merged = (
    before: { labels?: Record<string, string>; annotations?: Record<string, string> },
    patch: ReturnType<typeof raisedLevel>,
  ) => ({
    labels: applied(before.labels, patch?.metadata.labels),
    annotations: applied(before.annotations, patch?.metadata.annotations),
  })
  const applied = (
    before: Readonly<Record<string, string>> = {},
    patch: Readonly<Record<string, string | null>> = {},
  ) =>
    Object.fromEntries(
      Object.entries({ ...before, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null),
    )

  it.each<Record<string, string>>([{}, { [level]: 'restricted' }, { [level]: 'baseline', team: 'a' }])(
    'of %o is raised once and put back as it was',
    (labels) => {
      const raised = merged({ labels }, raisedLevel({ labels }))
      expect(raised.labels[level]).toBe('privileged')
      expect(raisedLevel(raised)).toBeUndefined()
      expect(merged(raised, restoredLevel(raised))).toEqual({ labels, annotations: {} })
    },
  )

  it('is left alone where it is privileged already', () => {
    const labels = { [level]: 'privileged' }
    expect(raisedLevel({ labels })).toBeUndefined()
    expect(restoredLevel({ labels })).toBeUndefined()
  })

  it('that somebody changed meanwhile stays', () => {
    const changed = { labels: { [level]: 'baseline' }, annotations: { [former]: 'restricted' } }
    expect(merged(changed, restoredLevel(changed))).toEqual({
      labels: { [level]: 'baseline' },
      annotations: {},
    })
  })
})
