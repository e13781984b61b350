import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HeldSlots } from './scheduler.ts'
import { ask, leave, type SlotQueue } from './slot-queue.ts'

const here = { sourceId: 'vc', hostId: 'host-1', hostName: 'esx-01' }
const bears = { limit: 10, isBeingEdited: false }
const waiting = (key: string, disks: number, urgent = false) => ({ key, request: { ...here, disks }, urgent })
const busy = (disks: number): HeldSlots[] => [{ ...here, disks }]

describe('a queue of VMs that wait for slots', () => {
  it('lets the first go first', () => {
    const first = ask([], waiting('a', 4), busy(8), bears, 0)
    expect(first.admission).toMatchObject({ admitted: false })
    const second = ask(first.queue, waiting('b', 4), busy(4), bears, 0)
    expect(second.admission).toEqual({
      admitted: false,
      reason: 'waits for its turn on esx-01: a VM with 4 disks came before, 4 of 10 disk copies running',
    })
    const again = ask(second.queue, waiting('a', 4), busy(4), bears, 0)
    expect(again.admission).toEqual({ admitted: true })
    expect(again.queue.map((one) => one.key)).toEqual(['b'])
  })

  it('lets a small one pass a large one that does not fit, but not for ever', () => {
    let { queue } = ask([], waiting('large', 10), busy(5), bears, 0)
    let passes = 0
    for (; passes < 1_000; passes++) {
      const answer = ask(queue, waiting(`small ${passes}`, 1), busy(5), bears, 0)
      queue = answer.queue
      if (!answer.admission.admitted) break
    }
    expect(passes).toBe(200)
    expect(ask(queue, waiting('large', 10), [], bears, 0).admission).toEqual({ admitted: true })
  })

  it('lets a cutover go before copies', () => {
    let { queue } = ask([], waiting('copy', 4), busy(10), bears, 0)
    ;({ queue } = ask(queue, waiting('cutover', 4, true), busy(10), bears, 0))
    expect(ask(queue, waiting('copy', 4), busy(6), bears, 0).admission.admitted).toBe(false)
    expect(ask(queue, waiting('cutover', 4, true), busy(6), bears, 0).admission.admitted).toBe(true)
  })

  it('does not wait for one that stopped asking', () => {
    const { queue } = ask([], waiting('a', 4), busy(8), bears, 0)
    expect(ask(queue, waiting('b', 4), busy(4), bears, 9_000).admission.admitted).toBe(false)
    expect(ask(queue, waiting('b', 4), busy(4), bears, 11_000).admission.admitted).toBe(true)
  })

  it('does not wait for one that left, or for another host', () => {
    const { queue } = ask([], waiting('a', 4), busy(8), bears, 0)
    expect(ask(leave(queue, 'a'), waiting('b', 4), busy(4), bears, 0).admission.admitted).toBe(true)
    const elsewhere = { ...waiting('b', 4), request: { ...here, hostId: 'host-2', disks: 4 } }
    expect(ask(queue, elsewhere, busy(4), bears, 0).admission.admitted).toBe(true)
  })
})

interface Vm {
  readonly key: string
  readonly disks: readonly number[]
  readonly hostId: string
}

/** One host after the other, in steps of a minute: a VM's disks take their time each, and give back their slots. */
function simulate(vms: readonly Vm[], limit: number, admitOne: Admit) {
  const started = new Map<string, number>()
  let copied = 0
  let most = 0
  let longestPassed = 0
  const passed = new Map<string, number>()
  const copiedAt: number[] = []
  const running: { readonly vm: Vm; left: number[] }[] = []
  const left = new Set(vms)
  let queue: SlotQueue = []
  for (let minute = 0; left.size > 0 || running.length > 0; minute++) {
    if (minute > 1_000_000) throw new Error('somebody starves')
    for (const vm of left) {
      const held = running.map((one) => ({ sourceId: 'vc', hostId: one.vm.hostId, disks: one.left.length }))
      const answer = admitOne(queue, vm, held, limit)
      queue = answer.queue
      if (!answer.admission.admitted) continue
      left.delete(vm)
      longestPassed = Math.max(longestPassed, passed.get(vm.key) ?? 0)
      for (const earlier of left) {
        // Those that wait do so in their order; all before this one are let past by it.
        if (vms.indexOf(earlier) > vms.indexOf(vm)) break
        passed.set(earlier.key, (passed.get(earlier.key) ?? 0) + vm.disks.length)
      }
      started.set(vm.key, minute)
      running.push({ vm, left: [...vm.disks] })
    }
    const busyNow = running.reduce((sum, one) => sum + one.left.length, 0)
    const alone = running.length === 1
    if (!alone) most = Math.max(most, busyNow)
    for (const one of running) {
      one.left = one.left.map((minutes) => minutes - 1).filter((minutes) => minutes > 0)
    }
    copied += busyNow
    copiedAt.push(copied)
    for (let at = running.length - 1; at >= 0; at--) if (running[at]?.left.length === 0) running.splice(at, 1)
  }
  return { started, most, copiedAt, longestPassed }
}

