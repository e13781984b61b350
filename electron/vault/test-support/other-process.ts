/**
 * A process of its own that has a vault open. Arguments: the vault's file, its passphrase, and "deaf" where the
 * operating system tells nobody that a file changed. Writes a line for each state of the vault, and for each line that
 * it reads what became of a use.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createInterface } from 'node:readline'
import { ok } from '../../../shared/problem.ts'
import { NO_DEVICE } from '../device.ts'

const [path = '', passphrase = '', deaf] = process.argv.slice(2)

if (deaf === 'deaf') {
  fs.watch = () => {
    throw new Error('ENOSPC: System limit for number of file watchers reached')
  }
  syncBuiltinESMExports()
}

const { createVault } = await import('../vault.ts')
const { createLocking } = await import('../locking.ts')

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const vault = await createVault({ path, device: NO_DEVICE })
const settings = { theme: 'system', lockAfterMinutes: null, lockWithScreen: true, openAtStart: true } as const
createLocking({ vault, path, hasPages: true, settings: { get: () => settings, save: () => settings } })
const unlocked = await vault.unlock({ by: 'passphrase', passphrase })
if (!unlocked.ok) say(unlocked.problem.code)

async function tellStates(): Promise<void> {
  for await (const status of vault.watch())
    say(status.state === 'locked' ? `locked: ${status.because ?? ''}` : status.state)
}
void tellStates()
for await (const line of createInterface({ input: process.stdin })) {
  const used = await vault.use(line, 'to test', () => Promise.resolve(ok('lent')))
  say(used.ok ? used.value : used.problem.code)
}
