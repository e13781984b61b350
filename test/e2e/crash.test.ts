/** A bug ends the process, but leaves no session on the vCenter. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'

let world: LabWorld
beforeAll(async () => {
  world = await startLabWorld()
})
afterAll(() => world.close())

const CALLER = join(import.meta.dirname, '..', 'fixtures', 'crashing-caller.ts')

describe('a process that crashes', () => {
  it.each(['throw', 'reject'] as const)('logs out of vCenter first (%s)', async (how) => {
    const { url, username, password, sha256 } = world.lab.endpoints.vcenter
    const before = await world.lab.sessions()
    const child = spawn(process.execPath, [CALLER], { stdio: 'pipe' })
    child.stdin.end(JSON.stringify({ url, username, password, sha256, how }))
    const [out, err, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise((resolve) => child.once('exit', resolve)),
    ])
    expect(out).toContain('logged in')
    expect(out).toContain('Crashed: Error: an')
    expect(err).toContain('ended because of a bug')
    expect(err).not.toContain(password)
    expect(code).toBe(70)
    expect(await world.lab.sessions()).toBe(before)
  })
})
