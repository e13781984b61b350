/** The commands that are about ESXi hosts. */
import type { Command } from 'commander'
import type { RawEsxiTrust } from './esxi-hosts.ts'
import type { RawEsxiHosts, RawEsxiOptions, RawEsxiSource } from './esxi-request.ts'
import type { RawNfcRestore, RawNfcSet } from './esxi-edit.ts'
import type { RawEsxiNetwork, RawNetworkSet } from './esxi-network.ts'
import { addLab, addPassword, HOME, json, PROVIDER, type Run } from './options.ts'

export function addEsxi(program: Command, run: Run): void {
  const command = program
    .command('esxi')
    .description('ESXi hosts: their NFC memory over SSH, and the network that copies take')
    .addHelpText('after', HELP)
  addHosts(command, run)
  const nfc = command
    .command('nfc')
    .description("memory of a host for disk copies (hostd's NFC service)")
    .addHelpText('after', HELP)
  addNfc(nfc, run)
  addNfcEdits(nfc, run)
  addNetwork(command, run)
}

const HELP = `
The source is --provider NAME, known from the application (provider list), or --lab, whose hosts bring their logins.
Logins to hosts are kept in the vault. Without a vault each command asks for the password, takes it from
--host-password-fd N, or uses a key or the SSH agent. A host's key has to be trusted once (esxi trust).

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

function addHosts(command: Command, run: Run): void {
  hosts(
    source(command.command('list').description('hosts with version, SSH, NFC memory, copies at once')),
    'all',
  )
    .option(...json('{hosts}'))
    .action((raw: RawEsxiSource & RawEsxiHosts) =>
      run(async (context) => (await import('./esxi-hosts.ts')).esxiList(context, raw)),
    )
  source(
    command.command('trust').description('show the key of a host, and trust it when it is the right one'),
  )
    .argument('<host...>', 'names, or patterns with * and ?')
    .option('--key <hash>', 'trust the key with this hash without a question, for example SHA256:...')
    .option('--forget', 'trust its key no more')
    .option('--open-ssh', OPEN_SSH)
    .option(...json('{hosts: [{host, shown, before?, trusted}]}'))
    .action((names: string[], raw: RawEsxiTrust) =>
      run(async (context) => (await import('./esxi-hosts.ts')).esxiTrust(context, names, raw)),
    )
}

const OPEN_SSH = 'start a stopped SSH service for the work, and put it back in every case'

function addNfc(nfc: Command, run: Run): void {
  const show = nfc.command('show').description('log in and read settings and backups; changes nothing')
  login(hosts(source(show), 'needed'))
    .option(...json('{hosts: [{host, reading | problem}]}'))
    .action((raw: RawEsxiOptions) =>
      run(async (context) => (await import('./esxi-nfc.ts')).nfcShow(context, raw)),
    )
  const history = nfc
    .command('history')
    .description('what was done with it from here, newest first; contacts nothing')
    .option(...PROVIDER)
    .option('--host <name...>', 'only these hosts, by name or pattern')
    .option(...json('{runs}'))
    .option(...HOME)
  history.action((raw: RawEsxiSource & RawEsxiHosts) =>
    run(async (context) => (await import('./esxi-nfc.ts')).nfcHistory(context, raw)),
  )
}

function addNfcEdits(nfc: Command, run: Run): void {
  const set = nfc
    .command('set')
    .description('change it, one host after the other, the first as the canary, until one fails')
    .option('--max-memory <size>', 'for all copies of a host: bytes, 1GB or 1GiB (default: 1000000000)')
    .option('--max-stream-memory <size>', 'for one copy (default: as it is)')
  work(login(hosts(source(set), 'needed'))).action((raw: RawNfcSet) =>
    run(async (context) => (await import('./esxi-edit.ts')).nfcSet(context, raw)),
  )
  const restore = nfc
    .command('restore')
    .description('put a backup of the settings back on one host')
    .option('--backup <path>', 'its path on the host, or its name (default: the newest; nfc show lists them)')
  work(login(hosts(source(restore), 'needed'))).action((raw: RawNfcRestore) =>
    run(async (context) => (await import('./esxi-edit.ts')).nfcRestore(context, raw)),
  )
}

function addNetwork(command: Command, run: Run): void {
  const network = command
    .command('network')
    .description('the vmkernel adapter that copies from a host read through')
  hosts(source(network.command('show').description('adapters of each host, and which is chosen')), 'all')
    .option(...json('{hosts: [{host, network, adapters}]}'))
    .action((raw: RawEsxiSource & RawEsxiHosts) =>
      run(async (context) => (await import('./esxi-network.ts')).networkShow(context, raw)),
    )
  const set = network
    .command('set')
    .description('choose an adapter on each of the hosts, and log in there; ends with 1 where that fails')
    .option('--adapter <device>', 'for example vmk1')
    .option('--via-vcenter', 'none: copies read through vCenter')
  direct(hosts(source(set), 'needed')).action((raw: RawNetworkSet) =>
    run(async (context) => (await import('./esxi-network.ts')).networkSet(context, raw)),
  )
  const check = network
    .command('check')
    .description('log in at the chosen adapters again; ends with 1 where that fails')
  direct(hosts(source(check), 'needed')).action((raw: RawEsxiNetwork) =>
    run(async (context) => (await import('./esxi-network.ts')).networkCheck(context, raw)),
  )
}

function source(command: Command): Command {
  return addLab(addPassword(command.option(...PROVIDER), ' of the provider'), 'use the hosts of the demo lab')
}

function hosts(command: Command, how: 'all' | 'needed'): Command {
  const without = how === 'all' ? ' (default: all)' : ''
  return command
    .option('--host <name...>', `hosts by name or by a pattern with * and ?${without}`)
    .option('--all-of-cluster <name...>', 'all hosts of these clusters')
}

function direct(command: Command): Command {
  return hostUser(command).option(...json('{hosts: [{host, network, adapters}]}'))
}

function hostUser(command: Command): Command {
  return command
    .option('--user <name>', 'user of the host itself (default: the one before, else root)')
    .option(
      '--host-password-fd <n>',
      'read the password of the hosts from this file descriptor (default: ask)',
    )
}

function login(command: Command): Command {
  return hostUser(command)
    .option('--key-file <file>', 'log in with this private key (RSA or ECDSA)')
    .option('--passphrase-fd <n>', 'read the passphrase of the key from this file descriptor (default: ask)')
    .option('--agent', 'log in with the SSH agent of this computer')
    .option('--open-ssh', OPEN_SSH)
}

function work(command: Command): Command {
  return command
    .option('--dry-run', 'log in, show what would change, and change nothing')
    .option('--yes', 'do it without a question')
    .option(...json('{dryRun, run}'))
}
