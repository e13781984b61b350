import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Button from '@mui/material/Button'
import type { ReactNode } from 'react'

interface MapRow {
  readonly id: string
  readonly source: string
  readonly choice: ReactNode
  /** Why it was suggested. */
  readonly reason: string
  /** Set when the person decided otherwise: goes back to the suggestion. */
  readonly onReset: (() => void) | undefined
}

export interface MapTableProps {
  readonly label: string
  readonly heads: readonly [source: string, target: string]
  readonly rows: readonly MapRow[]
}

/** Source, choice and reason, one row each. */
export function MapTable({ label, heads, rows }: MapTableProps) {
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
          <TableRow key={row.id}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>{row.source}</TableCell>
            <TableCell>{row.choice}</TableCell>
            <TableCell>
              {row.onReset ? (
                <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
                  Your choice.
                  <Button size="small" onClick={row.onReset}>
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
