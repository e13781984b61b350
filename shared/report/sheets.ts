/** The sheets of the XLSX report as plain data: columns, and rows one at a time. */
import type { TagReading } from '../inventory/model.ts'
import { tagText } from '../inventory/tag-text.ts'
import type { Verdict } from '../preflight/model.ts'
import { CATEGORIES, VERDICTS } from '../preflight/model.ts'
import type { Digest } from './digest.ts'
import { placeSheets } from './place-sheets.ts'
import { figure, text, type Sheet, type Value } from './sheet.ts'
import { VERDICT_WORDS } from '../preflight/verdict-words.ts'

/** In the order of the workbook. */
export function sheetsOf(digest: Digest): readonly Sheet[] {
  return [summarySheet(digest), vmSheet(digest), findingSheet(digest), ...placeSheets(digest)]
}

function summarySheet({ input, stamp }: Digest): Sheet {
  const { summary, previous, inventory } = input
  const figures: [string, number, number | undefined][] = [
    ['VMs', summary.vms, previous?.vms],
    ['Objects', summary.objects, previous?.objects],
    ['Rules', summary.rules, previous?.rules],
    ...CATEGORIES.map((category): [string, number, number | undefined] => [
      `Open findings: ${category}`,
      summary.counts[category],
      previous?.counts[category],
    ]),
    ['Findings with a missing fact', summary.counts.unknown, previous?.counts.unknown],
    ['Waived findings', summary.counts.waived, previous?.counts.waived],
    ['New findings', summary.counts.isNew, previous?.counts.isNew],
    ...VERDICTS.map((verdict): [string, number, number | undefined] => [
      `VMs, cold: ${VERDICT_WORDS[verdict]}`,
      summary.cold[verdict],
      previous?.cold[verdict],
    ]),
    ...VERDICTS.map((verdict): [string, number, number | undefined] => [
      `VMs, warm: ${VERDICT_WORDS[verdict]}`,
      summary.warm[verdict],
      previous?.warm[verdict],
    ]),
  ]
  const facts: [string, string][] = [
    ['Source', summary.source],
    ['Version of the source', `${inventory.about.name} ${inventory.about.version}`],
    ['Kind of source', summary.sourceKind],
    ['Target', summary.target ?? 'none'],
    ['Rules ran', summary.at],
    ['Facts were read', summary.factsAt],
    ['Tags were read', tagsRead(inventory.tagReading)],
    ['Run before', previous?.at ?? 'none'],
    ['Written', `${stamp.at} by Palletjack ${stamp.version}`],
    ...(inventory.unknown ?? []).map((name): [string, string] => ['Not told by this source', name]),
    ...input.forecast.assumptions.map((sentence): [string, string] => ['Times rest on', sentence]),
    ...input.acknowledgements.map(({ title, ticked }): [string, string] => [
      `Checks by hand: ${title}`,
      ticked ? `ticked by ${ticked.by}, ${ticked.at}` : 'not ticked yet',
    ]),
  ]
  return {
    name: 'Summary',
    columns: [text('What', 34), figure('Now'), figure('Run before'), text('Text', 80)],
    rows: [
      ...figures.map(([what, now, before]) => [what, now, before, undefined]),
      ...facts.map(([what, words]) => [what, undefined, undefined, words]),
    ],
  }
}

function tagsRead({ at, problem }: TagReading = {}): string {
  return at ?? (problem ? `never: ${problem.message}` : 'never')
}

function vmSheet(digest: Digest): Sheet {
  const judged = new Map(
    (digest.input.verdicts.get('vm') ?? []).map((verdict) => [verdict.object.id, verdict]),
  )
  return {
    name: 'VMs',
    columns: [
      ...[text('VM'), text('Id', 12), text('Folder', 30), text('Host'), text('Power', 12)],
      ...[text('Guest system', 36), text('Support', 12), text('Converts', 10)],
      ...[figure('CPUs'), figure('Memory (GiB)', 'gib'), figure('Disks'), figure('Size (GiB)', 'gib')],
      ...[text('Cold', 14), text('Warm', 14)],
      ...['Critical', 'Warnings', 'Information', 'Unknown'].map((title) => figure(title)),
      figure('Facts read (UTC)', 'time', 18),
      text('Tags', 40),
    ],
    rows: vmRows(digest, judged),
  }
}

function* vmRows({ vms }: Digest, judged: ReadonlyMap<string, Verdict>): Generator<readonly Value[]> {
  for (const vm of vms) {
    const { critical, warnings, information, unknown } = judged.get(vm.id) ?? NO_FINDINGS
    yield [
      ...[vm.name, vm.id, vm.path, vm.host, vm.powerState],
      ...[vm.guest.name, vm.guest.tier, vm.guest.converts],
      ...[vm.cpus, vm.memoryMiB * 2 ** 20, vm.disks, vm.diskBytes],
      ...[VERDICT_WORDS[vm.cold], VERDICT_WORDS[vm.warm]],
      ...[critical, warnings, information, unknown, vm.factsAt],
      // Empty for none; the summary says why where they are not known.
      vm.tags ? vm.tags.map(tagText).join('; ') : 'unknown',
    ]
  }
}

const NO_FINDINGS = { critical: 0, warnings: 0, information: 0, unknown: 0 }

function findingSheet(digest: Digest): Sheet {
  return {
    name: 'Findings',
    columns: [
      ...[
        text('State', 10),
        text('Category', 12),
        text('Rule'),
        text('Kind', 12),
        text('Object'),
        text('Id', 12),
      ],
      ...[
        text('Applies to', 10),
        text('New', 6),
        text('Finding', 60),
        text('Evidence', 50),
        text('Remedy', 60),
      ],
      ...[
        text('Commands', 50),
        text('Waived by', 18),
        figure('Waived (UTC)', 'time', 18),
        text('Reason', 40),
      ],
    ],
    rows: findingRows(digest),
  }
}

function* findingRows({ input }: Digest): Generator<readonly Value[]> {
  for (const finding of input.findings) {
    const { object, waiver, state } = finding
    yield [
      ...[state === 'unknown' ? 'unknown' : waiver ? 'waived' : 'open', finding.category, finding.rule],
      ...[object.kind, object.name, object.id, finding.applies, finding.isNew ? 'new' : ''],
      finding.message,
      finding.evidence.map(({ property, value }) => `${property} = ${value}`).join('\n'),
      finding.remedy,
      finding.commands.map(({ tool, command }) => `${tool}: ${command}`).join('\n'),
      ...[waiver?.by, waiver?.at, waiver?.reason],
    ]
  }
}
