/** The commands and options of `palletjack`. */
import { Argument, Command, CommanderError, Option } from 'commander'
import { INVENTORY_KINDS, type InventoryKind } from '../../shared/inventory/kinds.ts'
import type { Problem } from '../../shared/problem.ts'
import { tellProblem } from './command.ts'
import type { RawSaveOptions } from './inventory.ts'
import type { RawInventoryOptions } from './inventory-request.ts'
import type { RawLabCommand } from './lab-command.ts'
import { EXIT, inputProblem, type ExitCode } from './outcome.ts'
import { addLabOptions, addTarget, addVcenter, ALSO_CLUSTER } from './options.ts'
import { OUTPUTS } from './output-format.ts'
import { addEsxi } from './program-esxi.ts'
import { addPreflight } from './program-preflight.ts'
import { addProbe, addProvider } from './program-provider.ts'
import type { RawMigrateOptions } from './request.ts'
import type { CommandContext } from './command-context.ts'

const EXIT_CODES = `
Exit codes:
  0    all succeeded
  1    something failed; the message says what, and what to do
  2    a mistake in what was typed; nothing was changed
  3, 4 preflight: warnings, or something critical, are open
  130  interrupted

State (the journal, the lab's disks) lives in --home, else PALLETJACK_HOME, else your user data folder.
Passwords are never taken from the command line or the environment.`

/** Runs the command line and answers with the exit code. Nothing heavy is loaded before it is needed. */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok
  const program = createProgram(context, (code) => (exitCode = code))
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
    tellUsage(context, argv, usageProblem(error, argv))
    return EXIT.usage
  }
}

function createProgram(context: CommandContext, done: (code: ExitCode) => void): Command {
  const program = new Command('palletjack')
    .description('Moves virtual machines from VMware vSphere to OpenShift Virtualization.')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .addHelpText('after', EXIT_CODES)
  addMigrate(program, context, done)
  addInventory(program, context, done)
  addProvider(program, context, done)
  addProbe(program, context, done)
  addPreflight(program, context, done)
  addEsxi(program, context, done)
  addLab(program, context, done)
  return program
}

function addMigrate(program: Command, context: CommandContext, done: (code: ExitCode) => void): void {
  const command = addVcenter(program.command('migrate'), ALSO_CLUSTER)
    .description('migrate VMs and wait for the end')
    .option('--vm <name...>', 'VMs by name, or by path where a name is not unique')
    .option('--where <query>', 'VMs that match, for example "folder = DC1/Web and migratable"')
    .addOption(new Option('--type <type>', 'how to migrate').choices(['cold']).default('cold'))
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
    .option('--hard-power-off', 'power off hard where a guest does not shut down in time')
    .option('--lab', 'use the demo lab as source and target')
    .option('--yes', 'start without a question')
    .option('--json', 'one JSON object per line: events, problems, and at the end a summary')
  addLabOptions(addTarget(command)).action(async (raw: RawMigrateOptions) => {
    const { migrate } = await import('./migrate.ts')
    done(await migrate(context, raw))
  })
}

function addInventory(program: Command, context: CommandContext, done: (code: ExitCode) => void): void {
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
    addInventorySource(rows).action(async (raw: RawInventoryOptions) => {
      const { inventory } = await import('./inventory.ts')
      done(await inventory(context, kind, raw))
    })
  }
  const save = command
    .command('save')
    .description('save the inventory to a file, to be opened later without the network')
    .argument('<file>', 'name of the file, for example vcenter.json.gz')
    .option('--force', 'replace the file if it exists')
  addInventorySource(save).action(async (file: string, raw: RawSaveOptions) => {
    const { saveInventory } = await import('./inventory.ts')
    done(await saveInventory(context, file, raw))
  })
  command
    .command('fields')
    .description('the query language and the fields that can be asked for')
    .addArgument(new Argument('[kind]', 'of what').choices(INVENTORY_KINDS).default('vms'))
    .action(async (kind: InventoryKind) => {
      const { fieldsText } = await import('./fields-text.ts')
      context.stdout.write(fieldsText(kind))
    })
}

const INVENTORY_HELP = `
Examples:
  palletjack inventory vms --lab --where "power = on and disks > 2 and name ~ 'db*'"
  palletjack inventory vms --vcenter vc.example.com --username admin@vsphere.local -o csv > vms.csv
  palletjack inventory save vc.json.gz --vcenter vc.example.com --username admin@vsphere.local
  palletjack inventory hosts --from vc.json.gz -o json
  palletjack inventory fields`

function addInventorySource(command: Command): Command {
  command.option('--from <file>', 'an inventory file instead of a vCenter')
  return addLabOptions(addVcenter(command).option('--lab', 'use the demo lab as source'))
}

function addLab(program: Command, context: CommandContext, done: (code: ExitCode) => void): void {
  const command = program
    .command('lab')
    .description('run the demo lab: a vCenter, ESXi hosts and a cluster on this computer')
    .option('--json', 'print addresses and credentials as one JSON object')
  addLabOptions(command).action(async (raw: RawLabCommand) => {
    const { lab } = await import('./lab-command.ts')
    done(await lab(context, raw))
  })
}

/** Commander's "error: unknown option '--x'" as a sentence with a remedy. */
function usageProblem(error: CommanderError, argv: readonly string[]): Problem {
  const text = error.message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/([^.)?])$/, '$1.')
  const command = argv.find((word) => COMMANDS.includes(word))
  return inputProblem(
    'usage',
    sentence,
    `See palletjack ${command === undefined ? '' : `${command} `}--help for what it takes.`,
  )
}

const COMMANDS: readonly string[] = ['migrate', 'inventory', 'provider', 'probe', 'preflight', 'esxi', 'lab']

/** Scripts that read JSON get the same as for any other problem. */
function tellUsage(context: CommandContext, argv: readonly string[], problem: Problem): void {
  const isJson = argv.includes('--json')
  const isMigrate = argv.includes('migrate')
  tellProblem(context, isJson && !isMigrate && argv[0] !== 'inventory' && argv[0] !== 'lab', problem)
  if (!isMigrate || !isJson) return
  const at = context.now().toISOString()
  context.stdout.write(`${JSON.stringify({ type: 'problem', at, message: problem.message, problem })}\n`)
  context.stdout.write(
    `${JSON.stringify({ type: 'summary', succeeded: 0, failed: 0, canceled: 0, disks: [] })}\n`,
  )
}
