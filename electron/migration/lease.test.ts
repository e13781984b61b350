import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { createClusterService } from '../cluster/cluster-service.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import { createHarness, type Harness } from '../cluster/test-support/harness.ts'
import { createLabClock } from '../lab/clock.ts'
import { startKubeApi } from '../lab/kube/server.ts'
import { createLabCertificate } from '../lab/tls.ts'
import { lending } from '../vault/test-support/lending.ts'
import { NAMESPACE, SECRET } from './kinds.ts'
import { gateTarget } from './lease-gate.ts'
import { PlanLease, type LeaseOptions } from './lease.ts'
import { leasedElsewhere } from './lease-claims.ts'
import { LEASE, leaseName, readLease, type Holder } from './lease-object.ts'

const token = 'token-of-the-lease-test'
const plan = { id: 'plan-1', name: 'wave-1', targetNamespace: 'demo' }
const away: Problem = { code: 'cluster.unreachable', message: 'The cluster is away.', remedy: 'Wait for it.' }
const hostA: Holder = { computer: 'host-a', pid: 4242, seat: 'seat-a', start: 'aaaa' }
const hostB: Holder = { computer: 'host-b', pid: 4242, seat: 'seat-b', start: 'bbbb' }
/** No process has an id as high as this. */
const GONE = 2 ** 30

let h: Harness
beforeAll(async () => {
  h = await createHarness()
})

let target: ClusterConnection
let clock: number
beforeEach(async () => {
  clock = Date.parse('2026-01-01T02:10:00.000Z')
  const certificate = await createLabCertificate('api.cluster.lab.example')
  const api = h.track(await startKubeApi({ certificate, token, clock: createLabClock(1) }))
  const access = { kind: 'token', url: api.url, caPem: certificate.caPem } as const
  const opened = await createClusterService().connect(access, lending(token))
  if (!opened.ok) throw new Error(opened.problem.message)
  target = h.track(opened.value)
  await target.create({ ...NAMESPACE, metadata: { name: plan.targetNamespace } })
})
afterEach(() => h.closeAll())

/** A lease that looks only when it is asked to, on a cluster that can go away. */
function leaseOf(holder: Holder, change: Partial<LeaseOptions> = {}) {
  const link: { target: () => Result<ClusterConnection> } = { target: () => ok(target) }
  const lease = h.track(
    new PlanLease({
      ...{ plan, holder, wasHeld: false },
      target: () => link.target(),
      now: () => clock,
      ...change,
    }),
  )
  return { lease, link }
}

async function held(holder: Holder, change: Partial<LeaseOptions> = {}) {
  const one = leaseOf(holder, change)
  await one.lease.look()
  expect(one.lease.problem()).toBeUndefined()
  expect(one.lease.isHeld()).toBe(true)
  return one
}

async function stored() {
  const found = await target.get(LEASE, plan.targetNamespace, leaseName(plan.id))
  if (!found.ok) throw new Error(found.problem.message)
  return found.value
}

