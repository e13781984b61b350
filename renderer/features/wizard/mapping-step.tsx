import type { ReactNode } from 'react'
import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { namespaceFault, planNameFault } from '../../../shared/plan/names.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import { useDraft } from './draft-context.tsx'
import { NamesPanel } from './names-panel.tsx'
import { NetworkRows } from './network-rows.tsx'
import { StepFrame, useFieldFault } from './step-frame.tsx'
import { StorageRows } from './storage-rows.tsx'
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
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' },
            gap: 2,
            alignItems: 'start',
          }}
        >
          <PlanName />
          <Namespace />
        </Box>
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

const NAME_RULE = '1 to 63 characters: a-z, 0-9 and "-", beginning and ending with a letter or digit.'

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

function Namespace() {
  const { draft, update } = useDraft()
  const { target } = useWizardFacts()
  const known = target.data?.namespaces ?? []
  const asked = useFieldFault('namespace')
  const typed = draft.targetNamespace === '' ? undefined : namespaceFault(draft.targetNamespace)?.message
  const error = asked ?? typed
  const isNew =
    target.data !== undefined && draft.targetNamespace !== '' && !known.includes(draft.targetNamespace)
  return (
    <Autocomplete
      freeSolo
      id="namespace"
      size="small"
      options={known.filter((name) => namespaceFault(name) === undefined)}
      inputValue={draft.targetNamespace}
      onInputChange={(_event, value) => update({ targetNamespace: value })}
      renderInput={(params) => (
        <TextField
          {...params}
          label="Target namespace"
          required
          error={error !== undefined}
          helperText={
            error ??
            (isNew
              ? `New: ${draft.targetNamespace} is created when the run starts.`
              : `Choose one or type a new name. ${NAME_RULE}`)
          }
        />
      )}
    />
  )
}
