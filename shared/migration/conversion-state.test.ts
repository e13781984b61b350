import { describe, expect, it } from 'vitest'
import { readConversion } from './conversion-state.ts'

describe('readConversion', () => {
  it('follows the phase of the pod', () => {
    expect(readConversion({ status: { phase: 'Running' } })).toEqual({ kind: 'running' })
    expect(readConversion({ status: { phase: 'Succeeded' } })).toEqual({ kind: 'succeeded' })
    expect(readConversion({})).toEqual({ kind: 'pending', reason: 'waits for the conversion pod to start' })
  })

  it('says why no node takes it', () => {
    const conditions = [
      { type: 'PodScheduled', status: 'False', message: '0/3 nodes have devices.kubevirt.io/kvm' },
    ]
    expect(readConversion({ status: { phase: 'Pending', conditions } })).toMatchObject({
      reason: 'waits for a node for the conversion pod (0/3 nodes have devices.kubevirt.io/kvm)',
    })
  })

  it('says what the registry answered', () => {
    const containerStatuses = [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } }]
    expect(readConversion({ status: { phase: 'Pending', containerStatuses } })).toMatchObject({
      reason: 'waits for the conversion pod: ImagePullBackOff: not found',
    })
  })

  it('takes the last line that virt-v2v wrote as the reason of a failure', () => {
    const containerStatuses = [
      { state: { terminated: { exitCode: 1, message: 'a\nvirt-v2v: error: no root device.\n' } } },
    ]
    expect(readConversion({ status: { phase: 'Failed', containerStatuses } })).toEqual({
      kind: 'failed',
      message: 'virt-v2v: error: no root device',
    })
  })
})
