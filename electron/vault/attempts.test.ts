import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createAttempts } from './attempts.ts'

it('counts for several processes at once, and leaves nothing but the count', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palletjack-tries-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const now = new Date()
  const each = Array.from({ length: 20 }, () => createAttempts(join(folder, 'vault.json.tries')))
  await Promise.all(each.map((attempts) => attempts.failed(now)))
  expect(readdirSync(folder)).toEqual(['vault.json.tries'])
  await Promise.all(each.map((attempts) => attempts.succeeded()))
  expect(readdirSync(folder)).toEqual([])
})
