/** What a run says and asks while it waits for the vault to be unlocked. Nobody else can open it for this process. */
import type { Client } from '../../shared/contract/contract.ts'
import type { Reporter } from './reporter.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import { problemText } from './text.ts'
import { readProof, vaultStatus } from './vault-open.ts'
import type { CommandContext } from './command-context.ts'

export interface WaitForVault {
  /** Called with each view: whether the run waits for the vault now. */
  look(isWaiting: boolean): void
  /** The run is over, or is left. */
  end(): void
}

/** `interrupt`: what Ctrl-C at the question means. */
export function waitForVault(
  client: Client,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  reporter: Reporter,
  interrupt: () => void,
): WaitForVault {
  let asking: AbortController | undefined
  const end = (): void => {
    asking?.abort()
    asking = undefined
  }
  return {
    look(isWaiting) {
      if (!isWaiting) {
        end()
        return
      }
      if (asking) return
      asking = new AbortController()
      reporter.say(WAITS)
      const { stdin, stderr } = context
      if (stdin.isTTY !== true) {
        reporter.say(alone())
        return
      }
      reporter.say('Ctrl-C at the question cancels the run.')
      const { signal } = asking
      void reporter.quietly(() => askUntilOpen(client, { stdin, stderr }, signal, interrupt))
    },
    end,
  }
}

const WAITS = 'The vault is locked, and the run has to log in again: it waits until then, and loses nothing.'

function alone(): string {
  return [
    'There is no terminal here to ask for the passphrase, and no other process can open the vault for this one.',
    `  To go on, end it without canceling the run (kill -9 ${process.pid}), then unlock the vault in the application:`,
    '  with both ends connected it takes the run up where it stands.',
  ].join('\n')
}

async function askUntilOpen(
  client: Client,
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<void> {
  for (;;) {
    const status = await vaultStatus(client, signal)
    if (!status.ok || status.value.state !== 'locked') return
    const proof = await readProof(status.value.slots, context, signal)
    if (signal.aborted) return
    if (!proof.ok && proof.problem.code === INTERRUPTED.code) {
      interrupt()
      return
    }
    const unlocked = proof.ok ? await attempt(client.vault.unlock(proof.value)) : proof
    if (unlocked.ok) return
    context.stderr.write(problemText(unlocked.problem))
  }
}
