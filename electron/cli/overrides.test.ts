import { describe, expect, it } from 'vitest'
import type { Suggestion } from '../../shared/plan/model.ts'
import { withChoices } from './overrides.ts'

const suggestion: Suggestion = {
  networks: [
    { sourceId: 'n1', sourceName: 'VM Network', target: { kind: 'pod' }, reason: 'because' },
    { sourceId: 'n2', sourceName: 'nsx', target: { kind: 'ignored' }, reason: 'because' },
  ],
  storage: [
    { sourceId: 'd1', sourceName: 'fast', storageClass: 'block', volumeMode: 'Block', reason: 'because' },
  ],
}

describe('withChoices', () => {
  it('keeps the suggestion where nothing was chosen', () => {
    expect(withChoices(suggestion, [], [])).toEqual({
      ok: true,
      value: {
        networkMap: [
          { sourceId: 'n1', target: { kind: 'pod' } },
          { sourceId: 'n2', target: { kind: 'ignored' } },
        ],
        storageMap: [{ sourceId: 'd1', storageClass: 'block', volumeMode: 'Block' }],
      },
    })
  })

  it('lays choices over it; the modes of the suggestion do not outlive its class', () => {
    const maps = withChoices(
      suggestion,
      [{ source: 'nsx', target: { kind: 'pod' } }],
      [{ source: 'fast', storageClass: 'nfs' }],
    )
    expect(maps).toMatchObject({
      value: { networkMap: [{ sourceId: 'n1' }, { sourceId: 'n2', target: { kind: 'pod' } }] },
    })
    if (maps.ok) expect(maps.value.storageMap[0]?.volumeMode).toBeUndefined()
  })

  it('refuses a choice for what the VMs do not use, and lists what they use', () => {
    expect(withChoices(suggestion, [{ source: 'typo', target: { kind: 'pod' } }], [])).toMatchObject({
      problem: {
        code: 'input.network',
        message: 'The chosen VMs use no network named "typo"; they use "VM Network", "nsx".',
      },
    })
    expect(withChoices(suggestion, [], [{ source: 'slow', storageClass: 'nfs' }])).toMatchObject({
      problem: { code: 'input.storage' },
    })
  })
})
