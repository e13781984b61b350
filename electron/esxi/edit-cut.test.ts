import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostEdit } from '../../shared/esxi/model.ts'
import { editHost } from './edit-host.ts'
import { TEST_LIMITS, workOn } from './test-support/host-work.ts'
import { CONFIG, CONFIG_XML, startScriptedHost, type ScriptedHost } from './test-support/scripted-host.ts'

const edit = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const
const WANTED_XML = CONFIG_XML.replace('50331648', '1000000000')
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
  const left = [...host.files.keys(), ...host.folders].filter(
    (path) => path.startsWith('/tmp/') || path.endsWith('-new'),
  )
  return left.length > 0 ? `left behind: ${left.join(', ')}` : undefined
}

/** One cut each; before and after are the same for a command that only looks. */
function singleCuts(lines: readonly string[]): Cuts[] {
  const looks = /^(cat|stat|sha256sum|test|ls|df|date|id|vmware|vim-cmd) |status$|schema get/
  return lines.flatMap((line, index) => {
    const before: Cuts = new Map([[index, 'before']])
    return looks.test(line) ? [before] : [before, new Map([[index, 'after']])]
  })
}

/** Runs the edit once for each set of cuts, and tells what was wrong and how often it ended how. */
async function runAll(generation: Generation, all: readonly Cuts[]) {
  const wrong: string[] = []
  const states = { done: 0, rolledBack: 0, failed: 0 }
  const left = [...all]
  const worker = async (): Promise<void> => {
    for (let cuts = left.shift(); cuts; cuts = left.shift()) {
      const now = cuts
      const ended = await run(generation, ({ traits }) => {
        traits.cuts = now
      })
      const complaint = judge(generation, ended)
      if (complaint !== undefined) wrong.push(`${JSON.stringify([...cuts])}: ${complaint}`)
      else states[ended.done.state as keyof typeof states] += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { wrong, states }
}

describe.each(GENERATIONS)('settings in a $name', (generation) => {
  it('are those before or those wanted when the connection is cut at any command', async () => {
    const whole = await run(generation, () => undefined)
    const { wrong, states } = await runAll(generation, singleCuts(whole.host.lines))
    expect(wrong).toEqual([])
    for (const times of Object.values(states)) expect(times).toBeGreaterThan(0)
  })

  it('are so also when it is cut again and again', async () => {
    const index = fc.integer({ min: 20, max: 60 })
    const when = fc.constantFrom('before' as const, 'after' as const)
    const cuts = fc
      .array(fc.tuple(index, when), { minLength: 2, maxLength: 3 })
      .map((list): Cuts => new Map(list))
    const { wrong } = await runAll(generation, fc.sample(cuts, 12))
    expect(wrong).toEqual([])
  })
})
