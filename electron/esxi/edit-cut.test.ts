import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostEdit } from '../../shared/esxi/model.ts'
import { editHost } from './edit-host.ts'
import { config, leftovers, read, request as edit, WANTED_XML } from './test-support/edit-harness.ts'
import { TEST_LIMITS, workOn } from './test-support/host-work.ts'
import { CONFIG, CONFIG_XML } from './test-support/host-settings.ts'
import { startScriptedHost, type ScriptedHost } from './test-support/scripted-host.ts'

const GENERATIONS = [
  { name: 'file', version: '6.7.0', hasStore: false },
  { name: 'database', version: '8.0.3', hasStore: true },
] as const
const AT_ONCE = 8

type Generation = (typeof GENERATIONS)[number]
type Cuts = ScriptedHost['traits']['cuts']

interface Ended {
  readonly host: ScriptedHost
  readonly done: HostEdit
}

async function run({ version, hasStore }: Generation, prepare: (host: ScriptedHost) => void): Promise<Ended> {
  const host = await startScriptedHost()
  try {
    Object.assign(host.traits, { version, hasStore })
    prepare(host)
    const done = await editHost(workOn(host), edit, new AbortController().signal, TEST_LIMITS)
    return { host, done }
  } finally {
    await host.close()
  }
}

/** Whatever happened, the settings are whole, nothing is left behind, and what was told is true. */
function judge({ hasStore }: Generation, { host, done }: Ended): string | undefined {
  const fresh = hasStore ? 50_331_648 : CONFIG_XML
  const wanted = hasStore ? 1_000_000_000 : WANTED_XML
  const text = host.files.get(CONFIG)?.data.toString()
  const stored = JSON.parse(host.store) as { plugins: { nfcsvc: { max_memory: number } }; other: unknown }
  const there = hasStore ? stored.plugins.nfcsvc.max_memory : text
  const expected = done.state === 'done' ? wanted : fresh
  if (there !== expected) return `${done.state}, but ${String(there)} is there`
  if (JSON.stringify(stored.other) !== '{"id":7}') return 'something else changed'
  if (hasStore && text !== CONFIG_XML) return 'the file changed'
  if (host.files.get(CONFIG)?.mode !== '1644') return 'the mode changed'
  if (!['done', 'rolledBack', 'failed'].includes(done.state)) return done.state
  if (done.state === 'done' && host.running.restarts === 0) return 'done without a restart'
  if (done.state === 'failed' && !done.truth.startsWith('Nothing was changed')) return done.truth
  const left = leftovers(host)
  return left.length > 0 ? `left behind: ${left.join(', ')}` : undefined
}

const LOOKS = /^(cat|stat|sha256sum|test|ls|df|date|id|vmware|vim-cmd) |status$|schema get/

/** One cut each; before and after are the same for a command that only looks. */
function singleCuts(lines: readonly string[]): Cuts[] {
  return lines.flatMap((line, index) => {
    const before: Cuts = new Map([[index, 'before']])
    return LOOKS.test(line) ? [before] : [before, new Map([[index, 'after']])]
  })
}

/** Tries all cuts, some at once; answers with what was wrong. */
async function complaints(
  all: readonly Cuts[],
  attempt: (cuts: Cuts) => Promise<string | undefined>,
): Promise<string[]> {
  const wrong: string[] = []
  const left = [...all]
  const worker = async (): Promise<void> => {
    for (let cuts = left.shift(); cuts; cuts = left.shift()) {
      const said = await attempt(cuts)
      if (said !== undefined) wrong.push(`${JSON.stringify([...cuts])}: ${said}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return wrong
}

/** Runs the edit with the cuts, and counts how it ended. */
async function cutAt(generation: Generation, cuts: Cuts, states: Map<string, number>) {
  const ended = await run(generation, ({ traits }) => {
    traits.cuts = cuts
  })
  states.set(ended.done.state, (states.get(ended.done.state) ?? 0) + 1)
  return judge(generation, ended)
}

describe.each(GENERATIONS)('settings in a $name', (generation) => {
  it('are those before or those wanted when the connection is cut at any command', async () => {
    const { host } = await run(generation, () => undefined)
    const states = new Map<string, number>()
    expect(await complaints(singleCuts(host.lines), (cuts) => cutAt(generation, cuts, states))).toEqual([])
    expect([...states.keys()].sort()).toEqual(['done', 'failed', 'rolledBack'])
  })

  it('are so also when it is cut again and again', async () => {
    const index = fc.integer({ min: 20, max: 60 })
    const when = fc.constantFrom('before' as const, 'after' as const)
    const cuts = fc
      .array(fc.tuple(index, when), { minLength: 2, maxLength: 3 })
      .map((list): Cuts => new Map(list))
    const states = new Map<string, number>()
    expect(await complaints(fc.sample(cuts, 12), (one) => cutAt(generation, one, states))).toEqual([])
  })

  it('are told as they are after the process was killed at any change, and the next edit goes on from there', async () => {
    const { host } = await run(generation, () => undefined)
    const changes = singleCuts(host.lines).filter((cuts) =>
      [...cuts.keys()].every((index) => !LOOKS.test(host.lines[index] ?? '')),
    )
    const seen = { fresh: 0, due: 0 }
    expect(await complaints(changes, (cuts) => killedAt(generation, cuts, seen))).toEqual([])
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0)
  })
})

/** The process that holds the lock is gone, and so is the connection; then another looks, and edits again. */
async function killedAt(generation: Generation, cuts: Cuts, seen: { fresh: number; due: number }) {
  const { version, hasStore } = generation
  const host = await startScriptedHost()
  try {
    Object.assign(host.traits, { version, hasStore, cuts })
    const [line] = cuts.keys()
    host.traits.intercept = (_, index) => {
      if (index === line) host.traits.isShut = true
      return undefined
    }
    const limits = { ...TEST_LIMITS, reconnectMs: 1, answerMs: 200, pollMs: 1 }
    await editHost(workOn(host), edit, new AbortController().signal, limits)
    Object.assign(host.traits, { isShut: false, cuts: new Map(), folderAge: 600, intercept: () => undefined })
    const lock = host.files.get('/tmp/palletjack-nfc.lock/owner')
    if (lock) lock.data = Buffer.from(lock.data.toString().replace(/"pid":\d+/, '"pid":999999999'))
    const reading = await read(host)
    if (!reading.ok) return `not read: ${reading.problem.message}`
    const there = /(?:maxMemory>|max_memory": )(\d+)/.exec(hasStore ? host.store : config(host))?.[1]
    const { values, restartDue } = reading.value
    if (String(values.maxMemory) !== there)
      return `told ${values.maxMemory ?? 0}, but ${there ?? 'nothing'} is there`
    if (there === '50331648') seen.fresh += 1
    else if (host.running.restarts === 0) {
      seen.due += 1
      if (restartDue !== true) return 'hostd works with other values, and that is not told'
    }
    const again = await editHost(workOn(host), edit, new AbortController().signal, TEST_LIMITS)
    const isGood = again.state === 'done' || (again.state === 'unchanged' && host.running.restarts > 0)
    if (!isGood) return `${again.state}: ${again.problem?.message ?? ''}`
    return judge(generation, { host, done: { ...again, state: 'done' } })
  } finally {
    await host.close()
  }
}
