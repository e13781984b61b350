import type { ReactNode } from 'react'
import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { planNameFault } from '../../../shared/plan/names.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import { TwoColumns } from '../../ui/two-columns.tsx'
import { useDraft } from './draft-context.tsx'
import { NamesPanel } from './names-panel.tsx'
import { NAME_RULE, NamespaceChoice } from './namespace-choice.tsx'
import { NetworkRows } from './network-rows.tsx'
import { StepFrame, useFieldFault } from './step-frame.tsx'
import { StorageRows } from './storage-rows.tsx'
import { TransferPanel } from './transfer-panel.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Step 3: what each network and datastore becomes, and where the VMs will live. */
export function MappingStep(): ReactNode {
  const { target, suggestions } = useWizardFacts()
  return (
    <StepFrame
      step="mapping"
      title="Mapping"
      lead="Each network and datastore that the chosen VMs use has a row. The suggestions say why they were made; change what does not fit."
    >
      <Panel title="Plan">
        <TwoColumns from="lg">
          <PlanName />
          <NamespaceChoice />
        </TwoColumns>
      </Panel>
      <Box id="maps" sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <QueryGate query={target} what="Reading what the cluster offers">
          {(offer) => (
            <QueryGate query={suggestions} what="Looking up networks and datastores of the chosen VMs">
              {(suggestion) => (
                <>
                  <Panel title="Networks">
                    <NetworkRows rows={suggestion.networks} target={offer} />
                  </Panel>
                  <Panel title="Storage">
                    <StorageRows rows={suggestion.storage} target={offer} />
                  </Panel>
                  <TransferPanel target={offer} />
                </>
              )}
            </QueryGate>
          )}
        </QueryGate>
        <NamesPanel />
      </Box>
    </StepFrame>
  )
}

function PlanName() {
  const { draft, update } = useDraft()
  const asked = useFieldFault('plan-name')
  const typed = draft.name === '' ? undefined : planNameFault(draft.name)?.message
  const error = asked ?? typed
  return (
    <TextField
      id="plan-name"
      label="Plan name"
      required
      placeholder="wave-1"
      value={draft.name}
      onChange={(event) => update({ name: event.target.value })}
      error={error !== undefined}
      helperText={error ?? NAME_RULE}
      slotProps={{ htmlInput: { spellCheck: false } }}
    />
  )
}
