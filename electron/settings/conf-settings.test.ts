import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createSettings } from './conf-settings.ts'

const DEFAULTS = { theme: 'system', lockAfterMinutes: 15, lockWithScreen: true, openAtStart: true }

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'settings-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('begins with the defaults and remembers a change', () => {
  expect(createSettings(home).get()).toEqual(DEFAULTS)
  expect(createSettings(home).save({ theme: 'dark' })).toEqual({ ...DEFAULTS, theme: 'dark' })
  expect(createSettings(home).get()).toEqual({ ...DEFAULTS, theme: 'dark' })
})

it.each(['{"theme":"pink"}', '{"theme":', ''])('falls back to the defaults on %j', (text) => {
  writeFileSync(join(home, 'settings.json'), text)
  expect(createSettings(home).get()).toEqual(DEFAULTS)
  expect(createSettings(home).save({ theme: 'light' })).toEqual({ ...DEFAULTS, theme: 'light' })
  expect(JSON.parse(readFileSync(join(home, 'settings.json'), 'utf8'))).toEqual({
    ...DEFAULTS,
    theme: 'light',
  })
})
