/** The commands that are about ESXi hosts. */
import { Option, type Command } from 'commander'
import type { RawEsxiTrust } from './esxi-hosts.ts'
import type { RawEsxiHosts, RawEsxiOptions, RawEsxiSource } from './esxi-request.ts'
import type { RawNfcRestore, RawNfcSet } from './esxi-edit.ts'
import type { RawEsxiNetwork, RawNetworkSet } from './esxi-network.ts'
import { addLabOptions } from './options.ts'
import type { ExitCode } from './outcome.ts'
import type { CommandContext } from './command-context.ts'

type Done = (code: ExitCode) => void

const ONE_OBJECT = 'one JSON object on standard output'

export function addEsxi(program: Command, context: CommandContext, done: Done): void {
  const command = program
    .command('esxi')
    .description('ESXi hosts: their NFC memory over SSH, and the network that copies take')
    .addHelpText('after', HELP)
  addHosts(command, context, done)
  const nfc = command
    .command('nfc')
    .description("memory of a host for disk copies (hostd's NFC service)")
    .addHelpText('after', HELP)
  addNfc(nfc, context, done)
  addNfcEdits(nfc, context, done)
  addNetwork(command, context, done)
}

const HELP = `
The source is --provider NAME, known from the application (provider list), or --lab, whose hosts bring their logins.
Logins to hosts are kept in memory only: each command asks for the password, takes it from --host-password-fd N, or
uses a key or the SSH agent. A host's key has to be trusted once (esxi trust).

VMware's VDDK guide says that the limit cannot be changed for backup where vCenter manages the host; Red Hat's guide
for migrations says to raise it to 1000000000 for more than ten copies at once. Palletjack lets more copies run at
once only after the value was read back from the host.

Examples:
  palletjack esxi list --provider vc
  palletjack esxi trust esx-01.example.com --provider vc
  palletjack esxi nfc show --provider vc --host 'esx-0*'
  palletjack esxi nfc set --provider vc --all-of-cluster Compute --open-ssh --dry-run
  palletjack esxi nfc set --provider vc --host esx-01.example.com --max-memory 1GB --yes 3<vc 4<host \\
      --password-fd 3 --host-password-fd 4
  palletjack esxi nfc set --lab --host 'esx-01*' --yes`

function addHosts(command: Command, context: CommandContext, done: Done): void {
  hosts(
    source(command.command('list').description('hosts with version, SSH, NFC memory, copies at once')),
    'all',
  )
    .option('--json', `${ONE_OBJECT}: {hosts}`)
    .action(async (raw: RawEsxiSource & RawEsxiHosts) => {
      const { esxiList } = await import('./esxi-hosts.ts')
      done(await esxiList(context, raw))
    })
  source(
    command.command('trust').description('show the key of a host, and trust it when it is the right one'),
  )
    .argument('<host...>', 'names, or patterns with * and ?')
    .option('--key <hash>', 'trust the key with this hash without a question, for example SHA256:...')
    .option('--forget', 'trust its key no more')
    .option('--open-ssh', OPEN_SSH)
    .option('--json', `${ONE_OBJECT}: {hosts: [{host, shown, before?, trusted}]}`)
    .action(async (names: string[], raw: RawEsxiTrust) => {
      const { esxiTrust } = await import('./esxi-hosts.ts')
      done(await esxiTrust(context, names, raw))
    })
}

const OPEN_SSH = 'start a stopped SSH service for the work, and put it back in every case'

function addNfc(nfc: Command, context: CommandContext, done: Done): void {
  const show = nfc.command('show').description('log in and read settings and backups; changes nothing')
  login(hosts(source(show), 'needed'))
    .option('--json', `${ONE_OBJECT}: {hosts: [{host, reading | problem}]}`)
    .action(async (raw: RawEsxiOptions) => {
      const { nfcShow } = await import('./esxi-nfc.ts')
      done(await nfcShow(context, raw))
    })
  const history = nfc
    .command('history')
    .description('what was done with it from here, newest first; contacts nothing')
    .option('--provider <name>', PROVIDER)
    .option('--host <name...>', 'only these hosts, by name or pattern')
    .option('--json', `${ONE_OBJECT}: {runs}`)
    .option('--home <dir>', 'state directory')
  history.action(async (raw: RawEsxiSource & RawEsxiHosts) => {
    const { nfcHistory } = await import('./esxi-nfc.ts')
    done(await nfcHistory(context, raw))
  })
}

