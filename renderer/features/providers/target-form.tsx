import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import * as z from 'zod'
import type { ClusterInput, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ColumnForm } from '../../ui/column-form.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { UnlockAction, useLockedReason } from '../vault/lock-action.tsx'
import { WhereItStays } from '../vault/first-run-notice.tsx'
import { KubeconfigFields } from './kubeconfig-fields.tsx'
import { secretWord } from './provider-status.tsx'
import type { SecretHandle } from './secret-field.tsx'
import { type TargetValues, TokenFields } from './target-fields.tsx'
import { useKubeconfigAccess } from './use-kubeconfig-access.ts'

const schema = z.object({
  name: z.string().trim().min(1, 'Type a name for the cluster.').max(63, 'A name has at most 63 characters.'),
  url: z.string().trim(),
  caPem: z.string().trim(),
})

export interface TargetFormProps {
  /** The cluster to change; left out, one is added. */
  readonly provider?: Provider
  /** Called with the provider as it is now: added, or changed. */
  readonly onAdded: (provider: Provider) => void
}

/** Adds or changes a cluster with OpenShift Virtualization or KubeVirt as a target. */
export function TargetForm({ provider, onAdded }: TargetFormProps) {
  const [kind, setKind] = useState<Kind>(provider ? 'same' : 'kubeconfig')
  const token = useRef<SecretHandle>(null)
  const kubeconfig = useKubeconfigAccess()
  const form = useForm<TargetValues>({
    resolver: zodResolver(schema),
    defaultValues: { name: provider?.name ?? '', url: provider?.url ?? '', caPem: '' },
  })
  const { register, handleSubmit, formState, setError } = form
  const saving = useSave(provider, onAdded)
  const locked = useLockedReason(kind !== 'same')

  const change = (next: Kind) => {
    // The field goes with its text; so does what was known of it.
    kubeconfig.contexts.clear()
    setKind(next)
  }
  const submit = async (values: TargetValues) => {
    // The key Enter presses the button all the same.
    if (locked !== undefined) return
    if (kind === 'token' && !/^https:\/\/\S+$/.test(values.url)) {
      setError(
        'url',
        { message: 'Type the address of the API server; it begins with https://.' },
        { shouldFocus: true },
      )
      return
    }
    const access = await {
      token: () => tokenAccess(values, token.current?.take()),
      kubeconfig: kubeconfig.take,
      same: () => undefined,
    }[kind]()
    if (access || kind === 'same') await saving.run(values.name, access)
  }
  return (
    <ColumnForm onSubmit={(event) => handleSubmit((values) => submit(values))(event)}>
      <TextField
        label="Name in Palletjack"
        placeholder="ocp-prod"
        required
        {...register('name')}
        error={formState.errors.name !== undefined}
        helperText={formState.errors.name?.message}
      />
      <KindChoice kind={kind} onKind={change} canStay={provider !== undefined} />
      {kind === 'same' && provider ? (
        <Box sx={{ fontSize: 13, color: 'text.secondary', overflowWrap: 'anywhere' }}>
          Signs in to {provider.url} with its {secretWord(provider)}, as before.
        </Box>
      ) : null}
      {kind === 'kubeconfig' ? <KubeconfigFields access={kubeconfig} /> : null}
      {kind === 'token' ? <TokenFields form={form} secret={token} /> : null}
      {kind === 'same' ? null : <WhereItStays what={kind} />}
      {saving.problem ? (
        <ProblemCard problem={saving.problem} action={<UnlockAction problem={saving.problem} />} />
      ) : null}
      <Box>
        <ReasonButton type="submit" variant="contained" loading={saving.busy} reason={locked}>
          {provider ? `Save ${provider.name}` : 'Connect cluster'}
        </ReasonButton>
      </Box>
    </ColumnForm>
  )
}

type Access = ClusterInput['access']
/** `same` keeps the access of a known cluster. */
type Kind = Access['kind'] | 'same'

function useSave(provider: Provider | undefined, onSaved: (provider: Provider) => void) {
  const client = useClient()
  return useAction(async (name: string, access: Access | undefined) => {
    if (provider)
      onSaved(await client.providers.editCluster({ id: provider.id, name, ...(access ? { access } : {}) }))
    else if (access) onSaved(await client.providers.addCluster({ name, access }))
  })
}

interface KindChoiceProps {
  readonly kind: Kind
  readonly canStay: boolean
  readonly onKind: (kind: Kind) => void
}

function KindChoice({ kind, canStay, onKind }: KindChoiceProps) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      color="primary"
      value={kind}
      aria-label="How to sign in"
      onChange={(_event, next: Kind | null) => next && onKind(next)}
    >
      {canStay ? <ToggleButton value="same">As before</ToggleButton> : null}
      <ToggleButton value="kubeconfig">Kubeconfig</ToggleButton>
      <ToggleButton value="token">Address and token</ToggleButton>
    </ToggleButtonGroup>
  )
}

function tokenAccess({ url, caPem }: TargetValues, token: string | undefined): Access | undefined {
  return token ? { kind: 'token', url, token: token.trim(), ...(caPem ? { caPem } : {}) } : undefined
}
