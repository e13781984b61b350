import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inventedRun } from '../preflight/test-support/invented-findings.ts'
import { inventedPreflight, inventedSummary } from '../preflight/test-support/invented-preflight.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'

beforeEach(() => {
  // Not in jsdom.
  URL.createObjectURL = () => 'blob:report'
  URL.revokeObjectURL = () => undefined
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('reports', () => {
  it('need a run', async () => {
    showAt('/reports', fakeWorld({ preflight: inventedPreflight({ runs: [] }) }))
    await screen.findByText('No run to report on')
    expect(screen.getByRole('link', { name: 'Go to Preflight' }).getAttribute('href')).toContain('/preflight')
  })

  it('are saved in the chosen format, and the last one is remembered over screens', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    const world = fakeWorld({ preflight: inventedRun(20) })
    const { router } = showAt('/reports', world)
    await userEvent.click(await screen.findByRole('radio', { name: /^Excel/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Save the report' }))
    await screen.findByText(/^vcenter-01-preflight-.*\.xlsx$/)
    expect(clicked).toHaveBeenCalledOnce()
    expect(world.calls.filter((call) => call.name === 'preflight.report')).toMatchObject([
      { input: { runId: 'preflight-1', format: 'xlsx' } },
    ])
    await router.navigate({ to: '/settings' })
    await screen.findByRole('heading', { name: 'Settings' })
    await router.navigate({ to: '/reports' })
    await screen.findByText(/^vcenter-01-preflight-.*\.xlsx$/)
  })

  it('say why one could not be made', async () => {
    const world = fakeWorld({ preflight: inventedRun(20) })
    world.refusals.set('preflight.report', {
      code: 'report.no-browser',
      message: 'A PDF needs a Chromium, and none was found.',
      remedy: 'Save it as HTML and print that.',
    })
    showAt('/reports', world)
    await userEvent.click(await screen.findByRole('radio', { name: /^PDF/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Save the report' }))
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('Save it as HTML'))
  })

  it('can be of an older run, which the address names', async () => {
    const world = fakeWorld({ preflight: inventedRun(20) })
    world.preflight.runs.push(inventedSummary({ runId: 'old', source: 'esx-lab', vms: 7 }))
    showAt('/reports?run=old', world)
    await screen.findByText(/^1 rule looked at 7 VMs/)
  })
})
