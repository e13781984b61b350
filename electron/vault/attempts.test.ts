import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
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
    return attempts.alone(now, async () => {
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

it('waits once more, and not for years, after a clock that was ahead is set back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palletjack-tries-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const attempts = createAttempts(join(folder, 'vault.json.tries'))
  const ahead = new Date('2036-01-01T00:00:00Z')
  for (let tries = 0; tries < 5; tries++) await attempts.failed(ahead)
  const retryAt = (now: Date) => attempts.alone(now, async () => ok(await attempts.retryAt(now)))
  const later = (ms: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + ms)
  expect(await retryAt(later(0))).toEqual(ok(later(30_000)))
  expect(await retryAt(later(29_000))).toEqual(ok(later(30_000)))
  expect(await retryAt(later(30_000))).toEqual(ok(undefined))
})

it('lets nobody try where it cannot be counted, says so, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palletjack-tries-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'vault.json.tries')
  // No file takes the place of a folder.
  mkdirSync(join(path, 'in the way'), { recursive: true })
  const attempts = createAttempts(path)
  const now = new Date()
  const tried = await attempts.alone(now, async () => {
    await attempts.failed(now)
    return ok('looked at')
  })
  expect(tried).toMatchObject({ ok: false, problem: { code: 'vault.not-written' } })
  expect(readdirSync(folder).sort()).toEqual(['vault.json.tries', 'vault.json.tries.lock'])
})
