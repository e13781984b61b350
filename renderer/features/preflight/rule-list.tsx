import { useMemo } from 'react'
import type { Scope } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VirtualTable } from '../../ui/virtual-table.tsx'
import { CategoryLabel } from './labels.tsx'
import type { RuleCounts } from './queries.ts'

export interface RuleListProps {
  /** Must be stable between renders. */
  readonly groups: readonly RuleCounts[]
  /** The kind of objects that are counted; undefined: all. */
  readonly scope: Scope | undefined
  readonly chosen: string | undefined
  /** Chosen again: none. */
  readonly onChoose: (rule: string | undefined) => void
  readonly empty: React.ReactNode
}

const idOf = ({ rule }: RuleCounts) => rule.id

/** One row per rule with how many objects it is about. */
export function RuleList({ groups, scope, chosen, onChoose, empty }: RuleListProps) {
  const columns = useMemo(() => columnsOf(scope), [scope])
  return (
    <VirtualTable
      label="Rules"
      rows={groups}
      columns={columns}
      rowId={idOf}
      onOpen={({ rule }) => onChoose(rule.id === chosen ? undefined : rule.id)}
      openId={chosen}
      empty={empty}
    />
  )
}

function columnsOf(scope: Scope | undefined): readonly TableColumn<RuleCounts>[] {
  const sizeOf = ({ objects, open, unknown, waived }: RuleCounts) =>
    scope === undefined ? open + unknown + waived : (objects[scope] ?? 0)
  return [
    {
      id: 'category',
      header: 'Category',
      width: 116,
      value: categoryRank,
      cell: (row) => <CategoryLabel category={row.open + row.waived > 0 ? row.worst : 'unknown'} />,
    },
    {
      id: 'question',
      header: 'Question',
      width: 180,
      grow: true,
      value: ({ rule }) => rule.question,
      title: ({ rule }) => `${rule.question} (${rule.id})`,
    },
    {
      id: 'count',
      header: 'Findings',
      width: 84,
      align: 'right',
      value: sizeOf,
      cell: (row) => formatNumber(sizeOf(row)),
      title: (row) => `${row.open} open, ${row.unknown} unknown, ${row.waived} waived`,
    },
    {
      id: 'new',
      header: 'New',
      width: 60,
      align: 'right',
      value: ({ isNew }) => isNew,
      cell: ({ isNew }) => (isNew > 0 ? formatNumber(isNew) : ''),
    },
  ]
}

function categoryRank({ worst, open, waived }: RuleCounts): number {
  return open + waived > 0 ? { Critical: 0, Warning: 1, Information: 2 }[worst] : 3
}
