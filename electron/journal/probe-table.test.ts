import { describe, expect, it } from 'vitest'
import type { KeptImageProbe, KeptLook } from '../../shared/probe/kept.ts'
import type { Look } from '../../shared/probe/model.ts'
import { freshJournal } from './test-support/fresh-journal.ts'

const fresh = freshJournal()

const ok: Look = { state: 'ok', detail: '' }
const look = (id: string, change: Partial<KeptLook> = {}): KeptLook => {
  const path = { dns: ok, ports: [{ port: 443, look: ok }] }
  return {
    ...{ at: '2026-01-01T00:00:00.000Z', targetUrl: 'https://api', namespace: 'demo', way: 'pod' },
    image: 'tools',
    server: { id, name: id, role: 'esxi', host: `${id}.example`, cluster: path, computer: path },
    ...change,
  }
}
const imageProbe = (change: Partial<KeptImageProbe> = {}): KeptImageProbe => ({
  ...{ at: '2026-01-01T00:00:00.000Z', targetUrl: 'https://api', namespace: 'demo', image: 'vddk:8' },
  ...{ pull: ok, library: ok, libraryVersion: '8.0.3' },
  ...change,
})
const put = (looks: readonly KeptLook[], all = true, targetId = 'ocp', sourceId = 'vc') =>
  fresh.journal.putProbeLooks({ targetId, sourceId, looks, all })
const ids = (targetId = 'ocp', sourceId = 'vc') =>
  fresh.journal
    .probeLooks(targetId, sourceId)
    .map(({ server }) => server.id)
    .sort()

describe('probes in the journal', () => {
  it('are remembered across a restart', () => {
    put([look('a')])
    fresh.journal.putImageProbe('ocp', imageProbe())
    fresh.reopen()
    expect(fresh.journal.probeLooks('ocp', 'vc')).toEqual([look('a')])
    expect(fresh.journal.imageProbes('ocp')).toEqual([imageProbe()])
    expect([ids('ocp', 'other'), ids('other')]).toEqual([[], []])
  })

  it('are kept server by server: the newest of each', () => {
    const later = look('b', { at: '2026-01-02T00:00:00.000Z' })
    put([look('a'), look('b')])
    put([later], false)
    expect(ids()).toEqual(['a', 'b'])
    expect(fresh.journal.probeLooks('ocp', 'vc')).toContainEqual(later)
  })

  it('of all servers replace what was seen of servers that are gone, the same way', () => {
    put([look('a'), look('b')])
    put([look('a', { namespace: 'other' }), look('b', { namespace: 'other' })])
    put([look('a', { way: 'net/fast' })])
    put([look('b')])
    expect(ids()).toEqual(['a', 'a', 'b', 'b'])
    put([])
    expect(ids()).toEqual(['a', 'a', 'b', 'b'])
  })

  it('keep each image of each namespace', () => {
    fresh.journal.putImageProbe('ocp', imageProbe())
    fresh.journal.putImageProbe('ocp', imageProbe({ libraryVersion: '8.0.2' }))
    fresh.journal.putImageProbe('ocp', imageProbe({ image: 'vddk:7' }))
    fresh.journal.putImageProbe('ocp', imageProbe({ namespace: 'other' }))
    expect(fresh.journal.imageProbes('ocp')).toHaveLength(3)
    expect(fresh.journal.imageProbes('ocp')).toContainEqual(imageProbe({ libraryVersion: '8.0.2' }))
  })

  it.each([
    ['vc', [], ['a'], 1],
    ['ocp', [], [], 0],
    ['else', ['a'], ['a'], 1],
  ])('go with a provider that is removed: %s', (removed, left, ofFile, checks) => {
    put([look('a')])
    put([look('a')], true, 'ocp', 'file')
    fresh.journal.putImageProbe('ocp', imageProbe())
    fresh.journal.removeProvider(removed)
    expect([ids(), ids('ocp', 'file'), fresh.journal.imageProbes('ocp').length]).toEqual([
      left,
      ofFile,
      checks,
    ])
  })
})
