import { expect, it } from 'vitest'
import { routeRemedy } from './route-words.ts'

it('puts names into a command as one word each, whatever a cluster calls them', () => {
  expect(routeRemedy({ namespace: 'demo', name: 'fast' })).toContain(
    'kubectl -n demo annotate net-attach-def fast forklift.konveyor.io/route=GATEWAY',
  )
  expect(routeRemedy({ namespace: 'a b', name: '$(id)' })).toContain(
    "kubectl -n 'a b' annotate net-attach-def '$(id)' forklift",
  )
})
