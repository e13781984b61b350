import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { defaultConversionImage } from '../../../shared/manifests/conversion-pod.ts'
import { defaultProbeImage } from '../../../shared/manifests/probe-job.ts'
import { type ClusterSettings, clusterSettingsSchema, type Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { routeWords } from '../../../shared/target/route-words.ts'
import { missingImageWords } from '../../../shared/target/image-words.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshTarget } from '../../app/queries.ts'
import { MONO } from '../../theme/theme.ts'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { WRAPPING_MENU } from '../../ui/wrapping-menu.ts'
import { attachmentName } from './words.ts'

export interface SettingsTabProps {
  readonly provider: Provider
  readonly target: Target
}

interface Values {
  /** "namespace/name", or empty for the pod network. */
  readonly transfer: string
  readonly vddkImage: string
  readonly conversionImage: string
  readonly probeImage: string
}

/** What a person decided about the cluster. Where nothing is decided, the cluster's own word counts. */
export function SettingsTab({ provider, target }: SettingsTabProps) {
  const client = useClient()
  const refresh = useRefreshTarget()
  const known = valuesOf(provider.settings)
  const [values, setValues] = useState(known)
  const [saved, setSaved] = useState(false)
  const saving = useAction(async (settings: ClusterSettings) => {
    await client.providers.saveClusterSettings({ id: provider.id, settings })
    await refresh(provider.id)
    setSaved(true)
  })
  const set = (change: Partial<Values>) => {
    setValues({ ...values, ...change })
    setSaved(false)
  }
  const changed = JSON.stringify(values) !== JSON.stringify(known)
  const fault = imageFault(values)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (changed && !fault) void saving.run(settingsOf(values))
  }
  return (
    <Panel title="Settings of this cluster">
      <Box
        component="form"
        noValidate
        autoComplete="off"
        onSubmit={submit}
        sx={{ display: 'flex', flexDirection: 'column', gap: 2.5, maxWidth: 720 }}
      >
        <TransferSelect target={target} value={values.transfer} onChange={(transfer) => set({ transfer })} />
        <ImageField
          label="VDDK image"
          value={values.vddkImage}
          placeholder={known.vddkImage ? '' : target.vddkImage}
          hint={
            known.vddkImage
              ? 'Left empty: the one that the cluster names.'
              : (missingImageWords(target)?.message ?? `Left empty: this one (${target.vddkImageSource}).`)
          }
          onChange={(vddkImage) => set({ vddkImage })}
        />
        <ImageField
          label="Conversion image"
          value={values.conversionImage}
          placeholder={defaultConversionImage}
          hint="Holds virt-v2v, which makes guests run on KVM. Left empty: this one."
          onChange={(conversionImage) => set({ conversionImage })}
        />
        <ImageField
          label="Probe image"
          value={values.probeImage}
          placeholder={defaultProbeImage}
          hint="Any image with bash, getent and timeout that the cluster can pull. Left empty: this one."
          onChange={(probeImage) => set({ probeImage })}
        />
        {saving.problem ? <ProblemCard problem={saving.problem} subject={provider.name} /> : null}
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
          <ReasonButton
            type="submit"
            variant="contained"
            loading={saving.busy}
            reason={fault ?? (changed ? undefined : 'Nothing was changed.')}
          >
            Save the settings
          </ReasonButton>
          <Box role="status" sx={{ fontSize: 13 }}>
            {saved && !changed ? (
              <StateLabel tone="done">Saved; plans use them from now on</StateLabel>
            ) : null}
          </Box>
        </Box>
      </Box>
    </Panel>
  )
}

function valuesOf(settings: ClusterSettings = {}): Values {
  const { transferNetwork, vddkImage = '', conversionImage = '', probeImage = '' } = settings
  return {
    transfer: transferNetwork ? attachmentName(transferNetwork) : '',
    vddkImage,
    conversionImage,
    probeImage,
  }
}

function settingsOf({ transfer, ...images }: Values): ClusterSettings {
  const [namespace = '', name = ''] = transfer.split('/')
  const filled = Object.entries(images)
    .map(([key, text]) => [key, text.trim()] as const)
    .filter(([, text]) => text !== '')
  return {
    ...Object.fromEntries(filled),
    ...(transfer === '' ? {} : { transferNetwork: { namespace, name } }),
  }
}

function imageFault({ vddkImage, conversionImage, probeImage }: Values): string | undefined {
  return clusterSettingsSchema.safeParse({ vddkImage, conversionImage, probeImage }).success
    ? undefined
    : IMAGE_RULE
}

const IMAGE_RULE = 'An image reference has no spaces and at most 512 characters.'

interface TransferSelectProps {
  readonly target: Target
  readonly value: string
  readonly onChange: (value: string) => void
}

function TransferSelect({ target, value, onChange }: TransferSelectProps) {
  const chosen = target.attachments.find((one) => attachmentName(one) === value)
  const names = target.attachments.map(attachmentName)
  const hint =
    value === ''
      ? 'Disks are copied over the pod network.'
      : chosen
        ? routeWords(chosen)
        : 'The cluster does not have this attachment now.'
  return (
    <TextField
      select
      label="Transfer network"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      helperText={`${hint} A plan may choose another one.`}
      slotProps={{
        inputLabel: { shrink: true },
        select: {
          displayEmpty: true,
          MenuProps: WRAPPING_MENU,
          renderValue: (name) => (name === '' ? 'Pod network' : String(name)),
        },
      }}
    >
      <MenuItem value="">Pod network</MenuItem>
      {target.attachments.map((one) => (
        <MenuItem key={attachmentName(one)} value={attachmentName(one)} sx={{ display: 'block' }}>
          {attachmentName(one)}
          <Box sx={{ fontSize: 12.5, color: 'text.secondary', whiteSpace: 'normal' }}>{routeWords(one)}</Box>
        </MenuItem>
      ))}
      {value !== '' && !names.includes(value) ? <MenuItem value={value}>{value}</MenuItem> : null}
    </TextField>
  )
}

export interface ImageFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly hint: string
  readonly onChange: (value: string) => void
}

/** A container image reference; empty means what the placeholder says. */
export function ImageField({ label, value, placeholder, hint, onChange }: ImageFieldProps) {
  const bad = !clusterSettingsSchema.shape.vddkImage.safeParse(value).success
  return (
    <TextField
      label={label}
      value={value}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      error={bad}
      helperText={bad ? IMAGE_RULE : hint}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false, style: { fontFamily: MONO, fontSize: 13 } },
      }}
    />
  )
}
