import Button from '@mui/material/Button'
import type { EditRun } from '../../../shared/esxi/model.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { chosenHosts, FlowPage, type FlowProps, NoneChosen } from './flow-page.tsx'
import { PrepareEdit } from './prepare-edit.tsx'
import { RunProgress } from './run-progress.tsx'
import { hostsText, memoryText } from './words.ts'

/** Sets the NFC memory of the chosen hosts, or puts a backup of one back: prepared, rehearsed, confirmed, watched. */
export function EditPage(flow: FlowProps) {
  const { running, search } = flow
  const { run } = running
  const hosts = chosenHosts(flow)
  if (run && run.kind !== 'rehearsal') return <Edited flow={flow} run={run} />
  const names = hosts.map(({ name }) => name)
  const isRestore = search.do === 'restore'
  return (
    <FlowPage
      flow={flow}
      title={isRestore ? `Put the settings of ${hostsText(names)} back` : `NFC memory of ${hostsText(names)}`}
      lead={
        isRestore
          ? 'A backup takes the place of the settings, by the same careful steps as an edit.'
          : 'hostd gives all disk copies of a host one small memory. Red Hat asks for more of it before more than ten copies run from a host at once.'
      }
    >
      {hosts.length === 0 ? (
        <NoneChosen onChange={flow.onChange} />
      ) : (
        <PrepareEdit flow={flow} hosts={hosts} />
      )}
    </FlowPage>
  )
}

function Edited({ flow, run }: { readonly flow: FlowProps; readonly run: EditRun }) {
  const { running, onChange } = flow
  const { isRunning, problem, cancel, isCanceling, cancelProblem, dismiss } = running
  const names = hostsText(run.hosts.map(({ hostName }) => hostName))
  const leave = () => {
    // What they were chosen for is done.
    onChange({ do: undefined, backup: undefined, chosen: undefined })
    dismiss()
  }
  return (
    <FlowPage
      flow={flow}
      title={run.kind === 'restore' ? `Restore of ${names}` : `Edit of ${names}`}
      lead={
        <>
          {run.change ? `To ${memoryText(run.change.maxMemory)}. ` : ''}
          {isRunning ? 'You may leave this page: the work goes on and is found here again.' : ''}
        </>
      }
      actions={
        isRunning ? (
          <Button variant="outlined" loading={isCanceling} onClick={cancel}>
            {run.hosts.length === 1 ? 'Cancel' : 'Cancel after this host'}
          </Button>
        ) : (
          <>
            {flow.search.chosen === undefined ? null : (
              <Button variant="outlined" onClick={dismiss}>
                Prepare another edit
              </Button>
            )}
            <Button variant="contained" onClick={leave}>
              Done
            </Button>
          </>
        )
      }
    >
      {problem ? <ProblemCard problem={problem} subject={names} /> : null}
      {cancelProblem ? <ProblemCard problem={cancelProblem} subject={names} /> : null}
      <RunProgress run={run} />
    </FlowPage>
  )
}
