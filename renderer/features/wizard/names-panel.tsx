import Autocomplete, { createFilterOptions } from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useMemo } from 'react'
import { vmNameFault } from '../../../shared/plan/names.ts'
import { resolveTargetNames } from '../../../shared/plan/target-names.ts'
import { formatNumber } from '../../../shared/units.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import { type NamedVm, useVmNames } from './chosen-rows.ts'
import { useDraft } from './draft-context.tsx'
import { without } from './map-table.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** More would be a list nobody reads; the rest keeps what is suggested. */
const SHOWN = 50

/** A list of thousands is not drawn; typing narrows it. */
const firstOfMany = createFilterOptions<NamedVm>({ limit: SHOWN })

/** Names on the target: those that cannot stay as they are, and those that a person wants otherwise. */
export function NamesPanel() {
  const { draft } = useDraft()
  const query = useVmNames(draft.sourceId, draft.vmIds)
  return (
    <Panel title="Names on the target">
      <QueryGate query={query} what="Reading the names of the chosen VMs">
        {(vms) => <Names vms={vms} />}
      </QueryGate>
    </Panel>
  )
}

function Names({ vms }: { readonly vms: readonly NamedVm[] }) {
  const { draft, update } = useDraft()
  const { plan } = useWizardFacts()
  const names = useMemo(() => {
    const wishes = new Map(plan.vms.map((wish) => [wish.vmId, wish]))
    return resolveTargetNames(vms.map((vm) => ({ vm, wish: wishes.get(vm.id) ?? { vmId: vm.id } })))
  }, [vms, plan.vms])
  const isListed = (vm: NamedVm) => draft.targetNames[vm.id] !== undefined || names.get(vm.id) !== vm.name
  const listed = vms.filter(isListed)
  const others = vms.filter((vm) => !isListed(vm))
  const set = (id: string, name: string) => update({ targetNames: { ...draft.targetNames, [id]: name } })
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25 }}>
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
        {listed.length === 0
          ? 'All VMs keep their names.'
          : 'Kubernetes allows a-z, 0-9, "-" and "." in the name of a VM, at most 63 characters; these are changed.'}
      </Box>
      {listed.slice(0, SHOWN).map((vm) => (
        <NameRow
          key={vm.id}
          vm={vm}
          name={draft.targetNames[vm.id] ?? names.get(vm.id) ?? vm.name}
          onChange={(name) => set(vm.id, name)}
          onReset={
            draft.targetNames[vm.id] === undefined
              ? undefined
              : () => update({ targetNames: without(draft.targetNames, vm.id) })
          }
        />
      ))}
      {listed.length > SHOWN ? (
        <Box sx={{ fontSize: 13 }}>
          And {formatNumber(listed.length - SHOWN)} more that get a name of their own.
        </Box>
      ) : null}
      {others.length > 0 ? (
        <Autocomplete
          size="small"
          options={others}
          filterOptions={firstOfMany}
          value={null}
          blurOnSelect
          getOptionKey={(vm) => vm.id}
          getOptionLabel={(vm) => vm.name}
          onChange={(_event, vm) => vm && set(vm.id, vm.name)}
          sx={{ width: 280 }}
          renderInput={(params) => <TextField {...params} label="Give another VM a new name" />}
        />
      ) : null}
    </Box>
  )
}

interface NameRowProps {
  readonly vm: NamedVm
  readonly name: string
  readonly onChange: (name: string) => void
  readonly onReset: (() => void) | undefined
}

function NameRow({ vm, name, onChange, onReset }: NameRowProps) {
  const fault = vmNameFault(name)
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 3fr) auto',
        gap: 1.5,
        alignItems: 'center',
        fontSize: 13,
      }}
    >
      <Box sx={{ overflowWrap: 'anywhere' }}>{vm.name}</Box>
      <TextField
        value={name}
        onChange={(event) => onChange(event.target.value)}
        error={fault !== undefined}
        helperText={fault?.message}
        slotProps={{ htmlInput: { 'aria-label': `Name on the target for ${vm.name}`, spellCheck: false } }}
      />
      {onReset ? (
        <Button size="small" onClick={onReset}>
          Undo
        </Button>
      ) : (
        <Box />
      )}
    </Box>
  )
}
