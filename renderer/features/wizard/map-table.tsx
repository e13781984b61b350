import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Button from '@mui/material/Button'
import type { ReactNode } from 'react'

interface MapRow {
  readonly sourceId: string
  readonly sourceName: string
  /** Why it was suggested. */
  readonly reason: string
}

export interface MapTableProps<Row extends MapRow, Choice> {
  readonly label: string
  readonly heads: readonly [source: string, target: string]
  readonly rows: readonly Row[]
  /** What the person decided otherwise, by id of the source. */
  readonly chosen: Readonly<Record<string, Choice>>
  readonly onChosen: (chosen: Record<string, Choice>) => void
  /** The field of a row; `onChoice` takes what is decided there. */
  readonly field: (row: Row, onChoice: (choice: Choice) => void) => ReactNode
}

/** Source, choice and reason, one row each. */
export function MapTable<Row extends MapRow, Choice>({
  label,
  heads,
  rows,
  chosen,
  onChosen,
  field,
}: MapTableProps<Row, Choice>) {
  return (
    <Table
      size="small"
      aria-label={label}
      sx={{
        tableLayout: 'fixed',
        '& td': { py: 0.75, height: 'auto', lineHeight: 1.45, whiteSpace: 'normal', verticalAlign: 'middle' },
        '& tr:last-of-type td': { borderBottom: 0 },
      }}
    >
      <TableHead>
        <TableRow>
          <TableCell sx={{ width: '24%' }}>{heads[0]}</TableCell>
          <TableCell sx={{ width: '44%' }}>{heads[1]}</TableCell>
          <TableCell>Reason</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.sourceId}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>{row.sourceName}</TableCell>
            <TableCell>{field(row, (choice) => onChosen({ ...chosen, [row.sourceId]: choice }))}</TableCell>
            <TableCell>
              {chosen[row.sourceId] ? (
                <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
                  Your choice.
                  <Button size="small" onClick={() => onChosen(without(chosen, row.sourceId))}>
                    Use the suggestion
                  </Button>
                </Box>
              ) : (
                row.reason
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** `record` without `key`. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([one]) => one !== key))
}
