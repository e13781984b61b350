import ToggleButton from '@mui/material/ToggleButton'
import Box from '@mui/material/Box'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { formatNumber } from '../../../shared/units.ts'
import { InventoryGate } from '../inventory/inventory-gate.tsx'
import { VmBrowser } from '../inventory/vm-browser.tsx'
import { useDraft } from './draft-context.tsx'
import { StepFrame } from './step-frame.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Step 2: which VMs. */
export function VmsStep(): ReactNode {
  const { draft, update } = useDraft()
  const { inventory } = useWizardFacts()
  const search = useSearch({ from: '/wizard/vms' })
  const navigate = useNavigate({ from: '/wizard/vms' })
  const selected = useMemo(() => new Set(draft.vmIds), [draft.vmIds])
  return (
    <StepFrame
      step="vms"
      title="Virtual machines"
      lead="Choose the VMs to migrate. Space or a click chooses, Enter shows details, / filters. What the findings mean is in the details."
      fill
    >
      <Box id="vms" sx={{ flex: 1, display: 'flex', flexDirection: 'column', minHeight: 0 }}>
        <InventoryGate stream={inventory}>
          {(view) => (
            <VmBrowser
              inventory={view}
              filter={search}
              onFilter={(filter) =>
                void navigate({ search: { ...filter, chosen: search.chosen }, replace: true })
              }
              selected={selected}
              onSelect={(ids) => update({ vmIds: [...ids] })}
              only={search.chosen ? selected : undefined}
              extra={
                <ToggleButton
                  size="small"
                  color="primary"
                  value="chosen"
                  selected={search.chosen ?? false}
                  onChange={() =>
                    void navigate({
                      search: { ...search, chosen: search.chosen ? undefined : true },
                      replace: true,
                    })
                  }
                >
                  Chosen: {formatNumber(selected.size)}
                </ToggleButton>
              }
            />
          )}
        </InventoryGate>
      </Box>
    </StepFrame>
  )
}
