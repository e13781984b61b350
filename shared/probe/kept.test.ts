import { describe, expect, it } from 'vitest'
import {
  countedImage,
  countedLooks,
  PROBE_COUNTS_MS,
  probedWhen,
  type AskedImage,
  type AskedNetwork,
  type KeptImageProbe,
  type KeptLook,
} from './kept.ts'
import type { Look, ProbedServer } from './model.ts'
import type { ServerToProbe } from './servers.ts'

const now = Date.parse('2026-01-10T12:00:00.000Z')
const before = (ms: number): string => new Date(now - ms).toISOString()
const HOUR = 3_600_000
const ok: Look = { state: 'ok', detail: '' }

const server = (id: string, change: { host?: string; address?: string } = {}): ProbedServer => {
  const { host = `${id}.example`, ...rest } = change
  const path = {
    dns: ok,
    ports: [
      { port: 443, look: ok },
      { port: 902, look: ok, ...rest },
    ],
  }
  return { id, name: id, role: 'esxi', host, cluster: path, computer: path }
}
const look = (id: string, change: Partial<KeptLook> = {}): KeptLook => ({
  at: before(HOUR),
  targetUrl: 'https://api',
  namespace: 'demo',
  way: 'pod',
  image: 'tools',
  server: server(id),
  ...change,
})
const wire = (id: string): ServerToProbe => ({
  ...{ id, name: id, role: 'esxi', host: `${id}.example`, valid: true },
  ports: [{ port: 443 }, { port: 902 }],
})
const asked = (change: Partial<AskedNetwork> = {}): AskedNetwork => ({
  ...{ targetUrl: 'https://api', namespace: 'demo', way: 'pod', now },
  servers: [wire('a'), wire('b')],
  ...change,
})

/** Ids of the servers whose looks count, and words for those that do not. */
function counted(kept: readonly KeptLook[], change: Partial<AskedNetwork> = {}) {
  const found = countedLooks(kept, asked(change))
  if ('missing' in found) return found.missing
  return { counts: found.value.looks.map((one) => one.server.id), ...found.value.uncounted }
}

describe('looks of a network probe', () => {
  it('count for the servers that were looked at', () => {
    expect(counted([look('a'), look('b'), look('gone')])).toEqual({ counts: ['a', 'b'] })
    expect(counted([look('a')])).toEqual({ counts: ['a'] })
  })

  it('are missing where no probe ran from this cluster', () => {
    expect(counted([])).toContain('no network probe')
    expect(counted([look('a', { targetUrl: 'https://other' })])).toContain('no network probe')
    expect(counted([look('gone')])).toContain('no network probe')
  })

  it.each<[string, Partial<KeptLook>, string]>([
    ['from another namespace', { namespace: 'test' }, 'namespace test over the pod network only'],
    ['over another network', { way: 'net/fast' }, 'over the network net/fast only'],
    ['too long ago', { at: before(PROBE_COUNTS_MS + HOUR) }, '7 d 1 h ago, which is too old'],
    ['at a time that cannot be read', { at: 'never' }, 'too old'],
    ['under another name', { server: server('a', { host: 'old.example' }) }, 'another name'],
    ['at another adapter', { server: server('a', { address: '192.0.2.9' }) }, 'other ports and addresses'],
  ])('do not count %s, and say so', (_, change, words) => {
    expect(counted([look('a', change), look('b')])).toEqual({
      counts: ['b'],
      a: expect.stringContaining(words) as string,
    })
  })

  it('count for exactly the time that is set', () => {
    expect(counted([look('a', { at: before(PROBE_COUNTS_MS) })])).toEqual({ counts: ['a'] })
    expect(counted([look('a', { at: before(-HOUR) })])).toEqual({ counts: ['a'] })
  })

  it('are those of the namespace that was probed last where no plan names one', () => {
    const kept = [
      look('a', { namespace: 'old', at: before(3 * HOUR) }),
      look('a', { namespace: 'new', at: before(2 * HOUR) }),
      look('b', { namespace: 'new', way: 'net/fast' }),
      look('b', { namespace: 'old', at: before(3 * HOUR) }),
    ]
    const found = countedLooks(kept, asked({ namespace: undefined }))
    expect(found).toMatchObject({ value: { looks: [{ namespace: 'new', way: 'pod' }] } })
    expect(counted(kept, { namespace: undefined, way: 'net/fast' })).toMatchObject({ counts: ['b'] })
  })
})

const imageProbe = (change: Partial<KeptImageProbe> = {}): KeptImageProbe => ({
  ...{ at: before(HOUR), targetUrl: 'https://api', namespace: 'demo', image: 'vddk:8' },
  ...{ pull: ok, library: ok, libraryVersion: '8.0.3' },
  ...change,
})
const image = (kept: readonly KeptImageProbe[], change: Partial<AskedImage> = {}) =>
  countedImage(kept, { targetUrl: 'https://api', namespace: 'demo', now, image: 'vddk:8', ...change })

describe('probes of the VDDK image', () => {
  it('count where the image that would be used was checked', () => {
    expect(image([imageProbe({ image: 'vddk:7' }), imageProbe()])).toEqual({ value: imageProbe() })
  })

  it.each<[string, KeptImageProbe[], Partial<AskedImage>, string]>([
    ['no image is named', [imageProbe()], { image: '' }, 'names no VDDK image'],
    ['nothing was checked', [], {}, 'never probed on this cluster'],
    ['only another image was probed', [imageProbe({ image: 'vddk:7' })], {}, 'only vddk:7'],
    ['another cluster was there then', [imageProbe({ targetUrl: 'https://other' })], {}, 'never probed'],
  ])('are missing where %s', (_, kept, change, words) => {
    expect(image(kept, change)).toEqual({ missing: expect.stringContaining(words) as string })
  })

  it('tell of another namespace what is in the image, and not whether it can be pulled', () => {
    const kept = [imageProbe({ namespace: 'test' })]
    expect(image(kept)).toMatchObject({
      value: {
        pull: { state: 'unknown', detail: expect.stringContaining('namespace test only') as string },
        libraryVersion: '8.0.3',
      },
    })
    expect(image(kept, { namespace: undefined })).toMatchObject({ value: { pull: { state: 'ok' } } })
  })

  it('tell nothing once they are old', () => {
    expect(image([imageProbe({ at: before(PROBE_COUNTS_MS + 1) })])).toMatchObject({
      value: { pull: { state: 'unknown' }, library: { state: 'unknown' }, libraryVersion: '' },
    })
  })
})

describe('probedWhen', () => {
  it('tells age, time, namespace and network', () => {
    expect(probedWhen(look('a', { way: 'net/fast' }), now)).toBe(
      '1 h before this was judged (2026-01-10T11:00Z), in namespace demo over the network net/fast',
    )
    expect(probedWhen(imageProbe(), now)).toBe(
      '1 h before this was judged (2026-01-10T11:00Z), in namespace demo',
    )
  })
})
