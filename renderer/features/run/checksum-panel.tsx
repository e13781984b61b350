import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useQuery } from '@tanstack/react-query'
import type { DiskChecksum } from '../../../shared/contract/lab.ts'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { formatBytes, formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { useLabStatus, usePlans } from '../../app/queries.ts'
import { MONO } from '../../theme/theme.ts'
import { Panel } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'

/** For runs on the demo lab: the proof that each disk arrived bit by bit. */
export function ChecksumPanel({ view }: { readonly view: MigrationView }) {
  const client = useClient()
  const lab = useLabStatus().data
  const plan = usePlans().data?.find((one) => one.id === view.planId)
  const onLab = lab?.running === true && (plan === undefined || plan.targetId === lab.targetId)
  const shown = onLab && view.vms.some((vm) => vm.state === 'succeeded')
  const checksums = useQuery({
    queryKey: ['checksums', view.id],
    queryFn: ({ signal }) => client.lab.checksums({ migrationId: view.id }, { signal }),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!shown) return null
  return (
    <Panel title="Checksums">
      <QueryGate query={checksums} what="Reading each disk on both sides">
        {(disks) => <ChecksumTable disks={disks} />}
      </QueryGate>
    </Panel>
  )
}

function ChecksumTable({ disks }: { readonly disks: readonly DiskChecksum[] }) {
  const differ = disks.filter((disk) => disk.sourceSha256 !== disk.targetSha256).length
  return (
    <Box sx={{ overflow: 'auto' }}>
      <Box sx={{ mb: 1 }}>
        {differ === 0 ? (
          <StateLabel tone="done">{`Source and target agree on ${formatCount(disks.length, 'disk')}.`}</StateLabel>
        ) : (
          <StateLabel tone="failed">{`${formatCount(differ, 'disk')} of ${disks.length} differ between source and target.`}</StateLabel>
        )}
      </Box>
      <Table size="small" aria-label="Checksums per disk">
        <TableHead>
          <TableRow>
            <TableCell>VM</TableCell>
            <TableCell>Disk</TableCell>
            <TableCell align="right">Size</TableCell>
            <TableCell>Source SHA-256</TableCell>
            <TableCell>Target SHA-256</TableCell>
            <TableCell>Result</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {disks.map((disk) => (
            <TableRow key={`${disk.vm}/${disk.disk}`}>
              <TableCell>{disk.vm}</TableCell>
              <TableCell>{disk.disk}</TableCell>
              <TableCell align="right" title={`${disk.bytes} bytes`}>
                {formatBytes(disk.bytes)}
              </TableCell>
              <Hash value={disk.sourceSha256} />
              <Hash value={disk.targetSha256} />
              <TableCell>
                {disk.sourceSha256 === disk.targetSha256 ? (
                  <StateLabel tone="done">Agree</StateLabel>
                ) : (
                  <StateLabel tone="failed">Differ</StateLabel>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}

function Hash({ value }: { readonly value: string }) {
  return (
    <TableCell title={value} sx={{ fontFamily: MONO, fontSize: 12 }}>
      {value.slice(0, 16)}...{value.slice(-8)}
    </TableCell>
  )
}
