/** The commands that are about the audit log. */
import type { Command } from 'commander'
import type { RawAuditExportOptions, RawAuditListOptions } from './audit.ts'
import type { RawAuditVerifyOptions } from './audit-verify.ts'
import { HOME, json, type Run } from './options.ts'

export function addAudit(program: Command, run: Run): void {
  const command = program
    .command('audit')
    .description('who did what with which credential, and whether that log is as it was written')
    .addHelpText('after', HELP)
  command
    .command('list')
    .description('list entries, the newest first')
    .option('--action <action...>', 'only these, for example used or unlock-refused')
    .option('--of <name>', 'only of this provider and what is below it; or the id of a secret')
    .option('--limit <n>', 'entries to show at most', '50')
    .option('--before <n>', 'only entries before this number')
    .option(...json('{entries, total}'))
    .option(...HOME)
    .action((raw: RawAuditListOptions) =>
      run(async (context) => (await import('./audit.ts')).auditList(context, raw)),
    )
  command
    .command('verify')
    .description('follow the chain of hashes through the log; ends with 1 where it is broken')
    .option('--head <hash>', 'a head that was noted earlier, and must be in it')
    .option('--file <file>', 'an exported log; needs no state directory')
    .option(...json('{state, entries, head, noted?}, or {state, seq, message}'))
    .option(...HOME)
    .action((raw: RawAuditVerifyOptions) =>
      run(async (context) => (await import('./audit-verify.ts')).auditVerify(context, raw)),
    )
  command
    .command('export')
    .description('write the whole log to a file, one JSON object per line')
    .argument('<file>', 'name of the file, for example audit.jsonl')
    .option('--force', 'replace the file if it exists')
    .option(...json('{file, entries, head}'))
    .option(...HOME)
    .action((file: string, raw: RawAuditExportOptions) =>
      run(async (context) => (await import('./audit.ts')).auditExport(context, file, raw)),
    )
}

const HELP = `
Each entry is bound to the one before by a hash, and the last hash is the head of the log. Who can write the journal
can write the whole log anew: note the head where that person cannot write, and give it with --head later.

Examples:
  palletjack audit list --action used --of vcenter-prod
  palletjack audit verify
  palletjack audit export audit.jsonl
  palletjack audit verify --file audit.jsonl --head 5f1c...`
