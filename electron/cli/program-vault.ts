/** The commands that are about the vault. */
import type { Command } from 'commander'
import { HOME, json, type Run } from './options.ts'
import type { RawRecoveryOptions, RawPassphraseOptions, RawRotateOptions } from './vault-care.ts'
import type { RawVaultOptions } from './vault-command.ts'
import type { RawDiskOptions } from './vault-disks.ts'
import type { RawCopyOptions, RawExportOptions } from './vault-copy.ts'
import type { RawCreateOptions } from './vault-create.ts'
import type { RawForgetOptions } from './vault-forget.ts'

export function addVault(program: Command, run: Run): void {
  const command = program
    .command('vault')
    .description('where credentials of providers and hosts are kept, sealed')
    .addHelpText('after', HELP)
  addWhole(command, run)
  addCare(command, run)
  addCopies(command, run)
}

const HELP = `
Without a vault, credentials are kept in memory only and end with each process. With one, a command about a known
provider asks for the vault's passphrase instead of the provider's password, or takes it from --vault-passphrase-fd N,
or opens it by this computer's keychain where that was set up. The recovery code is taken wherever the passphrase is.

Examples:
  palletjack vault create --recovery-code
  palletjack vault create --passphrase-fd 3 --recovery-code-file code.txt 3<passphrase
  palletjack vault status
  palletjack provider check vc --vault-passphrase-fd 3 3<passphrase
  palletjack vault passphrase --passphrase-fd 3 --new-passphrase-fd 4 3<old 4<new
  palletjack vault disk-passphrases web-01 --provider vc --disk-passphrase-fd 3 3<passphrase
  palletjack vault export vault-copy --provider vc ocp-prod
  palletjack vault import vault-copy
  palletjack vault forget esx-01.example.com
  palletjack vault forget --all --confirm "forget everything"`

function addWhole(vault: Command, run: Run): void {
  plain(
    vault.command('status').description('whether there is one, how it opens, and what is stored for whom'),
  )
    .option(...json('{vault, entries}'))
    .action((raw: RawVaultOptions) =>
      run(async (context) => (await import('./vault.ts')).vaultShow(context, raw)),
    )
  code(asks(vault.command('create').description('make one; asks for its passphrase twice'), 'the new'))
    .option('--recovery-code', 'make a recovery code and show it once')
    .option('--keychain', "let this computer's keychain open it too")
    .action((raw: RawCreateOptions) =>
      run(async (context) => (await import('./vault-create.ts')).vaultCreate(context, raw)),
    )
  plain(vault.command('lock').description('lock it in every process of this state directory'))
    .option(...json('{vault}'))
    .action((raw: RawVaultOptions) =>
      run(async (context) => (await import('./vault.ts')).vaultLock(context, raw)),
    )
  opens(vault.command('restore').description('put the generation before a damaged vault in its place'))
    .option('--yes', 'do it without a question')
    .option(...json('{kept}'))
    .action((raw: RawVaultOptions) =>
      run(async (context) => (await import('./vault.ts')).vaultRestore(context, raw)),
    )
}

function addCare(vault: Command, run: Run): void {
  asks(
    vault.command('passphrase').description('change the passphrase; the old one opens it no more'),
    'the old',
  )
    .option('--new-passphrase-fd <n>', 'read the new passphrase from this file descriptor (default: ask)')
    .action((raw: RawPassphraseOptions) =>
      run(async (context) => (await import('./vault-care.ts')).vaultPassphrase(context, raw)),
    )
  code(
    asks(
      vault.command('recovery-code').description('make a new recovery code; the old one opens it no more'),
    ),
  )
    .option('--remove', 'end the old one and make none')
    .action((raw: RawRecoveryOptions) =>
      run(async (context) => (await import('./vault-care.ts')).vaultRecoveryCode(context, raw)),
    )
  const keychain = vault.command('keychain').description("whether this computer's keychain opens it")
  asks(keychain.command('add').description('let it')).action((raw: RawVaultOptions) =>
    run(async (context) => (await import('./vault-care.ts')).vaultKeychainAdd(context, raw)),
  )
  asks(keychain.command('remove').description('let it no more')).action((raw: RawVaultOptions) =>
    run(async (context) => (await import('./vault-care.ts')).vaultRemove(context, raw, 'device')),
  )
  code(asks(vault.command('rotate').description('put everything under a new key')))
    .option('--recovery-code', 'make a new recovery code and show it once')
    .option('--yes', 'do it without a question where a way to open it is lost by it')
    .action((raw: RawRotateOptions) =>
      run(async (context) => (await import('./vault-care.ts')).vaultRotate(context, raw)),
    )
}

function addCopies(vault: Command, run: Run): void {
  copies(vault.command('export').description('write a sealed copy, for a backup or another computer'), 'file')
    .option('--provider <name...>', 'only these providers (default: all)')
    .option('--force', 'replace the file if it exists')
    .option(...json('{file, bytes}'))
    .action((file: string, raw: RawExportOptions) =>
      run(async (context) => (await import('./vault-copy.ts')).vaultExport(context, file, raw)),
    )
  copies(vault.command('import').description('add the providers of a copy, with their secrets'), 'file')
    .option(...json('{added, left}'))
    .action((file: string, raw: RawCopyOptions) =>
      run(async (context) => (await import('./vault-copy.ts')).vaultImport(context, file, raw)),
    )
  opens(
    vault
      .command('disk-passphrases')
      .description("keep the passphrases of a VM's encrypted disks (LUKS), for its conversion")
      .argument('<vm>', 'name, or whole path where a name is not enough')
      .requiredOption('--provider <name>', 'the vCenter or ESXi host of the VM'),
  )
    .option(
      '--disk-passphrase-fd <n...>',
      'read a passphrase from each of these file descriptors; each is tried on every disk (default: ask for one)',
    )
    .option(...json('{vm, passphrases}'))
    .action((vm: string, raw: RawDiskOptions) =>
      run(async (context) => (await import('./vault-disks.ts')).vaultDisks(context, vm, raw)),
    )
  opens(vault.command('forget').description('forget the secrets of a provider or a host, or the whole vault'))
    .argument('[name]', 'of the provider or the ESXi host (vault status)')
    .option('--all', 'the vault with everything in it')
    .option('--confirm <sentence>', '"forget everything", which --all asks for where there is no terminal')
    .option('--yes', 'forget what is named without a question; not enough for --all')
    .option(...json('{forgotten}, or with --all {vault}'))
    .action((name: string | undefined, raw: RawForgetOptions) =>
      run(async (context) => (await import('./vault-forget.ts')).vaultForget(context, name, raw)),
    )
}

function plain(command: Command): Command {
  return command.option(...HOME)
}

function opens(command: Command, which = 'the'): Command {
  return plain(command).option(
    '--passphrase-fd <n>',
    `read ${which} passphrase of the vault from this file descriptor (default: ask)`,
  )
}

function asks(command: Command, which?: string): Command {
  return opens(command, which).option(...json('{vault}'))
}

function code(command: Command): Command {
  return command.option(
    '--recovery-code-file <file>',
    'write the recovery code to this new file, for you only',
  )
}

function copies(command: Command, file: string): Command {
  return opens(command.argument(`<${file}>`, 'of the copy')).option(
    '--copy-passphrase-fd <n>',
    "read the copy's own passphrase from this file descriptor (default: ask)",
  )
}
