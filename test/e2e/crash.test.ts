/** A bug ends the process, but leaves no session on the vCenter. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import type { Orders } from '../fixtures/crashing-caller.ts'
import { openRawSoap, otherSessions, type RawSoap } from '../fixtures/raw-soap.ts'

let world: LabWorld
let administrator: RawSoap
beforeAll(async () => {
  world = await startLabWorld()
  administrator = await openRawSoap(world.lab.endpoints.vcenter)
})
afterAll(async () => {
  administrator.close()
  await world.close()
})

const CALLER = join(import.meta.dirname, '..', 'fixtures', 'crashing-caller.ts')

async function crash(how: Orders['how']) {
  const { url, username, password, sha256 } = world.lab.endpoints.vcenter
  const child = spawn(process.execPath, [CALLER], { stdio: 'pipe' })
  child.stdin.end(JSON.stringify({ url, username, password, sha256, how } satisfies Orders))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect(out).toContain('logged in')
  return { out, err, code: await ended }
}

describe('a process that crashes', () => {
  it.each(['throw', 'reject'] as const)('logs out of vCenter first (%s)', async (how) => {
    const { out, err, code } = await crash(how)
    expect(out).toMatch(/Crashed: Error: an? (?:exception|rejection) that nobody/)
    expect(err).toContain('ended because of a bug')
    expect(err).not.toContain(world.lab.endpoints.vcenter.password)
    expect(code).toBe(70)
    expect(await otherSessions(administrator)).toEqual([])
  })

  it('cannot do so when it is killed: vCenter then ends the idle sessions', async () => {
    const { code } = await crash('be killed')
    expect(code).toBeNull()
    expect(await otherSessions(administrator)).toHaveLength(3)
  })
})
