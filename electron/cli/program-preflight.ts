/** The commands that judge a source before anything moves. */
import { Option, type Command } from 'commander'
import { REPORT_FORMATS } from '../../shared/contract/preflight.ts'
import { addLabOptions, addTarget, addVcenter, ALSO_CLUSTER } from './options.ts'
import type { ExitCode } from './outcome.ts'
import type { RawRulesOptions } from './preflight.ts'
import type { RawFixOptions } from './preflight-fix-request.ts'
import type { RawPreflightOptions } from './preflight-request.ts'
import type { CommandContext } from './command-context.ts'

type Done = (code: ExitCode) => void

export function addPreflight(program: Command, context: CommandContext, done: Done): void {
  const command = program
    .command('preflight')
    .description('check a source, and a target if one is named, with all rules; changes nothing')
    .option('--inventory <file>', 'a saved inventory (inventory save); needs no network')
    .option('--rvtools <file>', 'an RVTools workbook (.xlsx); needs no network')
    .option('--provider <name>', 'a known vCenter or ESXi host (provider list)')
    .option('--target <name>', 'known cluster, instead of --kubeconfig or --cluster')
    .option('--plan <name>', 'a known plan, with its source and its target')
    .option('--lab', 'check the demo lab')
    .addOption(new Option('--format <format>', 'write a report').choices(REPORT_FORMATS))
    .option('--out <file>', 'file of the report, whose name tells the format; without: standard output')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'one JSON object on standard output: {summary, worst, rules, file?}')
    .addHelpText('after', HELP)
  addLabOptions(addTarget(addVcenter(command, ALSO_CLUSTER))).action(async (raw: RawPreflightOptions) => {
    const { preflight } = await import('./preflight.ts')
    done(await preflight(context, raw))
  })
  command
    .command('rules')
    .description('list every rule, built in and custom')
    .option('--json', 'one JSON object on standard output: {rules, folder, problems}')
    .option('--home <dir>', 'state directory')
    .action(async (_: RawRulesOptions, self: Command) => {
      // Options that the command above has too land there.
      const raw: RawRulesOptions = self.optsWithGlobals()
      const { preflightRules } = await import('./preflight.ts')
      done(await preflightRules(context, raw))
    })
  addFix(command, context, done)
}

function addFix(command: Command, context: CommandContext, done: Done): void {
  command
    .command('fix')
    .description('do what Palletjack can about the findings of one rule; asks first')
    .option('--provider <name>', 'a known vCenter or ESXi host (provider list)')
    .option('--rule <id>', 'the rule whose findings are fixed (preflight rules)')
    .option('--vm <name...>', 'only these VMs, by name or path; without: all that the rule finds')
    .option('--dry-run', 'only tell what would happen')
    .option('--yes', 'do not ask')
    .option('--by <name>', 'who does it, for the log of fixes; without: your name on this computer')
    .option('--password-fd <n>', 'read the password from this file descriptor')
    .option('--json', 'one JSON object on standard output: {runId, dryRun, results}')
    .option('--home <dir>', 'state directory')
    .addHelpText('after', FIX_HELP)
    .action(async (_: RawFixOptions, self: Command) => {
      const { preflightFix } = await import('./preflight-fix.ts')
      done(await preflightFix(context, self.optsWithGlobals<RawFixOptions>()))
    })
}

const FIX_HELP = `
Exit codes of preflight fix:
  0  all was done, or there was nothing to do
  1  at least one failed
  3  nothing failed, and at least one was left alone
2 and 130 mean the same as for every command.

Examples:
  palletjack preflight fix --provider vc --rule change-tracking-off --dry-run
  palletjack preflight fix --provider vc --rule change-tracking-off --vm db-01 web-01 --yes
  palletjack preflight fix --provider vc --rule snapshot-consolidation`

const HELP = `
Exit codes of preflight:
  0  nothing above Information is open
  3  warnings are open
  4  something critical is open
Waived findings and missing facts do not count. 1, 2 and 130 mean the same as for every command.

Examples:
  palletjack preflight --lab
  palletjack preflight --rvtools vcenter.xlsx --format html --out preflight.html
  palletjack preflight --inventory vc.json.gz --kubeconfig ~/.kube/config --out preflight.xlsx
  palletjack preflight --provider vc --target ocp-prod --format json > preflight.json
  palletjack preflight --plan wave-1 --out wave-1.html`
