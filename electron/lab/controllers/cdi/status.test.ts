import { describe, expect, it } from 'vitest'
import type { Claim, ContainerState, Pod } from '../objects.ts'
import { CDI, PROGRESS } from './names.ts'
import { dataVolumeStatus, podAnnotations } from './status.ts'

const NOW = '2026-01-01T00:00:00Z'
const LATER = '2026-01-01T00:01:00Z'

function claim(phase: 'Pending' | 'Bound' | 'Lost', annotations: Record<string, string> = {}): Claim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'disk', namespace: 'ns', uid: 'u', resourceVersion: '1', annotations },
    spec: {},
    status: { phase },
  }
}

function pod(state: ContainerState, extra: { lastState?: ContainerState; phase?: 'Pending' } = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'importer-disk',
      uid: 'p',
      resourceVersion: '1',
      annotations: { [PROGRESS]: '42.00' },
    },
    spec: { containers: [{ name: 'importer', image: 'x' }] },
    status: {
      phase: extra.phase ?? 'Running',
      containerStatuses: [
        {
          name: 'importer',
          image: 'x',
          imageID: 'x',
          ready: false,
          restartCount: 2,
          state,
          ...(extra.lastState && { lastState: extra.lastState }),
        },
      ],
    },
  }
}

const facts = { pod: undefined, waitsForConsumer: false, now: NOW }

describe('dataVolumeStatus', () => {
  it.each([
    ['no claim', undefined, 'Pending'],
    ['an unbound claim', claim('Pending'), 'Pending'],
    ['a bound claim', claim('Bound'), 'PVCBound'],
    ['a scheduled importer', claim('Bound', { [CDI.podPhase]: 'Pending' }), 'ImportScheduled'],
    ['a running importer', claim('Bound', { [CDI.podPhase]: 'Running' }), 'ImportInProgress'],
    ['a finished importer', claim('Bound', { [CDI.podPhase]: 'Succeeded' }), 'Succeeded'],
    ['a lost claim', claim('Lost', { [CDI.podPhase]: 'Running' }), 'Failed'],
  ])('%s', (_, found, phase) => {
    expect(dataVolumeStatus('disk', undefined, { ...facts, claim: found }).phase).toBe(phase)
  })

  it('waits for a consumer only while the claim is unbound', () => {
    const waiting = { ...facts, waitsForConsumer: true }
    expect(dataVolumeStatus('disk', undefined, { ...waiting, claim: claim('Pending') }).phase).toBe(
      'WaitForFirstConsumer',
    )
    expect(dataVolumeStatus('disk', undefined, { ...waiting, claim: claim('Bound') }).phase).toBe('PVCBound')
  })

  it('shows the progress of the pod and keeps the last one while there is no pod to ask', () => {
    const running = claim('Bound', { [CDI.podPhase]: 'Running' })
    const first = dataVolumeStatus('disk', undefined, { ...facts, claim: running, pod: pod({}) })
    expect(first.progress).toBe('42.00%')
    expect(dataVolumeStatus('disk', first, { ...facts, claim: running }).progress).toBe('42.00%')
  })

  it('names the reason for which a claim is not bound', () => {
    const found = claim('Pending', { [CDI.bound]: 'false', [CDI.boundReason]: 'AwaitingVDDK' })
    const { conditions } = dataVolumeStatus('disk', undefined, { ...facts, claim: found })
    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'Bound', status: 'False', reason: 'AwaitingVDDK' }),
    )
  })

  it('keeps the time of a transition while the status of a condition stays', () => {
    const before = dataVolumeStatus('disk', undefined, { ...facts, claim: claim('Pending') })
    const same = dataVolumeStatus('disk', before, { ...facts, claim: claim('Pending'), now: LATER })
    expect(same).toEqual(before)
    const bound = dataVolumeStatus('disk', before, { ...facts, claim: claim('Bound'), now: LATER })
    const times = bound.conditions?.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])
    expect(times).toEqual([
      ['Bound', LATER],
      ['Ready', NOW],
      ['Running', NOW],
    ])
  })
})

describe('podAnnotations', () => {
  it('carries the termination message while a failed importer waits for its restart', () => {
    const failed = pod(
      { waiting: { reason: 'CrashLoopBackOff' } },
      { lastState: { terminated: { exitCode: 1, reason: 'Error', message: 'no such disk' } } },
    )
    expect(podAnnotations(failed)).toMatchObject({
      [CDI.podPhase]: 'Running',
      [CDI.podRestarts]: '2',
      [CDI.running]: 'false',
      [CDI.runningReason]: 'Error',
      [CDI.runningMessage]: 'no such disk',
    })
  })

  it('calls a failed pull by CDI’s name', () => {
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off' }
    expect(podAnnotations(pod({ waiting }, { phase: 'Pending' }))).toMatchObject({
      [CDI.podPhase]: 'Pending',
      [CDI.runningReason]: 'ImagePullFailed',
      [CDI.runningMessage]: 'Back-off',
    })
  })
})
