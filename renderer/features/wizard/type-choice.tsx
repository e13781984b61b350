import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useTheme } from '@mui/material/styles'
import type { PlanInput } from '../../../shared/plan/model.ts'
import { cannotGoWarm } from '../../../shared/preflight/warm-rules.ts'
import { formatCount } from '../../../shared/units.ts'
import { FindingList } from '../../ui/findings.tsx'
import { useDraft } from './draft-context.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

const MEANS: Readonly<Record<PlanInput['type'], string>> = {
  cold: 'Each VM is shut down first and stays down until all of its disks are copied and converted. The source gets no snapshots.',
  warm: 'VMs run while their disks are copied, again and again. Each stands still only for its cutover: the last changes and the conversion. The source gets snapshots, which are removed again.',
}

/** Cold or warm, and what each means for downtime and data; for warm, which of the chosen VMs cannot. */
export function TypeChoice() {
  const { draft, update } = useDraft()
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          color="primary"
          value={draft.type}
          aria-label="Kind of migration"
          onChange={(_, type: PlanInput['type'] | null) => type && update({ type })}
        >
          <ToggleButton value="cold" sx={{ px: 2 }}>
            Cold
          </ToggleButton>
          <ToggleButton value="warm" sx={{ px: 2 }}>
            Warm
          </ToggleButton>
        </ToggleButtonGroup>
        <Box sx={{ fontSize: 13, color: 'text.secondary', maxWidth: 760 }}>{MEANS[draft.type]}</Box>
      </Box>
      {draft.type === 'warm' ? <CannotGoWarm /> : null}
    </>
  )
}

const SHOWN = 4

/** Those of the chosen VMs that have to be left out, or made fit in vSphere. */
function CannotGoWarm() {
  const { tokens } = useTheme()
  const { draft, update } = useDraft()
  const findings = cannotGoWarm(useWizardFacts().preview.data?.findings ?? []).filter((one) =>
    draft.vmIds.includes(one.object.id),
  )
  if (findings.length === 0) return null
  const ids = new Set(findings.map((one) => one.object.id))
  return (
    <Box
      role="region"
      aria-label="VMs that cannot go warm"
      sx={{ p: 1.5, border: `1px solid ${tokens.border}`, borderRadius: '6px', bgcolor: tokens.surface }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mb: 1 }}>
        <Box sx={{ flex: 1, fontWeight: 600, fontSize: 13 }}>
          {formatCount(ids.size, 'VM')} of those chosen cannot go warm
        </Box>
        <Button
          size="small"
          variant="outlined"
          onClick={() => update({ vmIds: draft.vmIds.filter((id) => !ids.has(id)) })}
        >
          Take out {formatCount(ids.size, 'VM')}
        </Button>
      </Box>
      <FindingList findings={findings} limit={SHOWN} />
    </Box>
  )
}
