/** The commands that judge a source before anything moves. */
import { Option, type Command } from 'commander'
import { REPORT_FORMATS } from '../../shared/report/formats.ts'
import {
  addCluster,
  addLab,
  addPassword,
  addVcenter,
  ALSO_CLUSTER,
  HOME,
  json,
  PROVIDER,
  TARGET,
  type Run,
} from './options.ts'
import type { RawRulesOptions } from './preflight.ts'
import type { RawFixOptions } from './preflight-fix-request.ts'
import type { RawPreflightOptions } from './preflight-request.ts'

export function addPreflight(program: Command, run: Run): void {
  const command = program
    .command('preflight')
    .description('check a source, and a target if one is named, with all rules; changes nothing')
    .option('--inventory <file>', 'a saved inventory (inventory save); needs no network')
    .option('--rvtools <file>', 'an RVTools workbook (.xlsx); needs no network')
    .option(...PROVIDER)
    .option(...TARGET)
    .option('--plan <name>', 'a known plan, with its source and its target')
    .addOption(new Option('--format <format>', 'write a report').choices(REPORT_FORMATS))
    .option('--out <file>', 'file of the report, whose name tells the format; without: standard output')
    .option('--force', 'replace the file if it exists')
    .option(...json('{summary, worst, rules, file?}'))
    .addHelpText('after', HELP)
  addLab(addCluster(addVcenter(command, ALSO_CLUSTER)), 'check the demo lab').action(
    (raw: RawPreflightOptions) =>
      run(async (context) => (await import('./preflight.ts')).preflight(context, raw)),
  )
  command
    .command('rules')
    .description('list every rule, built in and custom')
    .option(...json('{rules, folder, problems}'))
    .option(...HOME)
    // Options that the command above has too land there.
    .action((_: RawRulesOptions, self: Command) =>
      run(async (context) =>
        (await import('./preflight.ts')).preflightRules(context, self.optsWithGlobals<RawRulesOptions>()),
      ),
    )
  addFix(command, run)
}

function addFix(command: Command, run: Run): void {
  addPassword(command.command('fix'))
    .description('do what Palletjack can about the findings of one rule; asks first')
    .option(...PROVIDER)
    .option('--rule <id>', 'the rule whose findings are fixed (preflight rules)')
    .option('--vm <name...>', 'only these VMs, by name or path; without: all that the rule finds')
    .option('--dry-run', 'only tell what would happen')
    .option('--yes', 'do not ask')
    .option('--by <name>', 'who does it, for the log of fixes; without: your name on this computer')
    .option(...json('{runId, dryRun, results}'))
    .option(...HOME)
    .addHelpText('after', FIX_HELP)
    .action((_: RawFixOptions, self: Command) =>
      run(async (context) =>
        (await import('./preflight-fix.ts')).preflightFix(context, self.optsWithGlobals<RawFixOptions>()),
      ),
    )
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
