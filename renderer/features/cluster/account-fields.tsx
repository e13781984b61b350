import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import TextField from '@mui/material/TextField'
import { namespaceFault } from '../../../shared/plan/names.ts'
import type { AccountDraft, AccountFaults } from './account-draft.ts'

export interface AccountFieldsProps {
  readonly draft: AccountDraft
  readonly faults: AccountFaults
  readonly namespaces: readonly string[]
  readonly terminating: readonly string[]
  readonly onChange: (change: Partial<AccountDraft>) => void
}

export function AccountFields(props: AccountFieldsProps) {
  const { draft, faults, onChange } = props
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 2, pt: 1 }}>
      <Box sx={{ gridColumn: '1 / -1', color: 'text.secondary' }}>
        An account that may do what migrations need, and nothing else. Create it from here, or hand the
        manifests to the administrator of the cluster.
      </Box>
      <Box sx={{ gridColumn: '1 / -1' }}>
        <TargetNamespaces {...props} />
      </Box>
      <TextField
        label="Name of the account"
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
        error={faults.name !== undefined}
        helperText={faults.name}
        slotProps={{ htmlInput: { spellCheck: false } }}
      />
      <TextField
        label="Namespace of the account"
        value={draft.accountNamespace}
        onChange={(event) => onChange({ accountNamespace: event.target.value })}
        error={faults.accountNamespace !== undefined}
        helperText={faults.accountNamespace ?? 'Made if it does not exist.'}
        slotProps={{ htmlInput: { spellCheck: false } }}
      />
      <TextField
        label="Hours that its token is good for"
        value={draft.tokenHours}
        onChange={(event) => onChange({ tokenHours: event.target.value })}
        error={faults.tokenHours !== undefined}
        helperText={faults.tokenHours ?? 'The cluster may give less. It has to last for a whole run.'}
        slotProps={{ htmlInput: { inputMode: 'numeric' } }}
      />
      <FormControlLabel
        control={
          <Checkbox checked={draft.probes} onChange={(event) => onChange({ probes: event.target.checked })} />
        }
        label="May run probes of network and VDDK image"
      />
    </Box>
  )
}

function TargetNamespaces({ draft, faults, namespaces, terminating, onChange }: AccountFieldsProps) {
  const fault = faults.targetNamespaces
  return (
    <Autocomplete
      multiple
      freeSolo
      size="small"
      options={namespaces.filter((name) => namespaceFault(name) === undefined)}
      getOptionDisabled={(name) => terminating.includes(name)}
      value={[...draft.targetNamespaces]}
      onChange={(_event, next) =>
        onChange({ targetNamespaces: [...new Set(next.map((one) => one.trim()).filter(Boolean))] })
      }
      renderInput={(params) => (
        <TextField
          {...params}
          label="Namespaces that VMs migrate into"
          error={fault !== undefined}
          helperText={
            fault ?? 'Rights are given for these only. A new name: type it, then Enter; it is made.'
          }
        />
      )}
    />
  )
}