describe('a lease', () => {
  it('is made with the labels of its plan, renewed, and gone at the end', async () => {
    const { lease } = await held(hostA)
    const made = await stored()
    expect(made?.metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'palletjack',
      plan: plan.id,
    })
    expect(made?.spec).toMatchObject({ holderIdentity: 'host-a/4242/seat-a-aaaa', leaseDurationSeconds: 60 })
    clock += 15_000
    await lease.look()
    expect(readLease((await stored())!)).toMatchObject({
      since: '2026-01-01T02:10:00.000000Z',
      heard: '2026-01-01T02:10:15.000000Z',
      transitions: 0,
    })
    expect(lease.drivenBy()).toEqual({ state: 'us', computer: 'host-a', since: '2026-01-01T02:10:00.000Z' })
    expect(await lease.release()).toBeUndefined()
    expect(await stored()).toBeUndefined()
  })

  it('lets nothing be written before it was asked for', () => {
    expect(leaseOf(hostA).lease.problem()).toMatchObject({ code: 'migration.lease-unknown' })
  })

  it('of another computer is left alone, alive or not', async () => {
    await held(hostA)
    const { lease } = leaseOf(hostB)
    await lease.look()
    expect(lease.problem()).toMatchObject({ code: 'migration.lease-lost' })
    expect(lease.problem()?.message).toContain('Palletjack on host-a (since ')
    expect(lease.drivenBy()).toMatchObject({ state: 'other', computer: 'host-a' })
    clock += 61_000
    await lease.look()
    expect(lease.drivenBy()).toMatchObject({ state: 'quiet', computer: 'host-a' })
    expect(readLease((await stored())!).computer).toBe('host-a')
    expect(await leasedElsewhere(target, plan, hostB, clock)).toMatchObject({
      value: { code: 'migration.leased', message: expect.stringContaining('last heard') as string },
    })
  })

  it('of an earlier process of this computer is taken at once when that is gone, and not before', async () => {
    await held({ ...hostA, pid: GONE })
    expect(await leasedElsewhere(target, plan, hostA, clock)).toEqual(ok(undefined))
    await held(hostA, { wasHeld: true })
    expect(readLease((await stored())!).transitions).toBe(1)
    await target.delete(LEASE, plan.targetNamespace, leaseName(plan.id))
    await held({ ...hostA, pid: GONE })
    const namesake = leaseOf({ ...hostA, seat: 'another-computer' })
    await namesake.lease.look()
    expect(namesake.lease.drivenBy()).toMatchObject({ state: 'other', computer: 'host-a' })
    await target.delete(LEASE, plan.targetNamespace, leaseName(plan.id))
    await held({ ...hostA, pid: process.ppid })
    expect(await leasedElsewhere(target, plan, hostA, clock)).toMatchObject({
      value: { code: 'migration.leased' },
    })
  })
})

it('of a computer whose clock is wrong is quiet when it does not change, not when it looks old', async () => {
  const wrong = { clock: clock - 3_600_000 }
  const a = await held(hostA, { now: () => wrong.clock })
  const { lease } = leaseOf(hostB)
  await lease.look()
  expect(lease.drivenBy()).toMatchObject({ state: 'quiet' })
  clock += 15_000
  wrong.clock += 15_000
  await a.lease.look()
  await lease.look()
  expect(lease.drivenBy()).toMatchObject({ state: 'other', lastHeard: new Date(clock).toISOString() })
  // Of one that is ahead an hour passes until its own time would look old.
  wrong.clock += 7_200_000
  await a.lease.look()
  await lease.look()
  clock += 61_000
  await lease.look()
  expect(lease.drivenBy()).toMatchObject({ state: 'quiet' })
})

