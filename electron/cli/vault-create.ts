/** `palletjack vault create`: a vault for this state directory. */
import { fail } from '../../shared/problem.ts'
import type { CreateInput } from '../../shared/vault/model.ts'
import type { ExitCode } from './exit-codes.ts'
import { attempt } from './outcome.ts'
import { VAULT_PASSPHRASE } from './password.ts'
import { told, withVault, type RawVaultOptions, type VaultJob } from './vault-command.ts'
import { codePlace, readNewPassphrase, withNewCode, type RawCodeOptions } from './vault-secrets.ts'
import type { CommandContext } from './command-context.ts'

export interface RawCreateOptions extends RawVaultOptions, RawCodeOptions {
  readonly keychain?: boolean
}

export function vaultCreate(context: CommandContext, raw: RawCreateOptions): Promise<ExitCode> {
  const check = () => codePlace(raw, context)
  return withVault(context, raw, check, async (job, place) => {
    const { client, interrupts, status } = job
    if (status.state === 'damaged') return fail(status.problem)
    if (status.state === 'locked' || status.state === 'open') return fail(EXISTS)
    const device = raw.keychain === true
    if (device) {
      // Before anybody is asked for a passphrase.
      const backend = await attempt(client.vault.device(), interrupts.first)
      if (!backend.ok) return backend
    }
    const fd = job.context.vaultPassphraseFd
    const passphrase = await readNewPassphrase(
      VAULT_PASSPHRASE,
      job.context,
      fd,
      'the vault',
      interrupts.first,
    )
    if (!passphrase.ok) return passphrase
    const input = { passphrase: passphrase.value, device }
    const made = place
      ? await withNewCode(context, place, (recoveryCode) => create(job, { ...input, recoveryCode }))
      : await create(job, input)
    return made.ok ? told(job, made.value.sentence, made.value.status) : made
  })
}

/** Not raced against an interrupt: nobody would know whether it is there. */
async function create({ client }: VaultJob, input: CreateInput) {
  const created = await attempt(client.vault.create(input))
  if (!created.ok) return created
  const sentence = [
    'The vault is there. Credentials of providers that are given from now on are kept in it.',
    ...(input.recoveryCode === undefined
      ? ['Without a recovery code a forgotten passphrase cannot be helped: palletjack vault recovery-code.']
      : []),
  ].join('\n')
  return { ok: true as const, value: { sentence, status: created.value } }
}

const EXISTS = {
  code: 'vault.exists',
  message: 'There is a vault already.',
  meaning: 'Nothing was changed.',
  remedy: 'Change how it opens with palletjack vault passphrase, recovery-code or keychain.',
}
