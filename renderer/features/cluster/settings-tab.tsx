import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { defaultConversionImage } from '../../../shared/manifests/conversion-pod.ts'
import { defaultProbeImage } from '../../../shared/manifests/probe-job.ts'
import { IMAGE_SETTINGS, type ImageSetting, withoutEmpty } from '../../../shared/provider/cluster-settings.ts'
import {
  type AttachmentRef,
  type ClusterSettings,
  clusterSettingsSchema,
  type Provider,
} from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { routeWords } from '../../../shared/target/route-words.ts'
import { missingImageWords } from '../../../shared/target/image-words.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshTarget } from '../../app/queries.ts'
import { ColumnForm } from '../../ui/column-form.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { WRAPPING_MENU } from '../../ui/wrapping-menu.ts'
import { IMAGE_RULE, ImageField, type ImageFieldProps, PROBE_IMAGE_HINT } from './image-field.tsx'
import { attachmentName } from './words.ts'

export interface SettingsTabProps {
  readonly provider: Provider
  readonly target: Target
}

/** What a person decided about the cluster. Where nothing is decided, the cluster's own word counts. */
export function SettingsTab({ provider, target }: SettingsTabProps) {
  const client = useClient()
  const refresh = useRefreshTarget()
  const known = withoutEmpty(provider.settings ?? {})
  const [values, setValues] = useState<ClusterSettings>(known)
  const [saved, setSaved] = useState(false)
  const saving = useAction(async (settings: ClusterSettings) => {
    await client.providers.saveClusterSettings({ id: provider.id, settings })
    await refresh(provider.id)
    setSaved(true)
  })
  const set = (change: ClusterSettings) => {
    setValues({ ...values, ...change })
    setSaved(false)
  }
  const decided = withoutEmpty(values)
  const changed = JSON.stringify(decided) !== JSON.stringify(known)
  const fault = clusterSettingsSchema.safeParse(values).success ? undefined : IMAGE_RULE
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (changed && !fault) void saving.run(decided)
  }
  return (
    <Panel title="Settings of this cluster">
      <ColumnForm onSubmit={submit} gap={2.5} maxWidth={720}>
        <TransferSelect
          target={target}
          value={values.transferNetwork}
          onChange={(transferNetwork) => set({ transferNetwork })}
        />
        {IMAGE_SETTINGS.map(({ key, title }) => (
          <ImageField
            key={key}
            label={title}
            value={values[key] ?? ''}
            {...(key === 'vddkImage' ? vddkWords(known, target) : EMPTY_WORDS[key])}
            onChange={(image) => set({ [key]: image })}
          />
        ))}
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
      </ColumnForm>
    </Panel>
  )
}

type EmptyWords = Pick<ImageFieldProps, 'placeholder' | 'hint'>

/** What an empty field means where the cluster has no say in it. */
const EMPTY_WORDS: Readonly<Record<Exclude<ImageSetting, 'vddkImage'>, EmptyWords>> = {
  conversionImage: {
    placeholder: defaultConversionImage,
    hint: 'Holds virt-v2v, which makes guests run on KVM. Left empty: this one.',
  },
  probeImage: {
    placeholder: defaultProbeImage,
    hint: PROBE_IMAGE_HINT,
  },
}

function vddkWords({ vddkImage }: ClusterSettings, target: Target): EmptyWords {
  if (vddkImage) return { placeholder: '', hint: 'Left empty: the one that the cluster names.' }
  const missing = missingImageWords(target)?.message
  return {
    placeholder: target.vddkImage,
    hint: missing ?? `Left empty: this one (${target.vddkImageSource}).`,
  }
}

interface TransferSelectProps {
  readonly target: Target
  /** Left out: the pod network. */
  readonly value: AttachmentRef | undefined
  readonly onChange: (value: AttachmentRef | undefined) => void
}

function TransferSelect({ target, value: known, onChange }: TransferSelectProps) {
  const value = known ? attachmentName(known) : ''
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
      onChange={({ target: { value: chosen } }) => {
        const [namespace = '', name = ''] = chosen.split('/')
        onChange(chosen === '' ? undefined : { namespace, name })
      }}
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
