import { useMemo } from 'react'
import type { Scope, Verdict } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { PagedTable } from '../../ui/paged-table.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { VerdictLabel } from './labels.tsx'
import type { Listed } from './use-findings.ts'
import { SCOPE_WORDS } from './words.ts'

export interface ObjectListProps {
  readonly listed: Listed<Verdict>
  readonly scope: Scope
  readonly chosen: string | undefined
  /** Chosen again: none. */
  readonly onChoose: (objectId: string | undefined) => void
  /** Where objects can be chosen to do something with them. */
  readonly selection?: ObjectSelection
  readonly empty: React.ReactNode
}

interface ObjectSelection {
  readonly selected: ReadonlySet<string>
  readonly onChange: (ids: ReadonlySet<string>) => void
  readonly state: 'none' | 'some' | 'all'
  /** All of the list, or none of it when they are. */
  readonly onAll: () => void
}

const idOf = ({ object }: Verdict) => object.id
const nameOf = ({ object }: Verdict) => object.name

/** One row per object with its verdicts side by side, worst first. */
export function ObjectList({ listed, scope, chosen, onChoose, selection, empty }: ObjectListProps) {
  const columns = useMemo(() => columnsOf(scope), [scope])
  return (
    <>
      {listed.list.problem ? <ProblemCard problem={listed.list.problem} /> : null}
      <PagedTable
        label={`Verdicts: ${SCOPE_WORDS[scope].title}`}
        list={listed.list}
        listKey={listed.listKey}
        columns={columns}
        rowId={idOf}
        sorting={[]}
        {...(selection && {
          selection: { selected: selection.selected, onChange: selection.onChange, nameOf },
          selectAll: {
            state: selection.state,
            onToggle: selection.onAll,
            label: 'Choose all VMs in this list',
          },
        })}
        onOpen={({ object }) => onChoose(object.id === chosen ? undefined : object.id)}
        openId={chosen}
        empty={empty}
      />
    </>
  )
}

function columnsOf(scope: Scope): readonly TableColumn<Verdict>[] {
  return [
    {
      id: 'name',
      header: scope === 'vm' ? 'VM' : 'Name',
      width: 120,
      grow: true,
      value: ({ object }) => object.name,
      title: ({ object }) => object.name,
    },
    verdict('cold', 'Cold'),
    verdict('warm', 'Warm'),
    count('critical', 'Critical', ({ critical }) => critical),
    count('warnings', 'Warn', ({ warnings }) => warnings),
    count('information', 'Info', ({ information }) => information),
    count('unknown', '?', ({ unknown }) => unknown),
  ]
}

function verdict(id: 'cold' | 'warm', header: string): TableColumn<Verdict> {
  return {
    id,
    header,
    width: 104,
    value: (row) => row[id],
    cell: (row) => <VerdictLabel verdict={row[id]} />,
  }
}

function count(id: string, header: string, of: (row: Verdict) => number): TableColumn<Verdict> {
  const width = header.length > 5 ? 68 : 56
  return {
    id,
    header,
    width,
    align: 'right',
    value: of,
    cell: (row) => (of(row) > 0 ? formatNumber(of(row)) : ''),
  }
}
