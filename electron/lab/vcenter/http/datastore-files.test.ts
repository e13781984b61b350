import { describe, expect, it } from 'vitest'
import { type TestVcenter, useVcenter } from '../test-support/test-vcenter.ts'

const { lab, client } = useVcenter('all')

const path = (file: string, dc = 'Lab-DC', ds = 'vmfs-gold-01'): string =>
  `/folder/${file}?dcPath=${encodeURIComponent(dc)}&dsName=${ds}`
const FLAT = path('tpl-rhel9/tpl-rhel9-flat.vmdk')
const disk = (): NonNullable<ReturnType<TestVcenter['estate']['disk']>> =>
  lab.estate.disk('[vmfs-gold-01] tpl-rhel9/tpl-rhel9.vmdk')!

describe('files of a datastore', () => {
  it('are a disk byte for byte', async () => {
    const reply = await client.http(FLAT)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-length']).toBe(String(disk().capacityBytes))
    expect(reply.sha256).toBe(await disk().sha256())
  })

  it('come in part', async () => {
    const reply = await client.http(FLAT, { headers: { Range: 'bytes=1048570-2097160' } })
    expect(reply.status).toBe(206)
    expect(reply.headers['content-range']).toBe(`bytes 1048570-2097160/${disk().capacityBytes}`)
    expect(reply.bytes.equals(disk().read(1048570, 2097160 - 1048570 + 1))).toBe(true)
    expect((await client.http(FLAT, { headers: { Range: 'bytes=99999999999-' } })).status).toBe(416)
  })

  it('tell their size without their bytes', async () => {
    const reply = await client.http(FLAT, { method: 'HEAD' })
    expect([reply.status, reply.bytes.length]).toEqual([200, 0])
    expect(reply.headers['content-length']).toBe(String(disk().capacityBytes))
  })

  it('have a descriptor that names the extent', async () => {
    const reply = await client.http(path('tpl-rhel9/tpl-rhel9.vmdk', '/Lab-DC'))
    expect(reply.bytes.toString()).toContain(`RW ${disk().capacityBytes / 512} VMFS "tpl-rhel9-flat.vmdk"`)
  })

  it('are found under names with spaces', async () => {
    const reply = await client.http(path('Web%20Front%2002/Web%20Front%2002-flat.vmdk'), { method: 'HEAD' })
    expect(reply.status).toBe(200)
  })

  it.each([
    ['an unknown file', path('web-01/nothing-flat.vmdk')],
    ['another datacenter', path('web-01/web-01-flat.vmdk', 'Other')],
    ['another datastore', path('web-01/web-01-flat.vmdk', 'Lab-DC', 'vsan-blue')],
    ['an inaccessible datastore', path('inaccessible-01/inaccessible-01-flat.vmdk', 'Lab-DC', 'nfs-archive')],
    ['no query', '/folder/web-01/web-01-flat.vmdk'],
    ['a broken escape', path('web-01/%zz.vmdk')],
  ])('are not there: %s', async (_, where) => {
    expect((await client.http(where)).status).toBe(404)
  })

  it('are for those who are known, by cookie or by password', async () => {
    const stranger = lab.client()
    const status = async (password?: string): Promise<number> => {
      const basic = Buffer.from(`${lab.estate.credentials.username}:${password ?? ''}`).toString('base64')
      const headers: Record<string, string> =
        password === undefined ? {} : { Authorization: `Basic ${basic}` }
      return (await stranger.http(FLAT, { method: 'HEAD', headers })).status
    }
    expect(await status()).toBe(401)
    expect(await status('wrong')).toBe(401)
    expect(await status(lab.estate.credentials.password)).toBe(200)
    const refused = await stranger.http(FLAT)
    expect([refused.status, refused.bytes.length]).toEqual([401, 0])
  })

  it('cannot be written', async () => {
    expect((await client.http(FLAT, { method: 'PUT', body: 'x' })).status).toBe(405)
  })

  it('may be left half read', async () => {
    const stop = new AbortController()
    const half = client.http(path('db-01/db-01_1-flat.vmdk', 'Lab-DC', 'vsan-blue'), { signal: stop.signal })
    stop.abort()
    await expect(half).rejects.toThrow()
    expect((await client.http(FLAT, { method: 'HEAD' })).status).toBe(200)
  })
})
