/** What is known about migrating a VM. */
import { flag, list, number, text, type Field } from '../../query/field.ts'
import type { Category } from '../../preflight/model.ts'
import type { Vm } from '../model.ts'
import { vmRefusal } from '../refusal.ts'
import type { Row } from './estate.ts'
import { distinct } from './words.ts'

function counting(category: Category): (row: Row<Vm>) => number {
  return ({ it, estate }) =>
    estate.findings(it).reduce((count, finding) => count + (finding.category === category ? 1 : 0), 0)
}

export const VM_MIGRATION_FIELDS: readonly Field<Row<Vm>>[] = [
  flag(
    'migratable',
    'Migratable',
    'It can be chosen for a plan: no template, and vSphere can reach it.',
    ({ it }) => vmRefusal(it) === undefined,
  ),
  text('refusal', 'Refusal', 'Why it cannot be chosen for a plan; empty where it can.', ({ it }) =>
    vmRefusal(it),
  ),
  number('critical', 'Critical findings', 'Findings that stop a migration.', counting('Critical'), {
    also: ['blockers', 'errors'],
  }),
  number('warnings', 'Warnings', 'Findings to know about before a migration.', counting('Warning')),
  number('information', 'Information', 'Findings that are only good to know.', counting('Information'), {
    also: ['notes'],
  }),
  list(
    'findings',
    'Findings',
    'Rules that found something, such as disk-shared.',
    ({ it, estate }) => distinct(estate.findings(it).map((finding) => finding.rule)),
    { also: ['finding', 'concerns', 'issues'] },
  ),
]
