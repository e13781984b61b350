import { describe, expect, it } from 'vitest'
import { inventContext } from './test-support/invented-context.ts'
import { idleView, toldClient } from './test-support/steered.ts'
import { listenForKeys } from './run-keys.ts'

const downtime = { lowMs: 360_000, highMs: 540_000, quality: 'fair' as const, basis: 'two deltas' }

function keys(view = { ...idleView(2), downtime }) {
  const context = inventContext({ isTTY: true })
  const { client, told } = toldClient()
  const said: string[] = []
  let interrupts = 0
  const steering = listenForKeys(
    client,
    { stdin: context.stdin, interrupt: () => (interrupts += 1) },
    { say: (text) => void said.push(text) },
  )
  steering.view(view)
  const press = async (key: string): Promise<void> => {
    context.keyboard.write(key)
    await new Promise(setImmediate)
  }
  context.dispose()
  return { press, told, said, steering, interrupts: () => interrupts }
}

describe('keys of a run', () => {
  it('cut over only after the forecast was shown and confirmed', async () => {
    const { press, told, said } = keys()
    await press('c')
    expect(said.at(-1)).toContain('Cut over 2 VMs now? Their sources are shut down for 6-9 min (two deltas).')
    await press('n')
    expect(said.at(-1)).toContain('the run goes on')
    expect(told).toEqual([])
    await press('c')
    await press('y')
    expect(told).toMatchObject([['setCutover', { migrationId: 'run-1' }]])
  })

  it('copy the next delta now', async () => {
    const { press, told } = keys()
    await press('n')
    expect(told).toEqual([['copyNow', { migrationId: 'run-1' }]])
  })

  it('say at the first Ctrl-C what goes on, and cancel at the second', async () => {
    const { press, said, interrupts } = keys()
    await press('\u0003')
    expect(said.at(-1)).toContain('Ctrl-C again cancels it')
    expect(said.at(-1)).toContain('The cluster ends the disk copies and conversions that it has begun.')
    await press('x')
    await press('\u0003')
    expect(interrupts()).toBe(0)
    await press('\u0003')
    expect(interrupts()).toBe(1)
  })

  it('answer what a VM asks, and nothing that it does not take', async () => {
    const question = {
      kind: 'no-tools' as const,
      text: 'the guest has no Tools',
      answers: ['power-off' as const, 'give-up' as const],
      askedAt: '2026-01-31T12:00:00Z',
    }
    const view = idleView(2)
    const vms = view.vms.map((vm) => (vm.vmId === 'vm-2' ? { ...vm, question } : vm))
    const { press, told, said, steering } = keys({ ...view, vms, downtime })
    expect(said.at(-1)).toBe(
      'db-01: the guest has no Tools. Press a key: p powers it off hard, g gives it up and leaves its source as it was.',
    )
    await press('w')
    expect(told).toEqual([])
    await press('p')
    expect(told).toEqual([['answer', { migrationId: 'run-1', vmId: 'vm-2', answer: 'power-off' }]])
    steering.view({ ...view, vms })
    expect(said.filter((text) => text.includes('no Tools'))).toHaveLength(1)
  })

  it('leave the keyboard to the question of the passphrase', async () => {
    const { press, told, steering } = keys()
    steering.view({ ...idleView(2), waitsForVault: true })
    await press('n')
    steering.stop()
    expect(told).toEqual([])
  })
})
