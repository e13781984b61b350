import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { zodResolver } from '@hookform/resolvers/zod'
import { type Ref, useRef, useState } from 'react'
import { useForm, type UseFormReturn } from 'react-hook-form'
import * as z from 'zod'
import type { ClusterInput, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { MONO } from '../../theme/theme.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { SecretArea } from './secret-area.tsx'
import { SecretField, type SecretHandle } from './secret-field.tsx'

const schema = z.object({
  name: z.string().trim().min(1, 'Type a name for the cluster.').max(63, 'A name has at most 63 characters.'),
  url: z.string().trim(),
  caPem: z.string().trim(),
  context: z.string().trim(),
})
type Values = z.infer<typeof schema>

/** Adds a cluster with OpenShift Virtualization or KubeVirt as a target. */
export function TargetForm({ onAdded }: { readonly onAdded: (provider: Provider) => void }) {
  const client = useClient()
  const [kind, setKind] = useState<Kind>('kubeconfig')
  const token = useRef<SecretHandle>(null)
  const kubeconfig = useRef<SecretHandle>(null)
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { name: '', url: '', caPem: '', context: '' },
  })
  const { register, handleSubmit, formState, setError } = form
  const adding = useAction(async (input: ClusterInput) => onAdded(await client.providers.addCluster(input)))

  const submit = async (values: Values) => {
    if (kind === 'token' && !/^https:\/\/\S+$/.test(values.url)) {
      setError(
        'url',
        { message: 'Type the address of the API server; it begins with https://.' },
        { shouldFocus: true },
      )
      return
    }
    const access =
      kind === 'token'
        ? tokenAccess(values, token.current?.take())
        : kubeconfigAccess(values, kubeconfig.current?.take())
    if (access) await adding.run({ name: values.name, access })
  }
  return (
    <Box
      component="form"
      noValidate
      autoComplete="off"
      onSubmit={(event) => void handleSubmit((values) => submit(values))(event)}
      sx={{ display: 'flex', flexDirection: 'column', gap: 1.75 }}
    >
      <TextField
        label="Name in Palletjack"
        placeholder="ocp-prod"
        required
        {...register('name')}
        error={formState.errors.name !== undefined}
        helperText={formState.errors.name?.message}
      />
      <KindChoice kind={kind} onKind={setKind} />
      {kind === 'kubeconfig' ? (
        <KubeconfigFields form={form} secret={kubeconfig} />
      ) : (
        <TokenFields form={form} secret={token} />
      )}
      {adding.problem ? <ProblemCard problem={adding.problem} /> : null}
      <Box>
        <Button type="submit" variant="contained" loading={adding.busy}>
          Connect cluster
        </Button>
      </Box>
    </Box>
  )
}

type Kind = ClusterInput['access']['kind']

function KindChoice({ kind, onKind }: { readonly kind: Kind; readonly onKind: (kind: Kind) => void }) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      color="primary"
      value={kind}
      aria-label="How to sign in"
      onChange={(_event, next: Kind | null) => next && onKind(next)}
    >
      <ToggleButton value="kubeconfig">Kubeconfig</ToggleButton>
      <ToggleButton value="token">Address and token</ToggleButton>
    </ToggleButtonGroup>
  )
}

interface FieldsProps {
  readonly form: UseFormReturn<Values>
  readonly secret: Ref<SecretHandle>
}

function KubeconfigFields({ form, secret }: FieldsProps) {
  return (
    <>
      <SecretArea ref={secret} />
      <TextField
        label="Context (optional)"
        {...form.register('context')}
        helperText="Left empty: the current context of the file."
      />
    </>
  )
}

function TokenFields({ form, secret }: FieldsProps) {
  const { errors } = form.formState
  return (
    <>
      <TextField
        label="API address"
        placeholder="https://api.ocp-prod.example.com:6443"
        required
        {...form.register('url')}
        error={errors.url !== undefined}
        helperText={errors.url?.message}
      />
      <SecretField
        ref={secret}
        label="Token"
        missing="Type or paste the token."
        helperText="Of a service account, or from: oc whoami -t"
      />
      <TextField
        label="Authority certificate (PEM, optional)"
        multiline
        minRows={2}
        maxRows={6}
        {...form.register('caPem')}
        helperText="Left empty: the authorities of this computer."
        slotProps={{ htmlInput: { style: { fontFamily: MONO, fontSize: 12 } } }}
      />
    </>
  )
}

function tokenAccess({ url, caPem }: Values, token: string | undefined): ClusterInput['access'] | undefined {
  return token ? { kind: 'token', url, token: token.trim(), ...(caPem ? { caPem } : {}) } : undefined
}

function kubeconfigAccess({ context }: Values, text: string | undefined): ClusterInput['access'] | undefined {
  return text ? { kind: 'kubeconfig', text, ...(context ? { context } : {}) } : undefined
}
