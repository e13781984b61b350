import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseVsphereAddress } from './address.ts'

function urlOf(input: string): string {
  const parsed = parseVsphereAddress(input)
  if (!parsed.ok) throw new Error(`${input}: ${parsed.problem.message}`)
  return parsed.value.url
}

function codeOf(input: string): string {
  const parsed = parseVsphereAddress(input)
  return parsed.ok ? `accepted as ${parsed.value.url}` : parsed.problem.code
}

describe('parseVsphereAddress', () => {
  it.each([
    ['vcenter.example.com', 'https://vcenter.example.com/sdk'],
    ['  VCenter.Example.COM. ', 'https://vcenter.example.com/sdk'],
    ['vcenter', 'https://vcenter/sdk'],
    ['vcenter:8443', 'https://vcenter:8443/sdk'],
    ['vcenter:443', 'https://vcenter/sdk'],
    ['https://vcenter', 'https://vcenter/sdk'],
    ['HTTPS://vcenter/', 'https://vcenter/sdk'],
    ['https://vcenter/sdk', 'https://vcenter/sdk'],
    ['vcenter/sdk/', 'https://vcenter/sdk'],
    ['https://vcenter:8443/sdk', 'https://vcenter:8443/sdk'],
    ['https://vcenter/ui/', 'https://vcenter/sdk'],
    ['https://vcenter/ui/app/vm?x=1', 'https://vcenter/sdk'],
    ['esx_01.lab', 'https://esx_01.lab/sdk'],
    ['192.0.2.7', 'https://192.0.2.7/sdk'],
    ['192.0.2.7:8989', 'https://192.0.2.7:8989/sdk'],
    ['2001:db8::1', 'https://[2001:db8::1]/sdk'],
    ['[2001:DB8::1]', 'https://[2001:db8::1]/sdk'],
    ['[2001:db8::1]:8989', 'https://[2001:db8::1]:8989/sdk'],
    ['https://[::1]:8989/sdk', 'https://[::1]:8989/sdk'],
    ['::ffff:192.0.2.7', 'https://[::ffff:192.0.2.7]/sdk'],
  ])('%s', (input, expected) => {
    expect(urlOf(input)).toBe(expected)
  })

  it.each([
    ['', 'vsphere.address-empty'],
    ['   ', 'vsphere.address-empty'],
    ['http://vcenter', 'vsphere.address-not-https'],
    ['HTTP://vcenter/sdk', 'vsphere.address-not-https'],
    ['ftp://vcenter', 'vsphere.address-invalid'],
    ['https://', 'vsphere.address-invalid'],
    ['vcenter:', 'vsphere.address-invalid'],
    ['vcenter:0', 'vsphere.address-invalid'],
    ['vcenter:65536', 'vsphere.address-invalid'],
    ['vcenter:port', 'vsphere.address-invalid'],
    ['root@vcenter', 'vsphere.address-invalid'],
    ['vcenter/folder', 'vsphere.address-invalid'],
    ['two words', 'vsphere.address-invalid'],
    ['-dash.example', 'vsphere.address-invalid'],
    ['256.1.1.1', 'vsphere.address-invalid'],
    ['10.1', 'vsphere.address-invalid'],
    ['[fe80::1%eth0]', 'vsphere.address-invalid'],
    ['1::2::3', 'vsphere.address-invalid'],
    ['2001:db8', 'vsphere.address-invalid'],
    ['[vcenter]', 'vsphere.address-invalid'],
    ['a\nb', 'vsphere.address-invalid'],
  ])('refuses %j', (input, code) => {
    expect(codeOf(input)).toBe(code)
  })

  it('never throws, and what it accepts is a stable https URL of the same host and port', () => {
    const anything = fc.oneof(fc.string(), fc.webUrl(), fc.webAuthority(), fc.ipV6(), fc.ipV4(), fc.domain())
    fc.assert(
      fc.property(anything, (input) => {
        const parsed = parseVsphereAddress(input)
        if (!parsed.ok) return
        const { url, host, port } = parsed.value
        const read = new URL(url)
        expect(read.protocol).toBe('https:')
        expect(read.pathname).toBe('/sdk')
        expect(Number(read.port === '' ? 443 : read.port)).toBe(port)
        if (!host.includes(':')) expect(read.hostname).toBe(host)
        expect(urlOf(url)).toBe(url)
      }),
    )
  })

  it('accepts every host and port, in every way of writing them', () => {
    const host = fc.oneof(
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    )
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const plain = urlOf(`${name}:${port}`)
        for (const way of [
          `https://${name}:${port}`,
          `https://${name}:${port}/sdk`,
          `${name}:${port}/sdk/`,
        ]) {
          expect(urlOf(way)).toBe(plain)
        }
        expect(new URL(plain).port).toBe(port === 443 ? '' : String(port))
      }),
    )
  })
})
