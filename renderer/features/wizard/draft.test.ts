import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../test-support/render.tsx'
import { createDraftStore, emptyDraft, planOf, withChange } from './draft.ts'
import { firstOpenStep, stepFaults, type StepFacts } from './steps.ts'
import { inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'

const suggestion = {
  networks: [
    { sourceId: 'net-1', sourceName: 'web', target: { kind: 'pod' as const }, reason: 'r' },
    { sourceId: 'net-2', sourceName: 'db', target: { kind: 'ignored' as const }, reason: 'r' },
  ],
  storage: [{ sourceId: 'ds-1', sourceName: 'gold', storageClass: 'ceph', reason: 'r' }],
}

describe('the draft', () => {
  it('is kept at each change and read back', () => {
    const storage = memoryStorage()
    const store = createDraftStore(storage)
    store.update({ sourceId: 'src', name: 'wave-1' })
    store.update({ vmIds: ['vm-1'] })
    expect(createDraftStore(storage).get()).toMatchObject({
      sourceId: 'src',
      name: 'wave-1',
      vmIds: ['vm-1'],
    })
  })

  it('starts empty when what was kept cannot be read', () => {
    const storage = memoryStorage()
    for (const kept of ['{"vmIds":7}', 'not json', 'null']) {
      storage.setItem('palletjack.draft', kept)
      expect(createDraftStore(storage).get()).toEqual(emptyDraft())
    }
  })

  it('tells its watchers once per change', () => {
    const store = createDraftStore(memoryStorage())
    let told = 0
    const stop = store.subscribe(() => (told += 1))
    store.update({ name: 'a' })
    stop()
    store.update({ name: 'b' })
    expect(told).toBe(1)
  })

  it('forgets what hangs on a source or target that was changed', () => {
    const draft = {
      ...emptyDraft(),
      sourceId: 'a',
      targetId: 'b',
      vmIds: ['vm-1'],
      targetNamespace: 'finance',
      networkChoices: { 'net-1': { kind: 'pod' as const } },
    }
    expect(withChange(draft, { sourceId: 'c' })).toMatchObject({
      vmIds: [],
      networkChoices: {},
      targetNamespace: 'finance',
    })
    expect(withChange(draft, { targetId: 'c' })).toMatchObject({
      vmIds: ['vm-1'],
      networkChoices: {},
      targetNamespace: '',
    })
    expect(withChange(draft, { sourceId: 'a', name: 'x' }).vmIds).toEqual(['vm-1'])
  })

  it('makes a plan of decisions first and suggestions else', () => {
    const plan = planOf(
      {
        ...emptyDraft(),
        vmIds: ['vm-1', 'vm-2'],
        networkChoices: { 'net-2': { kind: 'multus', namespace: 'n', name: 'a' } },
        storageChoices: { 'ds-1': { storageClass: 'nfs', volumeMode: 'Filesystem' } },
        targetNames: { 'vm-2': 'db' },
      },
      suggestion,
    )
    expect(plan.networkMap.map((pair) => pair.target.kind)).toEqual(['pod', 'multus'])
    expect(plan.storageMap).toEqual([{ sourceId: 'ds-1', storageClass: 'nfs', volumeMode: 'Filesystem' }])
    expect(plan.vms).toEqual([{ vmId: 'vm-1' }, { vmId: 'vm-2', targetName: 'db' }])
  })
})

describe('the steps', () => {
  const complete = {
    ...emptyDraft(),
    sourceId: 'src',
    targetId: 'dst',
    vmIds: ['vm-1'],
    name: 'wave-1',
    targetNamespace: 'finance',
  }
  const facts = (change: Partial<StepFacts> = {}): StepFacts => ({
    providers: [inventedProvider(), inventedTargetProvider()],
    plans: [],
    plan: planOf(complete, suggestion),
    suggestion,
    ...change,
  })

  it('lead to the review when all is decided', () => expect(firstOpenStep(complete, facts())).toBe('review'))

  it('stay at the first that is not', () => {
    expect(firstOpenStep({ ...complete, vmIds: [] }, facts())).toBe('vms')
    expect(firstOpenStep({ ...complete, name: 'Wave 1' }, facts())).toBe('mapping')
    const locked = inventedProvider({ status: { state: 'needsCredentials' } })
    expect(firstOpenStep(complete, facts({ providers: [locked, inventedTargetProvider()] }))).toBe('connect')
  })

  it('go on while a lost connection is tried again, and refuse an inventory file', () => {
    const problem = { code: 'vsphere.unreachable', message: 'No answer.', remedy: 'Wait.' }
    const since = '2026-11-23T00:00:00Z'
    const lost = inventedProvider({ status: { state: 'reconnecting', since, problem } })
    const file = inventedProvider({ status: { state: 'offline', takenAt: since } })
    const target = inventedTargetProvider()
    expect(firstOpenStep(complete, facts({ providers: [lost, target] }))).toBe('review')
    const [fault] = stepFaults('connect', complete, facts({ providers: [file, target] }))
    expect(fault?.message).toContain('inventory file')
  })

  it('name the field to go to and say why', () => {
    const [first, second] = stepFaults(
      'mapping',
      { ...complete, name: '', targetNamespace: 'kube-system' },
      facts(),
    )
    expect(first?.field).toBe('plan-name')
    expect(second?.field).toBe('namespace')
    expect(second?.message).toContain('belong to the cluster')
    const taken = { ...planOf(complete, suggestion), id: 'p', createdAt: '' }
    expect(stepFaults('mapping', complete, facts({ plans: [taken] }))[0]?.message).toContain('already')
  })
})
