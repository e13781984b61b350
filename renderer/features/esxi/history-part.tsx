import Box from '@mui/material/Box'
import type { EditRun } from '../../../shared/esxi/model.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { exactStamp } from '../../ui/times.ts'
import { HostEditPart } from './host-edit.tsx'
import { useHistory } from './queries.ts'
import { editWords, KIND_NOUNS } from './words.ts'

export interface HistoryPartProps {
  readonly providerId: string
  readonly hostId: string
}

/** Edits and restores of one host, newest first. */
export function HistoryPart({ providerId, hostId }: HistoryPartProps) {
  const history = useHistory(providerId, hostId)
  return (
    <DrawerPart title="History">
      <QueryGate query={history} what="Reading the history">
        {(runs) =>
          runs.length === 0 ? (
            <Box sx={{ fontSize: 13, color: 'text.secondary' }}>Palletjack has not edited this host yet.</Box>
          ) : (
            <Box component="ul" aria-label="History" sx={{ m: 0, p: 0, listStyle: 'none' }}>
              {runs.map((run) => (
                <Entry key={run.id} run={run} hostId={hostId} />
              ))}
            </Box>
          )
        }
      </QueryGate>
    </DrawerPart>
  )
}

function Entry({ run, hostId }: { readonly run: EditRun; readonly hostId: string }) {
  const edit = run.hosts.find((host) => host.hostId === hostId)
  if (!edit) return null
  const { tone, text } = editWords(edit.state, run.kind)
  return (
    <Box component="li" sx={{ fontSize: 13, py: 0.5 }}>
      <Box component="details" sx={{ '& > summary': { cursor: 'pointer' } }}>
        <summary>
          {`${exactStamp(run.startedAt)}: ${KIND_NOUNS[run.kind].toLowerCase()} `}
          <StateLabel tone={tone}>{text}</StateLabel>
        </summary>
        <Box sx={{ mt: 0.75 }}>
          <HostEditPart edit={edit} kind={run.kind} isCanary={false} showsSteps />
        </Box>
      </Box>
    </Box>
  )
}
