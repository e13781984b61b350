/** The commands and options of `palletjack`. Only texts are loaded with it: each command loads what it needs. */
import { Argument, Command, CommanderError, Option } from 'commander'
import { INVENTORY_KINDS, type InventoryKind } from '../../shared/inventory/kinds.ts'
import type { CommandContext } from './command-context.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import type { RawSaveOptions } from './inventory.ts'
import type { RawInventoryOptions } from './inventory-request.ts'
import type { RawLabCommand } from './lab-command.ts'
import {
  addCluster,
  addLab,
  addLabSize,
  addVcenter,
  ALSO_CLUSTER,
  PROVIDER,
  TARGET,
  type Run,
} from './options.ts'
import { OUTPUTS } from './output-format.ts'
import { addAudit } from './program-audit.ts'
import { addEsxi } from './program-esxi.ts'
import { addPreflight } from './program-preflight.ts'
import { addProbe, addProvider } from './program-provider.ts'
import { addVault } from './program-vault.ts'
import type { RawMigrateOptions } from './migrate-request.ts'

const EXIT_CODES = `
Exit codes:
  0    all succeeded
  1    something failed; the message says what, and what to do
  2    a mistake in what was typed; nothing was changed
  3, 4 preflight: warnings, or something critical, are open
  130  interrupted

State (the journal, the vault, the lab's disks) lives in --home, else PALLETJACK_HOME, else your user data folder.
Passwords and passphrases are never taken from the command line or the environment.`

/** Runs the command line and answers with the exit code. */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok
  const program = createProgram(context, async (work) => {
    exitCode = await withVaultDescriptor(context, program.opts<RawGlobalOptions>(), work)
  })
  if (argv.length === 0) {
    context.stderr.write(program.helpInformation())
    return EXIT.usage
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return EXIT.ok
    const { tellUsage } = await import('./usage.ts')
    const names = program.commands.map((command) => command.name())
    tellUsage(context, error, argv, names)
    return EXIT.usage
  }
}

interface RawGlobalOptions {
  readonly vaultPassphraseFd?: string
}

/** The option is every command's, so it is read in one place. */
async function withVaultDescriptor(
  context: CommandContext,
  { vaultPassphraseFd }: RawGlobalOptions,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (vaultPassphraseFd === undefined) return work(context)
  const [{ descriptor }, { tellProblem }] = await Promise.all([
    import('./source-request.ts'),
    import('./command.ts'),
  ])
  const fd = descriptor(vaultPassphraseFd, '--vault-passphrase-fd')
  if (fd.ok) return work({ ...context, ...(fd.value !== undefined && { vaultPassphraseFd: fd.value }) })
  tellProblem(context, false, fd.problem)
  return EXIT.usage
}