type Admit = (queue: SlotQueue, vm: Vm, held: HeldSlots[], limit: number) => ReturnType<typeof ask>

const fair: Admit = (queue, vm, held, limit) => {
  const request = { sourceId: 'vc', hostId: vm.hostId, hostName: vm.hostId, disks: vm.disks.length }
  return ask(queue, { key: vm.key, request, urgent: false }, held, { limit, isBeingEdited: false }, 0)
}
/** Whoever fits goes: the most that can be had, and somebody may wait to the end. */
const greedy: Admit = (_queue, vm, held, limit) => fair([], vm, held, limit)

/** Mistakes that the measures below have to show. */
const overLimit: Admit = (queue, vm, held, limit) => fair(queue, vm, held, limit + 1)
const lazy: Admit = (queue, vm, held, limit) => fair(queue, vm, held, Math.floor(limit * 0.9))

/** Disk copies that may go before one that waits, and of one more VM of at most 14 disks. */
const mostPassed = (limit: number): number => 20 * limit + 14

/** How much longer `admitOne` takes than whoever fits going first: 1 is as fast. */
function paceOf(admitOne: Admit, hosts: readonly (readonly number[][])[], limit: number): number {
  let [ours, best] = [0, 0]
  hosts.forEach((disks, host) => {
    const vms = disks.map((minutes, index) => ({
      key: `${host}/${index}`,
      disks: minutes,
      hostId: `host-${host}`,
    }))
    ours += simulate(vms, limit, admitOne).copiedAt.length
    best += simulate(vms, limit, greedy).copiedAt.length
  })
  return best / ours
}

const disk = fc.integer({ min: 1, max: 30 })
const hostOfVms = fc.array(fc.array(disk, { minLength: 1, maxLength: 14 }), { minLength: 20, maxLength: 20 })

describe('the measures of a simulation', () => {
  /** Large ones among ever so many small ones, which end at different times. */
  const crowd = Array.from({ length: 600 }, (_, index): Vm => ({
    key: String(index),
    disks: index === 5 ? Array.from({ length: 10 }, () => 5) : [1 + ((index * 7) % 13)],
    hostId: 'host',
  }))
  const hosts = Array.from({ length: 5 }, (_, host) =>
    Array.from({ length: 60 }, (__, vm) =>
      Array.from({ length: 1 + ((vm * 5 + host) % 3) }, (___, one) => 1 + ((vm * 11 + one * 7) % 29)),
    ),
  )

  it('show one that lets too many in', () => {
    expect(simulate(crowd, 10, fair).most).toBe(10)
    expect(simulate(crowd, 10, overLimit).most).toBeGreaterThan(10)
  })

  it('show one that lets somebody starve', () => {
    expect(simulate(crowd, 10, fair).longestPassed).toBeLessThanOrEqual(mostPassed(10))
    expect(simulate(crowd, 10, greedy).longestPassed).toBeGreaterThan(mostPassed(10))
  })

  it('show one that is a tenth below what could be had', () => {
    expect(paceOf(fair, hosts, 10)).toBeGreaterThan(0.95)
    expect(paceOf(lazy, hosts, 10)).toBeLessThan(0.95)
  })
})

describe('1,000 VMs on 50 hosts', () => {
  it('never go over a limit, all start, and little is lost against letting in whoever fits', () => {
    fc.assert(
      fc.property(
        fc.array(hostOfVms, { minLength: 50, maxLength: 50 }),
        fc.integer({ min: 6, max: 20 }),
        (hosts, limit) => {
          let fairTotal = 0
          let greedyTotal = 0
          hosts.forEach((disks, host) => {
            const vms = disks.map((minutes, index) => ({
              key: `${host}/${index}`,
              disks: minutes,
              hostId: `host-${host}`,
            }))
            const ours = simulate(vms, limit, fair)
            expect(ours.most).toBeLessThanOrEqual(limit)
            expect(ours.started.size).toBe(vms.length)
            expect(ours.longestPassed).toBeLessThanOrEqual(mostPassed(limit))
            fairTotal += ours.copiedAt.length
            greedyTotal += simulate(vms, limit, greedy).copiedAt.length
          })
          expect(greedyTotal / fairTotal).toBeGreaterThan(0.95)
        },
      ),
      { numRuns: 5 },
    )
  })

  it('fill a host to its limit where VMs have one disk each', () => {
    fc.assert(
      fc.property(
        fc.array(disk, { minLength: 60, maxLength: 100 }),
        fc.integer({ min: 2, max: 20 }),
        (disks, limit) => {
          const vms = disks.map((minutes, index) => ({
            key: String(index),
            disks: [minutes],
            hostId: 'host',
          }))
          const ours = simulate(vms, limit, fair)
          const work = disks.reduce((sum, one) => sum + one, 0)
          // What is left when the last ones run alone is nobody's fault.
          const bound = Math.ceil(work / limit) + Math.max(...disks)
          expect(ours.copiedAt.length).toBeLessThanOrEqual(bound)
        },
      ),
      { numRuns: 10 },
    )
  })
})