describe('a take-over', () => {
  it('takes the lease, waits six seconds, and the other one does not write again', async () => {
    const a = await held(hostA)
    const b = leaseOf(hostB)
    await b.lease.look()
    const writes = gateTarget(target, () => a.lease.confirm())
    const secret = { ...SECRET, metadata: { name: 'one', namespace: plan.targetNamespace } }
    expect(await writes.create(secret)).toMatchObject({ ok: true })
    expect(await b.lease.takeOver()).toEqual(ok(undefined))
    expect(b.lease.problem()).toMatchObject({ code: 'migration.lease-lost' })
    clock += 6_000
    expect(b.lease.problem()).toBeUndefined()
    const second = { ...secret, metadata: { ...secret.metadata, name: 'two' } }
    expect(await writes.create(second)).toMatchObject({ problem: { code: 'migration.lease-lost' } })
    expect(await writes.delete(SECRET, plan.targetNamespace, 'one')).toMatchObject({ ok: false })
    const left = await target.list(SECRET, plan.targetNamespace)
    expect(left.ok && left.value.map(({ metadata }) => metadata.name)).toEqual(['one'])
    expect(a.lease.watching()?.message).toContain('host-b')
    // Its end takes nothing from whoever drives now.
    expect(await a.lease.release()).toBeUndefined()
    expect(readLease((await stored())!)).toMatchObject({ computer: 'host-b', transitions: 1 })
  })

  it('waits those from its answer on, whenever that comes, and when the clock is put back', async () => {
    await held(hostA)
    const { lease, link } = leaseOf(hostB)
    const slowly: typeof target.mergePatch = async (...patch) => {
      const written = await target.mergePatch(...patch)
      clock += 20_000
      return written
    }
    link.target = () => ok({ ...target, mergePatch: slowly })
    expect(await lease.takeOver()).toEqual(ok(undefined))
    expect(lease.problem()).toMatchObject({ code: 'migration.lease-lost' })
    clock -= 5_000
    expect(lease.isSettling()).toBe(true)
    clock += 6_000
    expect(lease.isSettling()).toBe(false)
  })

  it('whose answer was lost waits as long once it is found to have worked', async () => {
    await held(hostA)
    const { lease, link } = leaseOf(hostB)
    const lost: typeof target.mergePatch = async (...patch) => {
      await target.mergePatch(...patch)
      return fail(away)
    }
    link.target = () => ok({ ...target, mergePatch: lost })
    expect(await lease.takeOver()).toMatchObject({ ok: false })
    link.target = () => ok(target)
    await lease.look()
    expect(lease.isHeld()).toBe(true)
    expect(lease.isSettling()).toBe(true)
  })

  it('that met a faster one does not take the lease from that one later', async () => {
    await held(hostA)
    const b = leaseOf(hostB)
    const c = leaseOf({ ...hostB, computer: 'host-c' })
    const overtaken: typeof target.mergePatch = async (...patch) => {
      await b.lease.takeOver()
      return target.mergePatch(...patch)
    }
    c.link.target = () => ok({ ...target, mergePatch: overtaken })
    expect(await c.lease.takeOver()).toMatchObject({ problem: { code: 'cluster.conflict' } })
    c.link.target = () => ok(target)
    await c.lease.look()
    expect(c.lease.drivenBy()).toMatchObject({ state: 'other', computer: 'host-b' })
  })
})

describe('an API server that is away', () => {
  it('stops the run when the lease has run out, and lets it go on when it is still its own', async () => {
    const { lease, link } = await held(hostA)
    link.target = () => fail(away)
    clock += 59_000
    await lease.look()
    expect(lease.problem()).toBeUndefined()
    clock += 1_000
    expect(lease.problem()).toMatchObject({ code: 'migration.lease-unknown' })
    expect(lease.problem()?.message).toContain(away.message)
    expect(lease.watching()).toBeUndefined()
    link.target = () => ok(target)
    await lease.look()
    expect(lease.problem()).toBeUndefined()
  })

  it('lets nothing be written in vSphere either: the lease may have been taken meanwhile', async () => {
    const { lease, link } = await held(hostA)
    const gate = gateTarget(target, () => lease.confirm())
    const secret = { ...SECRET, metadata: { name: 'one', namespace: plan.targetNamespace } }
    link.target = () => fail(away)
    clock += 4_000
    const refused = await gate.create(secret)
    expect(refused).toMatchObject({ problem: { code: 'migration.lease-unknown' } })
    expect(refused.ok || refused.problem.message).toContain(away.message)
    link.target = () => ok(target)
    expect(await gate.create(secret)).toMatchObject({ ok: true })
  })

  it('and takes too long to answer lets nothing be written: what it says is old', async () => {
    const { lease, link } = await held(hostA)
    const slowly: typeof target.get = async (...asked) => {
      const found = await target.get(...asked)
      clock += 5_000
      return found
    }
    link.target = () => ok({ ...target, get: slowly })
    clock += 1_000
    expect(await lease.confirm()).toMatchObject({ code: 'migration.lease-unknown' })
  })

  it('may have let another one end the run: what is gone then is not made again', async () => {
    const { lease, link } = await held(hostA)
    link.target = () => fail(away)
    clock += 61_000
    await lease.look()
    await target.delete(LEASE, plan.targetNamespace, leaseName(plan.id))
    link.target = () => ok(target)
    await lease.look()
    expect(lease.drivenBy()).toEqual({ state: 'nobody', computer: '' })
    expect(await stored()).toBeUndefined()
    expect(await lease.takeOver()).toEqual(ok(undefined))
    expect(lease.isHeld()).toBe(true)
  })

  it('says what a person has to do before anything else', async () => {
    const { lease, link } = leaseOf(hostA)
    const locked = { ...away, code: 'vault.locked' }
    link.target = () => fail(locked)
    await lease.look()
    expect(lease.problem()).toEqual(locked)
  })
})

