import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { ReactNode } from 'react'

interface PlainColumn {
  readonly head: string
  /** CSS width; left out: what is left. */
  readonly width?: string
}

export interface PlainTableProps {
  readonly label: string
  readonly columns: readonly PlainColumn[]
  readonly rows: readonly { readonly id: string; readonly cells: readonly ReactNode[] }[]
  /** Said in place of an empty table. */
  readonly empty: string
}

/** A short table inside a panel whose texts may wrap. */
export function PlainTable({ label, columns, rows, empty }: PlainTableProps) {
  if (rows.length === 0) return <Box sx={{ fontSize: 13, color: 'text.secondary' }}>{empty}</Box>
  return (
    <Table
      size="small"
      aria-label={label}
      sx={{
        tableLayout: 'fixed',
        '& td': {
          py: 0.75,
          height: 'auto',
          lineHeight: 1.45,
          whiteSpace: 'normal',
          verticalAlign: 'top',
          overflowWrap: 'anywhere',
        },
        '& tr:last-of-type td': { borderBottom: 0 },
      }}
    >
      <TableHead>
        <TableRow>
          {columns.map(({ head, width }) => (
            <TableCell key={head} sx={width ? { width } : undefined}>
              {head}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(({ id, cells }) => (
          <TableRow key={id}>
            {cells.map((cell, index) => (
              <TableCell key={columns[index]?.head ?? index}>{cell}</TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
