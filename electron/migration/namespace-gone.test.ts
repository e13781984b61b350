import { expect, it } from 'vitest'
import { aPlan } from '../../test/fixtures/inventory.ts'
import { ok, type Problem } from '../../shared/problem.ts'
import type { RunEnds } from './context.ts'
import { namespaceGone } from './namespace-gone.ts'

const missing: Problem = { code: 'cluster.namespace-missing', message: 'Gone.', remedy: 'Create it.' }
const plan = { ...aPlan(), id: 'plan-1', createdAt: '2026-01-01T00:00:00.000Z' }

it('waits for a namespace that it made again as for any trouble, which has a limit', async () => {
  const ensureNamespace: RunEnds['ensureNamespace'] = () => Promise.resolve(ok(undefined))
  const outcome = await namespaceGone({ ends: { ensureNamespace }, plan }, missing)
  expect(outcome).toMatchObject({ kind: 'wait', trouble: missing })
})