function createProgram(context: CommandContext, run: Run): Command {
  const program = new Command('palletjack')
    .description('Moves virtual machines from VMware vSphere to OpenShift Virtualization.')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .option(
      '--vault-passphrase-fd <n>',
      'read what opens the vault from this file descriptor (default: keychain, else ask)',
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .addHelpText('after', EXIT_CODES)
  addMigrate(program, run)
  addInventory(program, run)
  addProvider(program, run)
  addProbe(program, run)
  addPreflight(program, run)
  addEsxi(program, run)
  addVault(program, run)
  addAudit(program, run)
  addLabCommand(program, run)
  return program
}

function addMigrate(program: Command, run: Run): void {
  const command = addVcenter(program.command('migrate'), ALSO_CLUSTER)
    .description('migrate VMs and wait for the end')
    .option(...PROVIDER)
    .option(...TARGET)
    .option('--vm <name...>', 'VMs by name, or by path where a name is not unique')
    .option('--where <query>', 'VMs that match, for example "folder = DC1/Web and migratable"')
    .option('--plan <name>', 'start a stored plan, which tells source, target, VMs and how')
    .option('--accept-drift', 'with --plan: start although something has changed since its review')
    .addOption(new Option('--type <type>', 'how to migrate (default: cold)').choices(['cold', 'warm']))
    .option('--target-namespace <namespace>', 'namespace of the new VMs; made if it does not exist')
    .option('--target-name <vm=name...>', 'name of a VM on the target')
    .option('--plan-name <name>', 'name of the plan (default: from the time)')
    .option('--network <source=target...>', 'pod, ignored, or NAMESPACE/ATTACHMENT (default: suggested)')
    .option(
      '--storage <datastore=class...>',
      'storage class[,volume mode][,access mode] (default: suggested)',
    )
    .option('--transfer-network <network>', 'network for the disks: default, pod, or NAMESPACE/ATTACHMENT')
    .option('--privileged-conversion', 'allow a privileged conversion pod (OpenShift without Forklift)')
    .addOption(
      new Option(
        '--on-shutdown-timeout <rule>',
        'guest that does not shut down in time (default: ask on a terminal, else give-up)',
      ).choices(['ask', 'power-off', 'give-up']),
    )
    .option('--hard-power-off', 'the same as --on-shutdown-timeout power-off')
    .option('--interval <min>', 'warm: minutes between two deltas (default: 60)')
    .option(
      '--deltas <n>',
      'warm: cut over after so many deltas; with --cutover now, one right after the other',
    )
    .option('--cutover <when>', 'warm: now, or a time such as 2026-01-31T22:00:00+01:00 (default: ask)')
    .option('--enable-change-tracking', 'warm: switch changed block tracking on where it is off')
    .option('--crash-consistent', 'warm: take snapshots without quiescing where a guest cannot be quiesced')
    .option('--report <file>', 'write a report of the run at its end (.html or .json)')
    .option('--yes', 'start without a question')
    .option('--json', 'one JSON object per line: events, problems, and at the end a summary')
    .addHelpText('after', MIGRATE_HELP)
  addLab(addCluster(command), 'use the demo lab as source and target').action((raw: RawMigrateOptions) =>
    run(async (context) => (await import('./migrate.ts')).migrate(context, raw)),
  )
}

const MIGRATE_HELP = `
A warm migration copies while the VMs run: all of it once, then what changed, until the cutover. On a terminal, c
cuts over and n copies the next delta now. The command has to run until the end: no other process can cut its run
over.

Examples:
  palletjack migrate --lab --vm web-01 --target-namespace demo
  palletjack migrate --lab --vm web-01 --target-namespace demo --type warm --deltas 2 --cutover now --yes
  palletjack migrate ... --type warm --interval 30 --cutover 2026-01-31T22:00:00+01:00 --yes --json
  palletjack migrate --plan wave-1

A stored plan is compared with what its VMs were when it was reviewed. What has changed is shown, and asked about; with
--yes the plan starts only if nothing has to be accepted, or with --accept-drift.`

function addInventory(program: Command, run: Run): void {
  const command = program
    .command('inventory')
    .description('what a vCenter, an ESXi host or an inventory file holds')
    .addHelpText('after', INVENTORY_HELP)
  for (const kind of INVENTORY_KINDS) {
    const rows = command
      .command(kind)
      .description(`list ${kind}`)
      .option('--where <query>', 'only those that match, for example "power = on and disks > 2"')
      .option('--fields <names>', 'fields to show, separated by commas')
      .option('--sort <names>', 'fields to sort by, -name for the other way round')
      .option('--limit <n>', 'rows to show at most')
      .addOption(new Option('-o, --output <format>', 'how to print').choices(OUTPUTS).default('table'))
    addInventorySource(rows).action((raw: RawInventoryOptions) =>
      run(async (context) => (await import('./inventory.ts')).inventory(context, kind, raw)),
    )
  }
  const save = command
    .command('save')
    .description('save the inventory to a file, to be opened later without the network')
    .argument('<file>', 'name of the file, for example vcenter.json.gz')
    .option('--force', 'replace the file if it exists')
  addInventorySource(save).action((file: string, raw: RawSaveOptions) =>
    run(async (context) => (await import('./inventory.ts')).saveInventory(context, file, raw)),
  )
  command
    .command('fields')
    .description('the query language and the fields that can be asked for')
    .addArgument(new Argument('[kind]', 'of what').choices(INVENTORY_KINDS).default('vms'))
    .action((kind: InventoryKind) =>
      run(async ({ stdout }) => {
        stdout.write((await import('./fields-text.ts')).fieldsText(kind))
        return EXIT.ok
      }),
    )
}

const INVENTORY_HELP = `
Examples:
  palletjack inventory vms --lab --where "power = on and disks > 2 and name ~ 'db*'"
  palletjack inventory vms --vcenter vc.example.com --username admin@vsphere.local -o csv > vms.csv
  palletjack inventory save vc.json.gz --vcenter vc.example.com --username admin@vsphere.local
  palletjack inventory hosts --inventory vc.json.gz -o json
  palletjack inventory fields`

function addInventorySource(command: Command): Command {
  command.option('--inventory <file>', 'an inventory file instead of a vCenter')
  return addLab(addVcenter(command), 'use the demo lab as source')
}

function addLabCommand(program: Command, run: Run): void {
  const command = program
    .command('lab')
    .description('run the demo lab: a vCenter, ESXi hosts and a cluster on this computer')
    .option('--json', 'print addresses and credentials as one JSON object')
  addLabSize(command).action((raw: RawLabCommand) =>
    run(async (context) => (await import('./lab-command.ts')).lab(context, raw)),
  )
}
