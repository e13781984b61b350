import { expect, it } from 'vitest'
import { createFacts } from '../../shared/preflight/engine.ts'
import type { Facts } from '../../shared/preflight/rule.ts'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { createBreath } from '../breath.ts'
import { changed, type RunChange } from './change.ts'
import type { Judged } from './judge.ts'

const inventory = anInventory()
const read = (maxMemory: number): NonNullable<Facts['nfc']> => ({
  'host-1': { values: { maxMemory }, generation: 'configStore', verifiedAt: '2026-11-27T10:00:00.000Z' },
})
const judged: Judged = {
  summary: {} as Judged['summary'],
  facts: createFacts(inventory, { nfc: read(50_331_648) }),
  rules: [],
  findings: [],
  factsAt: {},
}

async function nfcAfter(change: Partial<RunChange>): Promise<Facts['nfc']> {
  const whole = { objects: {}, factsAt: {}, rules: [], findings: [], ...change }
  return (await changed(judged, whole, createBreath())).facts.nfc
}

it('a second look brings the NFC memory that was read back since, whatever it looked at', async () => {
  const raised = read(1_000_000_000)
  const host = { objectIds: ['host-1'], objects: { hosts: inventory.hosts } }
  expect(await nfcAfter({ ...host, nfc: raised })).toEqual(raised)
  expect(await nfcAfter({ rule: 'nfc-sessions', nfc: raised })).toEqual(raised)
})

it('a second look of an earlier version leaves it as it was', async () => {
  expect(await nfcAfter({ rule: 'nfc-sessions' })).toEqual(read(50_331_648))
})
