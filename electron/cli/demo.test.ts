import { afterEach, describe, expect, it } from 'vitest'
import { DEMO_VMS, runDemo } from './demo.ts'
import { inventBackend } from './test-support/invented-backend.ts'
import { inventedView, inventedVm } from './test-support/invented-data.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

const vms = DEMO_VMS.map((name, index) => inventedVm(`vm-${index}`, name))
const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((context) => context.dispose()))

function terminal(): InventedContext {
  const context = inventContext()
  contexts.push(context)
  return context
}

describe('runDemo', () => {
  it('migrates the three VMs and tells when the run began', async () => {
    const context = terminal()
    const started: string[] = []
    const backend = inventBackend({ vms, views: [inventedView(vms, 'succeeded')] })
    const result = await runDemo(backend, {
      stdout: context.stdout,
      isTTY: false,
      signal: new AbortController().signal,
      onStarted: (id) => started.push(id),
    })
    expect(result).toEqual({ migrationId: 'run-1', exitCode: 0 })
    expect(started).toEqual(['run-1'])
    expect(backend.plans).toMatchObject([{ targetNamespace: 'demo', vms: [{}, {}, {}] }])
    expect(context.out()).toContain('3 of 3 VMs migrated to namespace demo')
  })

  it('cancels and ends with 130 when it is interrupted', async () => {
    const context = terminal()
    const stop = new AbortController()
    const backend = inventBackend({ vms, untilCanceled: true })
    const result = await runDemo(backend, {
      stdout: context.stdout,
      isTTY: false,
      signal: stop.signal,
      onStarted: () => stop.abort(),
    })
    expect(result.exitCode).toBe(130)
    expect(backend.canceled).toBe(true)
  })

  it('says what went wrong when the lab does not start', async () => {
    const context = terminal()
    const problem = { code: 'lab.failed', message: 'The lab did not start.', remedy: 'Look at the log.' }
    const result = await runDemo(inventBackend({ vms, problems: { labStart: problem } }), {
      stdout: context.stdout,
      isTTY: false,
      signal: new AbortController().signal,
    })
    expect(result).toEqual({ migrationId: '', exitCode: 1 })
    expect(context.out()).toContain('The lab did not start.')
  })
})
