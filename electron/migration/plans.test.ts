import { expect, it } from 'vitest'
import { aPlan, aTarget, anInventory } from '../../test/fixtures/inventory.ts'
import { ok } from '../../shared/problem.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import { createReviews } from './plan-drift.ts'
import { createPlans } from './plans.ts'

it('looks at the target again for a namespace that is there, not for each letter of a name', async () => {
  const looks: (string | undefined)[] = []
  const providers: Partial<Providers> = {
    target: () => ok({} as ClusterConnection),
    inventory: () => Promise.resolve(ok(anInventory())),
    describe: (_, namespace) => {
      looks.push(namespace)
      return Promise.resolve(ok(aTarget({ namespaces: ['default', 'demo'] })))
    },
  }
  const discardKept = () => Promise.resolve(ok({ discarded: 0 }))
  const plans = createPlans({
    ...{ journal: {} as Journal, providers: providers as Providers, discardKept },
    reviews: createReviews(),
  })
  for (const targetNamespace of ['', 'd', 'de', 'dem', 'demo', 'demo', 'demo2'])
    await plans.review(aPlan({ targetNamespace }))
  expect(looks).toEqual(['', 'demo'])
})
