import { describe, expect, it, onTestFinished } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import { returned, type Answer } from './test-support/scripted-vcenter.ts'
import { createVsphereService } from './vsphere-service.ts'
import { lending } from '../vault/test-support/lending.ts'

const { start, certificate } = createHarness()

const time = (iso: string): Answer => returned('CurrentTime', `<returnval>${iso}</returnval>`)
const AT = Date.parse('2026-05-06T07:08:09Z')

/** Our clock moves by `steps` ms each time that somebody looks at it. */
async function session(answer: () => Answer, ...steps: number[]) {
  const server = await start({ CurrentTime: answer })
  let now = AT
  const clock = { now: () => (now += steps.shift() ?? 0) }
  const service = createVsphereService({ clock })
  const endpoint = {
    url: server.url,
    username: 'ann',
    trust: { kind: 'fingerprint', value: certificate().sha256 },
  } as const
  const result = await service.connect(endpoint, lending('secret'))
  if (!result.ok) throw new Error(result.problem.message)
  onTestFinished(() => result.value.close())
  return result.value
}

describe('the clock of the server', () => {
  it('is compared by the sample that was fastest on the way', async () => {
    // Round trips of 400, 100 and 400 ms; ours is at AT + 450 ms in the middle of the second one.
    const fast = await session(() => time('2026-05-06T07:08:19.000Z'), 0, 400, 0, 100, 0, 400)
    expect(await fast.clockSkewMs()).toEqual({ ok: true, value: 10_000 - 450 })
  })

  it('can be behind, in any time zone', async () => {
    const behind = await session(() => time('2026-05-06T09:07:09.5+02:00'))
    expect(await behind.clockSkewMs()).toEqual({ ok: true, value: -59_500 })
  })

  it('that cannot be read is told', async () => {
    const broken = await session(() => time('yesterday'))
    expect(await broken.clockSkewMs()).toMatchObject({ ok: false, problem: { code: 'vsphere.no-time' } })
  })
})
