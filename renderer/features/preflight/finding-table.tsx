import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useMemo } from 'react'
import type { PreflightFinding, RuleInfo } from '../../../shared/preflight/model.ts'
import type { Grouping } from '../../app/search.ts'
import { PagedTable } from '../../ui/paged-table.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import type { TableHeaderProps } from '../../ui/table-header.tsx'
import { CategoryLabel, shownCategory } from './labels.tsx'
import type { Listed } from './use-findings.ts'

export interface FindingTableProps {
  readonly listed: Listed<PreflightFinding>
  readonly group: Grouping
  readonly rules: ReadonlyMap<string, RuleInfo>
  readonly selected: ReadonlySet<string>
  readonly onSelected: (ids: ReadonlySet<string>) => void
  readonly onSelectAll: () => void
  readonly openId: string | undefined
  readonly onOpen: (finding: PreflightFinding) => void
  readonly empty: React.ReactNode
}

const idOf = (finding: PreflightFinding) => finding.id
const nameOf = (finding: PreflightFinding) => `${finding.object.name}: ${finding.message}`

/** Findings one by one, worst first. */
export function FindingTable(props: FindingTableProps) {
  const { listed, group, rules, selected } = props
  const { list, listKey } = listed
  const columns = useMemo(() => columnsOf(group, rules), [group, rules])
  const selectAll: TableHeaderProps['selectAll'] = {
    state: selected.size === 0 ? 'none' : selected.size >= (list.known?.matched ?? 0) ? 'all' : 'some',
    onToggle: props.onSelectAll,
    label: 'Choose all findings in this list',
  }
  return (
    <>
      {list.problem ? (
        <ProblemCard
          problem={list.problem}
          action={
            <Button size="small" variant="outlined" onClick={list.refresh}>
              Try again
            </Button>
          }
        />
      ) : null}
      <PagedTable
        label="Findings"
        list={list}
        listKey={listKey}
        columns={columns}
        rowId={idOf}
        sorting={[]}
        selection={{ selected, onChange: props.onSelected, nameOf }}
        selectAll={selectAll}
        onOpen={props.onOpen}
        openId={props.openId}
        empty={props.empty}
      />
    </>
  )
}

function columnsOf(
  group: Grouping,
  rules: ReadonlyMap<string, RuleInfo>,
): readonly TableColumn<PreflightFinding>[] {
  const question = ({ rule }: PreflightFinding) => rules.get(rule)?.question ?? rule
  const category: TableColumn<PreflightFinding> = {
    id: 'category',
    header: 'Category',
    width: 116,
    value: shownCategory,
    cell: (finding) => <CategoryLabel category={shownCategory(finding)} />,
  }
  const object: TableColumn<PreflightFinding> = {
    id: 'object',
    header: 'Object',
    width: 150,
    value: (finding) => finding.object.name,
    title: (finding) => finding.object.name,
  }
  const rule: TableColumn<PreflightFinding> = {
    id: 'rule',
    header: 'Rule',
    width: 260,
    value: question,
    title: question,
  }
  const message: TableColumn<PreflightFinding> = {
    id: 'message',
    header: 'Finding',
    width: 200,
    grow: true,
    value: (finding) => finding.message,
    title: (finding) => finding.message,
  }
  const marks: TableColumn<PreflightFinding> = {
    id: 'marks',
    header: 'Mark',
    width: 92,
    value: markText,
    title: markTitle,
    cell: (finding) => (
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {markText(finding)}
      </Box>
    ),
  }
  if (group === 'rule') return [category, object, message, marks]
  if (group === 'object') return [category, message, marks]
  return [category, object, message, rule, marks]
}

function markText({ isNew, waiver, applies }: PreflightFinding): string {
  if (waiver) return 'Waived'
  if (isNew) return 'New'
  return applies === 'both' ? '' : `${applies === 'warm' ? 'Warm' : 'Cold'} only`
}

function markTitle(finding: PreflightFinding): string {
  const { waiver } = finding
  return waiver ? `Waived by ${waiver.by}: ${waiver.reason}` : markText(finding)
}