describe('a lease that is removed by hand', () => {
  it('is made again while it holds', async () => {
    const { lease } = await held(hostA)
    await target.delete(LEASE, plan.targetNamespace, leaseName(plan.id))
    clock += 3_000
    await lease.look()
    expect(readLease((await stored())!).computer).toBe('host-a')
  })

  it('longer ago may have been that of another one, which has ended the run', async () => {
    const { lease } = await held(hostA)
    const b = leaseOf(hostB)
    expect(await b.lease.takeOver()).toEqual(ok(undefined))
    clock += 6_000
    expect(await b.lease.release()).toBeUndefined()
    await lease.look()
    expect(lease.drivenBy()).toEqual({ state: 'nobody', computer: '' })
    expect(await stored()).toBeUndefined()
  })

  it('at the end of the run is not made again by whoever still asks', async () => {
    const { lease } = await held(hostA)
    expect(await lease.release()).toBeUndefined()
    clock += 4_000
    expect(await lease.confirm()).toBeDefined()
    expect(await stored()).toBeUndefined()
  })

  it('with its whole namespace keeps nobody from making that again', async () => {
    const { lease } = leaseOf(hostA, { plan: { ...plan, targetNamespace: 'not-there' }, wasHeld: true })
    await lease.look()
    expect(lease.problem()).toBeUndefined()
  })
})

it('without the right to keep one, a run goes on and can say why', async () => {
  const forbidden = { ...away, code: 'cluster.forbidden', message: 'You may not get leases.' }
  const { lease, link } = leaseOf(hostA)
  link.target = () => ok({ ...target, get: () => Promise.resolve(fail(forbidden)) })
  await lease.look()
  expect(lease.problem()).toBeUndefined()
  expect(lease.missing()).toEqual(forbidden)
  expect(lease.drivenBy()).toBeUndefined()
})

it('a computer that slept looks at once, and goes on', async () => {
  const { lease } = leaseOf(hostA)
  const looks: (() => void)[] = []
  await lease.start(() => looks.shift()?.())
  const looked = new Promise<void>((resolve) => looks.push(resolve))
  clock += 3_600_000
  expect(lease.problem()).toMatchObject({ code: 'migration.lease-unknown' })
  await looked
  expect(lease.problem()).toBeUndefined()
})

it('of two that take a lease at the same time the later write is refused', async () => {
  await held(hostA)
  const b = leaseOf(hostB)
  const c = leaseOf({ ...hostB, computer: 'host-c' })
  c.link.target = () =>
    ok({
      ...target,
      get: async (...asked) => {
        const found = await target.get(...asked)
        if (!b.lease.isHeld()) expect(await b.lease.takeOver()).toEqual(ok(undefined))
        return found
      },
    })
  expect(await c.lease.takeOver()).toMatchObject({ problem: { code: 'cluster.conflict' } })
  await c.lease.look()
  expect(c.lease.drivenBy()).toMatchObject({ state: 'other', computer: 'host-b' })
})

it('a clock that is put back does not make a lease hold longer', async () => {
  const { lease } = await held(hostA)
  clock -= 3_600_000
  expect(lease.problem()).toMatchObject({ code: 'migration.lease-unknown' })
  await lease.look()
  expect(lease.problem()).toBeUndefined()
})
