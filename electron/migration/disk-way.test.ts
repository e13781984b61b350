import { describe, expect, it } from 'vitest'
import type { DiskWay, VmRecord } from '../../shared/migration/record.ts'
import { aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { DirectWay } from '../esxi/service.ts'
import type { PhaseContext } from './context.ts'
import { isReading, readingOf } from './disk-way.ts'
import { newRecords } from './records.ts'
import { lending } from '../vault/test-support/lending.ts'
import { ok } from '../../shared/problem.ts'

const source = {
  address: '10.21.0.11',
  url: 'https://10.21.0.11/sdk',
  username: 'root',
  thumbprint: 'AA:BB',
  useSecret: lending('of the host'),
}
const ready: DirectWay = { kind: 'ready', hostName: 'esx-01', source }
const noLogin = { code: 'esxi.no-login', message: 'There is no password.', remedy: 'Give one.' }

/** A VM whose host can be read as `way` says; the record outlives a restart, as the journal's does. */
function ends(way: DirectWay, diskWay?: DiskWay) {
  const [fresh] = newRecords({ ...aPlan(), id: 'plan-1', createdAt: '' }, anInventory({ vms: [aVm()] }))
  const record: VmRecord = { ...fresh!, ...(diskWay && { diskWay }) }
  const events: { type: string; message?: string | undefined }[] = []
  const saved: (DiskWay | undefined)[] = []
  const context = {
    record,
    manifests: { sourceUrl: 'https://vc/sdk', thumbprint: 'CC' },
    sourceUsername: 'admin',
    ends: {
      directWay: () => Promise.resolve(way),
      useSourceSecret: lending('of the vCenter'),
    },
    save: () => saved.push(record.diskWay),
    log: (event: (typeof events)[number]) => events.push(event),
  } as unknown as PhaseContext
  return { context, record, events, saved }
}

async function readBy(context: PhaseContext) {
  const reading = await readingOf(context)
  if (!isReading(reading)) return reading
  const { manifests, username, useSecret } = reading
  const lent = await useSecret((secret) => Promise.resolve(ok(secret.toString())))
  const password = lent.ok ? lent.value : lent.problem.code
  return { url: manifests.sourceUrl, thumbprint: manifests.thumbprint, username, password }
}

const throughVcenter = {
  url: 'https://vc/sdk',
  thumbprint: 'CC',
  username: 'admin',
  password: 'of the vCenter',
}
const throughHost = { url: source.url, thumbprint: 'AA:BB', username: 'root', password: 'of the host' }

describe('the way of the disks', () => {
  it('is left to the next process by one that ends', async () => {
    const closing = { code: 'esxi.closing', message: 'Palletjack is closing.', remedy: 'Start it again.' }
    const { context, record } = ends({ kind: 'failed', problem: closing })
    expect(await readBy(context)).toMatchObject({ kind: 'wait' })
    expect(record.diskWay).toBeUndefined()
  })

  it('is the host where its migration network is ready, journaled before anything is written', async () => {
    const { context, record, events, saved } = ends(ready)
    expect(await readBy(context)).toEqual(throughHost)
    expect(saved).toEqual([record.diskWay])
    expect(events).toEqual([
      { type: 'step', message: 'The disks are read directly from esx-01 at 10.21.0.11.' },
    ])
  })

  it('is vCenter where no network is chosen', async () => {
    const { context, events } = ends({ kind: 'none' })
    expect(await readBy(context)).toEqual(throughVcenter)
    expect(events).toEqual([{ type: 'step', message: 'The disks are read through vCenter.' }])
  })

  it('is vCenter where the network cannot be used, and the log says why', async () => {
    const { context, events } = ends({ kind: 'failed', problem: noLogin })
    expect(await readBy(context)).toEqual(throughVcenter)
    expect(events).toMatchObject([{ type: 'warning' }])
    expect(events[0]?.message).toContain('There is no password. Give one.')
  })

  it('stays as it was chosen, whatever becomes ready meanwhile', async () => {
    const { context, events, saved } = ends(ready, { kind: 'vcenter' })
    expect(await readBy(context)).toEqual(throughVcenter)
    expect([events, saved]).toEqual([[], []])
  })
})

describe('a way that was chosen before a restart', () => {
  const { address, url, username, thumbprint } = source
  const chosen: DiskWay = {
    kind: 'host',
    hostId: 'host-1',
    hostName: 'esx-01',
    address,
    url,
    username,
    thumbprint,
  }

  it('goes on with the same login', async () => {
    const { context, events } = ends(ready, chosen)
    expect(await readBy(context)).toEqual(throughHost)
    expect(events).toEqual([])
  })

  it.each<[string, DirectWay]>([
    ['has no secret', { kind: 'failed', problem: noLogin }],
    ['is not chosen any more', { kind: 'none' }],
    ['shows another certificate', { ...ready, source: { ...source, thumbprint: 'DD' } }],
    ['is another address', { ...ready, source: { ...source, url: 'https://10.9.9.9/sdk' } }],
  ])('waits with the way out when it %s', async (_, now) => {
    const { context, saved } = ends(now, chosen)
    const outcome = await readBy(context)
    expect(outcome).toMatchObject({ kind: 'wait' })
    expect('reason' in outcome && outcome.reason).toMatch(
      /^waits for the direct connection to esx-01 at 10\.21\.0\.11.* Give the password of root .* or cancel this VM/,
    )
    expect(saved).toEqual([])
  })
})
