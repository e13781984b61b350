import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { podStage } from './pod-stage.ts'

function waiting(reason: string, message = '') {
  return {
    spec: { nodeName: 'n1' },
    status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason, message } } }] },
  }
}

function terminated(state: object) {
  return {
    status: {
      phase: 'Failed',
      containerStatuses: [{ imageID: 'img@sha256:1', state: { terminated: state } }],
    },
  }
}

const scheduled = (status: string, message = '') => ({ type: 'PodScheduled', status, message })

describe('the stage of a pod', () => {
  it.each([
    ['nothing known', {}, { stage: 'created' }],
    [
      'no node',
      { status: { phase: 'Pending', conditions: [scheduled('False', '0/3 nodes are available')] } },
      { stage: 'unscheduled', message: '0/3 nodes are available' },
    ],
    ['a node', { status: { phase: 'Pending', conditions: [scheduled('True')] } }, { stage: 'pulling' }],
    ['creating', waiting('ContainerCreating'), { stage: 'pulling' }],
    [
      'a failed pull',
      waiting('ErrImagePull', 'no such host'),
      { stage: 'pull-failed', reason: 'ErrImagePull', message: 'no such host' },
    ],
    [
      'a container that cannot be made',
      waiting('CreateContainerError', 'executable file `/bin/sh` not found'),
      {
        stage: 'cannot-start',
        reason: 'CreateContainerError',
        message: 'executable file `/bin/sh` not found',
      },
    ],
    [
      'a process that cannot be started',
      terminated({ exitCode: 128, reason: 'StartError', message: 'exec: "/bin/bash"' }),
      { stage: 'cannot-start', reason: 'StartError', message: 'exec: "/bin/bash"' },
    ],
    [
      'running',
      { status: { phase: 'Running', containerStatuses: [{ imageID: 'i', state: { running: {} } }] } },
      { stage: 'running', imageId: 'i' },
    ],
    [
      'ended',
      terminated({ exitCode: 3, reason: 'Error', message: 'words' }),
      { stage: 'ended', exitCode: 3, reason: 'Error', message: 'words', imageId: 'img@sha256:1' },
    ],
    [
      'evicted',
      { status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' } },
      { stage: 'lost', reason: 'Evicted', message: 'The node was low on memory.' },
    ],
  ])('with %s', (_, pod, stage) => {
    expect(podStage(pod)).toEqual(stage)
  })

  it('is told of any object', () => {
    const status = fc.record(
      {
        phase: fc.anything(),
        conditions: fc.anything(),
        containerStatuses: fc.oneof(
          fc.anything(),
          fc.array(fc.record({ state: fc.anything(), imageID: fc.anything() })),
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ status })), (pod) => {
        expect(podStage(pod).stage).toBeTruthy()
      }),
    )
  })
})
