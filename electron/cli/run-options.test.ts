import { describe, expect, it } from 'vitest'
import { runOptions, type RawRunOptions } from './run-options.ts'

const now = new Date('2026-01-31T10:00:00Z')
const alone = { now, canAsk: false }
const atTerminal = { now, canAsk: true }
const warm: RawRunOptions = { type: 'warm', cutover: 'now' }

describe('runOptions', () => {
  it('asks about a guest where somebody can answer, and gives it up elsewhere', () => {
    const rule = (raw: RawRunOptions, around = atTerminal) => {
      const made = runOptions(raw, around)
      return made.ok ? made.value.options.onShutdownTimeout : made.problem.code
    }
    expect(rule({ type: 'cold' })).toBe('ask')
    expect(rule({ type: 'cold', yes: true })).toBe('give-up')
    expect(rule({ type: 'cold' }, alone)).toBe('give-up')
    expect(rule({ type: 'cold', hardPowerOff: true })).toBe('power-off')
    expect(rule({ type: 'cold', onShutdownTimeout: 'ask', yes: true })).toBe('ask')
    expect(rule({ type: 'cold', onShutdownTimeout: 'give-up' })).toBe('give-up')
  })

  it('reads rounds, cutover and consents of a warm migration', () => {
    const at = '2026-02-01T02:00:00+01:00'
    expect(
      runOptions({ type: 'warm', cutover: at, interval: '30', enableChangeTracking: true }, alone),
    ).toMatchObject({
      ok: true,
      value: {
        type: 'warm',
        steps: { cutover: { at } },
        options: { precopyIntervalMinutes: 30, enableChangeTracking: true, crashConsistent: false },
      },
    })
    expect(runOptions({ ...warm, deltas: '2' }, alone)).toMatchObject({
      value: { steps: { deltas: 2, cutover: 'now' } },
    })
    expect(runOptions({ type: 'warm' }, atTerminal)).toMatchObject({ value: { steps: {} } })
  })

  it.each<[string, RawRunOptions, RegExp]>([
    ['warm options of a cold migration', { type: 'cold', interval: '30' }, /Add --type warm/],
    ['an interval of nothing', { ...warm, interval: '0' }, /from 1 to 10080/],
    ['a broken number', { ...warm, deltas: '1.5' }, /whole number/],
    ['a time without its offset', { ...warm, cutover: '2026-02-01T02:00:00' }, /offset from UTC/],
    ['a day that is none', { ...warm, cutover: '2026-02-31T02:00:00Z' }, /offset from UTC/],
    ['a time that has passed', { ...warm, cutover: '2026-01-31T10:30:00+01:00' }, /has passed/],
    ['two ends', { ...warm, cutover: '2026-02-01T02:00:00Z', deltas: '1' }, /both say when/],
    ['a run without an end', { type: 'warm' }, /never end/],
    ['a question to nobody', { ...warm, onShutdownTimeout: 'ask' }, /power-off/],
    ['two rules', { ...warm, onShutdownTimeout: 'give-up', hardPowerOff: true }, /contradict/],
  ])('refuses %s with a sentence', (_, raw, expected) => {
    const made = runOptions(raw, alone)
    if (made.ok) throw new Error('was accepted')
    expect(made.problem.code).toMatch(/^input\./)
    expect(`${made.problem.message} ${made.problem.remedy}`).toMatch(expected)
  })
})
