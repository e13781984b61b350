import { describe, expect, it } from 'vitest'
import { readDataVolume } from './data-volume-state.ts'

const volume = (status?: object) => ({ status })

describe('readDataVolume', () => {
  it('waits for CDI while there is no status', () => {
    expect(readDataVolume(volume())).toMatchObject({
      kind: 'waiting',
      reason: 'waits for CDI to look at the DataVolume',
    })
  })

  it.each([
    ['12.34%', 12.34],
    ['100.0%', 100],
    ['N/A', 0],
    ['', 0],
    ['250%', 100],
  ])('reads progress %s as %d', (progress, percent) => {
    expect(readDataVolume(volume({ phase: 'ImportInProgress', progress }))).toMatchObject({
      kind: 'copying',
      percent,
    })
  })

  it('names what the claim waits for', () => {
    const conditions = [{ type: 'Bound', status: 'False', message: 'no volume plugin matched' }]
    expect(readDataVolume(volume({ phase: 'Pending', conditions }))).toMatchObject({
      kind: 'waiting',
      reason: 'waits for its claim to be bound (no volume plugin matched)',
    })
  })

  it('leaves out what the importer of the round before said at its end', () => {
    const message = '{"message":"Import Complete","vddkInfo":{"Version":"8.0.3","Host":""}}'
    const conditions = [{ type: 'Running', status: 'False', reason: 'Completed', message }]
    expect(readDataVolume(volume({ phase: 'Paused', conditions }))).toEqual({
      kind: 'waiting',
      reason: 'waits for the next checkpoint',
      restarts: 0,
      message: '',
    })
  })

  it('knows late binding, success and failure', () => {
    expect(readDataVolume(volume({ phase: 'WaitForFirstConsumer' })).kind).toBe('waiting')
    expect(readDataVolume(volume({ phase: 'Succeeded' })).kind).toBe('succeeded')
    const conditions = [{ type: 'Running', status: 'False', message: 'Unable to process data: login failed' }]
    expect(readDataVolume(volume({ phase: 'Failed', restartCount: 4, conditions }))).toEqual({
      kind: 'failed',
      restarts: 4,
      message: 'Unable to process data: login failed',
    })
  })

  it('waits in words in a phase that it does not know', () => {
    expect(readDataVolume(volume({ phase: 'Novelty' }))).toMatchObject({
      kind: 'waiting',
      reason: "waits in CDI's phase Novelty",
    })
  })
})
