import Box from '@mui/material/Box'
import type { ReactNode } from 'react'
import type { InventoryView } from '../../../shared/contract/inventory.ts'
import type { Inventory } from '../../../shared/inventory/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { Stream } from '../../api/use-stream.ts'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'

export interface InventoryGateProps {
  readonly stream: Stream<InventoryView>
  readonly children: (inventory: Inventory) => ReactNode
}

/** Shows the inventory as soon as there is one, how far the reading is before, and what failed. */
export function InventoryGate({ stream, children }: InventoryGateProps) {
  return (
    <StreamGate stream={stream} what="Reading the inventory">
      {(view) => (
        <>
          {view.problem ? <ProblemCard problem={view.problem} /> : null}
          {view.inventory ? (
            <>
              {view.state === 'failed' ? (
                <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
                  What is shown below is the last state that could be read.
                </Box>
              ) : null}
              {children(view.inventory)}
            </>
          ) : view.problem ? null : (
            <Loading label={`Reading the inventory: ${formatCount(view.vmsRead, 'VM')} so far`} rows={10} />
          )}
        </>
      )}
    </StreamGate>
  )
}
