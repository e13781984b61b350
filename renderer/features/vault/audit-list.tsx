import { useEffect, useMemo, useState } from 'react'
import type { AuditEntry } from '../../../shared/audit/model.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Grid } from '../../ui/grid.tsx'
import { Empty } from '../../ui/page.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { exactStamp } from '../../ui/times.ts'
import { AuditDrawer } from './audit-drawer.tsx'
import { type AuditFilter, useAuditLog } from './audit-queries.ts'
import { ACTION_WORDS, doorText } from './audit-words.ts'

export interface AuditListProps {
  readonly filter: AuditFilter
  /** Of a credential, by its id. */
  readonly nameOf: (id: string) => string
}

const rowId = ({ seq }: AuditEntry) => String(seq)

/** Newest first. What is scrolled to is read on. */
export function AuditList({ filter, nameOf }: AuditListProps) {
  const log = useAuditLog(filter)
  const [last, setLast] = useState(0)
  const [open, setOpen] = useState<AuditEntry>()
  const pages = log.data?.pages
  const rows = useMemo(() => pages?.flatMap((page) => page.entries) ?? [], [pages])
  const columns = useMemo(() => columnsWith(nameOf), [nameOf])
  const { hasNextPage, isFetching, fetchNextPage } = log
  useEffect(() => {
    if (last >= rows.length - 1 && hasNextPage && !isFetching) void fetchNextPage()
  }, [last, rows.length, hasNextPage, isFetching, fetchNextPage])
  const seen = useMemo(() => (_first: number, to: number) => setLast(to), [])
  return (
    <QueryGate query={log} what="Reading the audit log">
      {() => (
        <>
          <Grid
            label="Audit log"
            rows={{ count: hasNextPage ? (pages?.[0]?.total ?? 0) : rows.length, at: (index) => rows[index] }}
            columns={columns}
            rowId={rowId}
            sorting={[]}
            listKey={`${filter.kind}/${filter.subject}`}
            busy={isFetching}
            onSight={seen}
            onOpen={setOpen}
            openId={open === undefined ? undefined : rowId(open)}
            empty={
              <Empty title="Nothing is in the log here">
                {filter.kind !== undefined || filter.subject !== undefined
                  ? 'Other kinds of actions, or all credentials, may have entries.'
                  : 'It begins with the first credential that is stored or used.'}
              </Empty>
            }
          />
          {open ? (
            <AuditDrawer
              entry={open}
              credential={open.subject === undefined ? undefined : nameOf(open.subject)}
              onClose={() => setOpen(undefined)}
            />
          ) : null}
        </>
      )}
    </QueryGate>
  )
}

function columnsWith(nameOf: AuditListProps['nameOf']): readonly TableColumn<AuditEntry>[] {
  const credential = ({ subject }: AuditEntry) => (subject === undefined ? '' : nameOf(subject))
  return [
    { id: 'seq', header: 'No.', width: 60, align: 'right', value: ({ seq }) => seq },
    { id: 'at', header: 'When', width: 190, value: ({ at }) => exactStamp(at) },
    { id: 'action', header: 'Action', width: 150, value: ({ action }) => ACTION_WORDS[action] },
    { id: 'credential', header: 'Credential', width: 240, value: credential, title: credential },
    {
      id: 'purpose',
      header: 'For what',
      width: 240,
      grow: true,
      value: ({ purpose }) => purpose,
      title: ({ purpose }) => purpose,
    },
    { id: 'user', header: 'Who', width: 110, value: ({ user }) => user, title: ({ user }) => user },
    { id: 'door', header: 'From', width: 140, value: ({ shell }) => doorText(shell) },
  ]
}
