import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import * as z from 'zod'
import type { Provider, Trust } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { CertificateTrust } from './certificate-trust.tsx'
import { SecretField, type SecretHandle } from './secret-field.tsx'

const schema = z.object({
  url: z
    .string()
    .trim()
    .min(1, 'Type the address of the vCenter.')
    .max(512, 'An address has at most 512 characters.'),
  username: z.string().min(1, 'Type the user name.').max(320, 'A user name has at most 320 characters.'),
  name: z.string().trim().max(63, 'A name has at most 63 characters.'),
})

type Values = z.infer<typeof schema>

/** Adds a vCenter (or a single ESXi host) as a source. The password leaves the field only into the call. */
export function SourceForm({ onAdded }: { readonly onAdded: (provider: Provider) => void }) {
  const client = useClient()
  const password = useRef<SecretHandle>(null)
  const [judged, setJudged] = useState<{ readonly url: string; readonly trust: Trust | undefined }>()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { url: '', username: '', name: '' } })
  const { register, formState, handleSubmit } = form
  const url = useWatch({ control: form.control, name: 'url' }).trim()
  // One server's certificate says nothing about another address.
  const trust = judged?.trust?.kind === 'fingerprint' && judged.url !== url ? undefined : judged?.trust
  const adding = useAction(async (values: Values, secret: string, how: Trust) => {
    const name = values.name || hostOf(values.url)
    onAdded(await client.providers.addVsphere({ ...values, name, password: secret, trust: how }))
  })

  const submit = async (values: Values) => {
    const secret = password.current?.take()
    if (secret && trust) await adding.run(values, secret, trust)
  }
  const field = (name: keyof Values, hint?: string) => ({
    ...register(name),
    error: formState.errors[name] !== undefined,
    helperText: formState.errors[name]?.message ?? hint,
  })
  return (
    <Box
      component="form"
      noValidate
      autoComplete="off"
      onSubmit={(event) => void handleSubmit((values) => submit(values))(event)}
      sx={{ display: 'flex', flexDirection: 'column', gap: 1.75 }}
    >
      <TextField
        label="vCenter or ESXi address"
        placeholder="vcenter.example.com"
        required
        {...field('url', 'Host name or IP address; a port and /sdk may follow.')}
      />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' }, gap: 1.75 }}>
        <TextField label="User" placeholder="administrator@vsphere.local" required {...field('username')} />
        <SecretField ref={password} label="Password" missing="Type the password." />
      </Box>
      <TextField
        label="Name in Palletjack (optional)"
        {...field('name', url ? `Left empty: ${hostOf(url)}` : undefined)}
      />
      <CertificateTrust url={url} onChange={(how) => setJudged({ url, trust: how })} />
      {adding.problem ? <ProblemCard problem={adding.problem} subject={url} /> : null}
      <Box>
        <ReasonButton
          type="submit"
          variant="contained"
          loading={adding.busy}
          reason={trust ? undefined : 'Say first how the certificate of the server is to be judged.'}
        >
          Connect vCenter
        </ReasonButton>
      </Box>
    </Box>
  )
}

/** The host part of what was typed, as a first name for the provider. */
function hostOf(url: string): string {
  const host = /^(?:https?:\/\/)?([^/]+)/i.exec(url.trim())?.[1] ?? url.trim()
  return host.slice(0, 63)
}
