import { describe, expect, it } from 'vitest'
import { generationOf, parseVersion } from './generation.ts'

describe('generationOf', () => {
  it.each([
    ['5.5.0', 'configFile'],
    ['6.7.0', 'configFile'],
    ['7.0.0', 'configFile'],
    ['7.0.1', 'configFile'],
    ['7.0.2', 'configStore'],
    ['7.0.3', 'configStore'],
    ['7.0.10', 'configStore'],
    ['8.0', 'configStore'],
    ['8.0.3', 'configStore'],
    ['9.0.0.0', 'configStore'],
    ['10.0.0', 'configStore'],
    ['7.0', 'unknown'],
    ['7', 'unknown'],
    ['', 'unknown'],
    ['e.x.p', 'unknown'],
  ])('%s: %s', (version, expected) => {
    expect(generationOf(version)).toBe(expected)
  })
})

describe('parseVersion', () => {
  it('reads vmware -v', () => {
    expect(parseVersion('VMware ESXi 8.0.3 build-24022510\n')).toEqual({
      ok: true,
      value: { version: '8.0.3', build: '24022510' },
    })
  })

  it('reads esxcli system version get', () => {
    const text =
      '   Product: VMware ESXi\n   Version: 7.0.1\n   Build: Releasebuild-17551050\n   Update: 1\n   Patch: 25\n'
    expect(parseVersion(text)).toEqual({ ok: true, value: { version: '7.0.1', build: '17551050' } })
  })

  it('finds it between the lines of a banner', () => {
    const noise = 'The time and date of this login have been sent to the system logs.\r\n\r\n'
    expect(parseVersion(`${noise}VMware ESXi 6.7.0 build-17700523\r\n${noise}`)).toEqual({
      ok: true,
      value: { version: '6.7.0', build: '17700523' },
    })
  })

  it.each(['', 'sh: vmware: not found', 'Product: Linux\nVersion: 7.0.1\n', 'VMware ESXi'])(
    'refuses %j',
    (text) => {
      const result = parseVersion(text)
      expect(!result.ok && result.problem.code).toBe('esxi.not-esxi')
    },
  )

  it('shows a part of what was printed, without control characters', () => {
    const result = parseVersion('\u001b[31mhello\u0007'.padEnd(5_000, 'x'))
    expect(!result.ok && result.problem.detail).toMatch(/^It printed: \[31mhello x{190}$/)
  })
})
