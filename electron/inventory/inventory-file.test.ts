import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aDatastore, aHost, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { decodeInventory, encodeInventory } from './inventory-file.ts'

const decode = (bytes: Uint8Array, chunk = 1_000) => decodeInventory(chunked(bytes, chunk))

// eslint-disable-next-line @typescript-eslint/require-await -- a file arrives asynchronously
async function* chunked(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const estate = (vms: number) =>
  anInventory({
    hosts: [aHost({ name: 'esx-ü' })],
    datastores: [aDatastore()],
    vms: Array.from({ length: vms }, (_, n) => aVm({ id: `vm-${n}`, name: `Größe ${n}\n"x"` })),
  })

/** A file with these lines of JSON. */
const file = (...lines: unknown[]) => gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
const head = { format: 'palletjack-inventory', version: 1, inventory: { ...estate(0), vms: undefined } }

describe('an inventory file', () => {
  it.each([0, 1, 49, 50, 51, 333])('gives back all of %d VMs', async (vms) => {
    const inventory = estate(vms)
    expect(await decode(await encodeInventory(inventory))).toEqual({ ok: true, value: inventory })
  })

  it('keeps tags and their age, and opens a file that was written before there were any', async () => {
    const tags = [{ category: 'Application', name: 'Größe "x"' }]
    const tagReading = { at: '2026-03-01T10:00:00.000Z' }
    const inventory = { ...estate(0), tagReading, vms: [aVm({ tags }), aVm({ id: 'vm-2', tags: [] })] }
    expect(await decode(await encodeInventory(inventory))).toEqual({ ok: true, value: inventory })
    const old = await decode(file(head, aVm(), { end: { vms: 1 } }))
    expect(old.ok && [old.value.tagReading, old.value.vms[0]?.tags]).toEqual([undefined, undefined])
  })

  it('reads the same however the bytes arrive', async () => {
    const bytes = await encodeInventory(estate(60))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4_000 }), async (chunk) => {
        expect(await decode(bytes, chunk)).toMatchObject({ ok: true })
      }),
      { numRuns: 20 },
    )
  })

  it('is refused when it was cut off anywhere, or a byte went bad', async () => {
    const inventory = estate(20)
    const bytes = await encodeInventory(inventory)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.boolean(), async (at, cut) => {
        const bad = cut ? bytes.slice(0, at) : bytes.slice()
        if (!cut) bad[at] = (bad[at] ?? 0) ^ 0x40
        const read = await decode(bad)
        // The time in gzip's own head and the bits that fill its last byte mean nothing for the content.
        if (read.ok) expect(read.value).toEqual(inventory)
        else expect(read.problem.code).toMatch(/^inventory-file\.(?:damaged|not-inventory)$/)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['text', Buffer.from('name,power\nweb-01,on\n'), 'inventory-file.not-inventory'],
    ['nothing', Buffer.alloc(0), 'inventory-file.damaged'],
    ['other gzip', gzipSync('hello'), 'inventory-file.not-inventory'],
    ['other JSON', file({ format: 'something' }), 'inventory-file.not-inventory'],
    ['a newer format', file({ format: 'palletjack-inventory', version: 2 }), 'inventory-file.newer'],
    ['no end', file(head), 'inventory-file.damaged'],
    ['a wrong count', file(head, { end: { vms: 3 } }), 'inventory-file.damaged'],
    ['more after the end', file(head, { end: { vms: 0 } }, { end: { vms: 0 } }), 'inventory-file.damaged'],
    ['a strange VM', file(head, { id: 'vm-1' }, { end: { vms: 1 } }), 'inventory-file.damaged'],
  ])('is refused when it is %s', async (_what, bytes, code) => {
    expect(await decode(bytes)).toMatchObject({ ok: false, problem: { code } })
  })

  it('does not unpack a line without end', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 2 ** 20, 0x20))
    expect(await decode(bomb, 65_536)).toMatchObject({
      ok: false,
      problem: { code: 'inventory-file.too-large' },
    })
  })

  it('says which version wrote it in its first line', async () => {
    const text = gunzipSync(await encodeInventory(estate(1))).toString('utf8')
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({ format: head.format, version: 1 })
  })
})
