import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { inventedEsxi, inventedHost } from '../esxi/test-support/fake-esxi.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import {
  inventedFinding,
  inventedPreflight,
  inventedRule,
  inventedSummary,
} from './test-support/invented-preflight.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const rule = inventedRule({ id: 'nfc-sessions', scope: 'host', applies: 'both' })
const finding = inventedFinding({
  id: 'nfc-sessions:host-1',
  rule: rule.id,
  object: { kind: 'host', id: 'host-1', name: 'esx-01' },
})

async function openFinding(limit: number, source: Partial<Provider> = {}) {
  const esxi = inventedEsxi()
  esxi.hosts.set([inventedHost(1, { copies: { limit, because: 'It was read.', now: 0 } })])
  const world = fakeWorld({
    esxi,
    providers: new Topic<Provider[]>([inventedProvider(source)]),
    preflight: inventedPreflight({ rules: [rule], findings: [finding], runs: [inventedSummary()] }),
  })
  const shown = showAt('/preflight', world)
  const list = await screen.findByRole('grid', { name: /^Findings/ })
  await userEvent.click(await within(list).findByText('esx-01'))
  return { ...shown, drawer: within(await screen.findByRole('dialog', { name: 'esx-01' })) }
}

const LINK = 'Raise the NFC memory of esx-01...'

describe('a host that is asked for more copies than it bears', () => {
  it('leads to the edit of its NFC memory', async () => {
    const { drawer, router } = await openFinding(10)
    await userEvent.click(await drawer.findByRole('link', { name: LINK }))
    expect(router.state.location.pathname).toBe('/hosts')
    expect(router.state.location.search).toEqual({ source: 'src', chosen: ['host-1'], do: 'memory' })
  })

  it.each<[string, number, Partial<Provider>]>([
    ['it bears the most already', 20, {}],
    ['its source is a file', 10, { status: { state: 'offline', takenAt: '2026-11-01T00:00:00Z' } }],
  ])('leads nowhere where %s', async (_, limit, source) => {
    const { drawer } = await openFinding(limit, source)
    await drawer.findByText(finding.remedy)
    expect(drawer.queryByRole('link', { name: LINK })).toBeNull()
  })
})
