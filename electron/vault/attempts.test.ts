import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ok } from '../../shared/problem.ts'
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

it('counts tries at the same time one by one, so that none is lost and right ones never add up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palletjack-tries-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const now = new Date()
  const path = join(folder, 'vault.json.tries')
  const guess = (isRight: boolean) => {
    const attempts = createAttempts(path)
    return attempts.alone(async () => {
      const early = await attempts.retryAt(now)
      if (early) return ok(early)
      await attempts.failed(now)
      if (isRight) await attempts.succeeded()
      return ok(undefined)
    })
  }
  const right = await Promise.all(Array.from({ length: 12 }, () => guess(true)))
  expect(right).toEqual(Array.from({ length: 12 }, () => ok(undefined)))
  const wrong = await Promise.all(Array.from({ length: 8 }, () => guess(false)))
  expect(wrong.filter((one) => one.ok && one.value !== undefined)).toHaveLength(3)
})
