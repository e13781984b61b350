import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { zodResolver } from '@hookform/resolvers/zod'
import { useRef, useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import * as z from 'zod'
import type { Provider, Trust } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ColumnForm } from '../../ui/column-form.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { UnlockAction, useLockedReason } from '../vault/lock-action.tsx'
import { WhereItStays } from '../vault/first-run-notice.tsx'
import { CertificateTrust } from './certificate-trust.tsx'
import { sameAddress } from './same-server.ts'
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

export interface SourceFormProps {
  /** The vCenter to change; left out, one is added. */
  readonly provider?: Provider
  /** Called with the provider as it is now: added, or changed. */
  readonly onAdded: (provider: Provider) => void
}

/** Adds or changes a vCenter (or a single ESXi host). The password leaves the field only into the call. */
export function SourceForm({ provider, onAdded }: SourceFormProps) {
  const password = useRef<SecretHandle>(null)
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: {
      url: provider?.url ?? '',
      username: provider?.username ?? '',
      name: provider?.name ?? '',
    },
  })
  const { register, formState, handleSubmit, control } = form
  const [typedUrl, username] = useWatch({ control, name: ['url', 'username'] })
  const url = typedUrl.trim()
  const { trust, ...judging } = useTrust(provider, url)
  const secretUse = passwordUse(provider, url, username)
  const saving = useSave(provider, onAdded)
  const locked = useLockedReason(!secretUse.optional)

  const submit = async (values: Values) => {
    if (locked !== undefined) return
    const secret = password.current?.take()
    if ((secret || secretUse.optional) && trust) await saving.run(values, secret, trust)
  }
  const field = (name: keyof Values, hint?: string) => ({
    ...register(name),
    error: formState.errors[name] !== undefined,
    helperText: formState.errors[name]?.message ?? hint,
  })
  return (
    <ColumnForm onSubmit={(event) => handleSubmit((values) => submit(values))(event)}>
      <TextField
        label="vCenter or ESXi address"
        placeholder="vcenter.example.com"
        required
        {...field('url', 'Host name or IP address; a port and /sdk may follow.')}
      />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', lg: '1fr 1fr' }, gap: 1.75 }}>
        <TextField label="User" placeholder="administrator@vsphere.local" required {...field('username')} />
        <SecretField ref={password} label="Password" missing="Type the password." {...secretUse} />
      </Box>
      <WhereItStays what="password" />
      <TextField
        label="Name in Palletjack (optional)"
        {...field('name', url ? `Left empty: ${hostOf(url)}` : undefined)}
      />
      <CertificateTrust url={url} known={provider} {...judging} />
      {saving.problem ? (
        <ProblemCard
          problem={saving.problem}
          subject={url}
          action={<UnlockAction problem={saving.problem} />}
        />
      ) : null}
      <Box>
        <ReasonButton
          type="submit"
          variant="contained"
          loading={saving.busy}
          reason={
            locked ?? (trust ? undefined : 'Say first how the certificate of the server is to be judged.')
          }
        >
          {provider ? `Save ${provider.name}` : 'Connect vCenter'}
        </ReasonButton>
      </Box>
    </ColumnForm>
  )
}

function useSave(provider: Provider | undefined, onSaved: (provider: Provider) => void) {
  const client = useClient()
  return useAction(
    async ({ url, username, name }: Values, secret: string | undefined, chosen: ChosenTrust) => {
      const input = { url, username, name: name || hostOf(url) }
      const password = secret === undefined ? {} : { password: secret }
      if (provider) {
        const trust = chosen === 'stays' ? {} : { trust: chosen }
        onSaved(await client.providers.editVsphere({ ...input, ...trust, ...password, id: provider.id }))
      } else if (chosen !== 'stays')
        onSaved(await client.providers.addVsphere({ ...input, trust: chosen, password: secret ?? '' }))
    },
  )
}

/** 'stays': what the provider is known to trust, which the page itself may not know (an authority's certificate). */
type ChosenTrust = Trust | 'stays'

/** What is trusted: what was chosen in the form, or what stands already, as long as the address is that of it. */
function useTrust(provider: Provider | undefined, url: string) {
  const [kind, setKind] = useState<Trust['kind']>(provider?.trust ?? 'fingerprint')
  const [pem, setPem] = useState<string | undefined>('')
  const [pin, setPin] = useState<{ readonly url: string; readonly value: string | undefined }>()
  // One server's certificate says nothing about another address.
  if (pin && pin.url !== url) setPin(undefined)
  const trusted: Readonly<Record<Trust['kind'], ChosenTrust | undefined>> = {
    system: { kind: 'system' },
    ca: pem === '' ? standingAuthority(provider, url) : asAuthority(pem),
    fingerprint: asPin(pin ? pin.value : standingPin(provider, url)),
  }
  return {
    kind,
    trust: trusted[kind],
    onKind: (next: Trust['kind']) => {
      setKind(next)
      // What the field of this kind held is gone with the field.
      setPem('')
      setPin(undefined)
    },
    onPem: setPem,
    onPin: (value: string | undefined) => setPin({ url, value }),
  }
}

function standingAuthority(provider: Provider | undefined, url: string): 'stays' | undefined {
  return provider?.trust === 'ca' && sameAddress(provider.url, url) ? 'stays' : undefined
}

function asAuthority(pem: string | undefined): Trust | undefined {
  return pem === undefined ? undefined : { kind: 'ca', pem }
}

function asPin(value: string | undefined): Trust | undefined {
  return value ? { kind: 'fingerprint', value } : undefined
}

function standingPin(provider: Provider | undefined, url: string): string | undefined {
  if (provider?.trust !== 'fingerprint' || !sameAddress(provider.url, url)) return undefined
  return provider.certificate?.sha256 ?? provider.thumbprint
}

/** May the password stay empty, and what that means, in words. */
function passwordUse(provider: Provider | undefined, url: string, username: string) {
  if (!provider) return { optional: false }
  if (!sameAddress(provider.url, url))
    return { optional: false, helperText: 'Needed: another address never gets the known password.' }
  if (provider.username !== username) return { optional: false, helperText: 'Needed: it is another user.' }
  return provider.status.state === 'needsCredentials'
    ? { optional: false, helperText: 'Needed: the one of before is not known any more.' }
    : { optional: true, helperText: 'Left empty: the one that is known stays.' }
}

/** The host part of what was typed, as a first name for the provider. */
function hostOf(url: string): string {
  const host = /^(?:https?:\/\/)?([^/]+)/i.exec(url.trim())?.[1] ?? url.trim()
  return host.slice(0, 63)
}