function addNfcEdits(nfc: Command, context: CommandContext, done: Done): void {
  const set = nfc
    .command('set')
    .description('change it, one host after the other, the first as the canary, until one fails')
    .option('--max-memory <size>', 'for all copies of a host: bytes, 1GB or 1GiB (default: 1000000000)')
    .option('--max-stream-memory <size>', 'for one copy (default: as it is)')
  work(login(hosts(source(set), 'needed'))).action(async (raw: RawNfcSet) => {
    const { nfcSet } = await import('./esxi-edit.ts')
    done(await nfcSet(context, raw))
  })
  const restore = nfc
    .command('restore')
    .description('put a backup of the settings back on one host')
    .option('--backup <path>', 'its path on the host, or its name (default: the newest; nfc show lists them)')
  work(login(hosts(source(restore), 'needed'))).action(async (raw: RawNfcRestore) => {
    const { nfcRestore } = await import('./esxi-edit.ts')
    done(await nfcRestore(context, raw))
  })
}

function addNetwork(command: Command, context: CommandContext, done: Done): void {
  const network = command
    .command('network')
    .description('the vmkernel adapter that copies from a host read through')
  hosts(source(network.command('show').description('adapters of each host, and which is chosen')), 'all')
    .option('--json', `${ONE_OBJECT}: {hosts: [{host, network, adapters}]}`)
    .action(async (raw: RawEsxiSource & RawEsxiHosts) => {
      const { networkShow } = await import('./esxi-network.ts')
      done(await networkShow(context, raw))
    })
  const set = network
    .command('set')
    .description('choose an adapter on each of the hosts, and log in there; ends with 1 where that fails')
    .option('--adapter <device>', 'for example vmk1')
    .option('--via-vcenter', 'none: copies read through vCenter')
  direct(hosts(source(set), 'needed')).action(async (raw: RawNetworkSet) => {
    const { networkSet } = await import('./esxi-network.ts')
    done(await networkSet(context, raw))
  })
  const check = network
    .command('check')
    .description('log in at the chosen adapters again; ends with 1 where that fails')
  direct(hosts(source(check), 'needed')).action(async (raw: RawEsxiNetwork) => {
    const { networkCheck } = await import('./esxi-network.ts')
    done(await networkCheck(context, raw))
  })
}

const PROVIDER = 'a known vCenter or ESXi host (provider list)'

function source(command: Command): Command {
  const named = command
    .option('--provider <name>', PROVIDER)
    .option('--password-fd <n>', 'read the password of the provider from this file descriptor (default: ask)')
    .addOption(new Option('--password [value]').hideHelp())
    .option('--lab', 'use the hosts of the demo lab')
  return addLabOptions(named)
}

function hosts(command: Command, how: 'all' | 'needed'): Command {
  const without = how === 'all' ? ' (default: all)' : ''
  return command
    .option('--host <name...>', `hosts by name or by a pattern with * and ?${without}`)
    .option('--all-of-cluster <name...>', 'all hosts of these clusters')
}

function direct(command: Command): Command {
  return command
    .option('--user <name>', 'user of the host itself (default: the one before, else root)')
    .option(
      '--host-password-fd <n>',
      'read the password of the host from this file descriptor (default: ask)',
    )
    .option('--json', `${ONE_OBJECT}: {hosts: [{host, network, adapters}]}`)
}

function login(command: Command): Command {
  return command
    .option('--user <name>', 'user of the host itself (default: the one before, else root)')
    .option(
      '--host-password-fd <n>',
      'read the password of the hosts from this file descriptor (default: ask)',
    )
    .option('--key-file <file>', 'log in with this private key (RSA or ECDSA)')
    .option('--passphrase-fd <n>', 'read the passphrase of the key from this file descriptor (default: ask)')
    .option('--agent', 'log in with the SSH agent of this computer')
    .option('--open-ssh', OPEN_SSH)
}

function work(command: Command): Command {
  return command
    .option('--dry-run', 'log in, show what would change, and change nothing')
    .option('--yes', 'do it without a question')
    .option('--json', `${ONE_OBJECT}: {dryRun, run}`)
}
