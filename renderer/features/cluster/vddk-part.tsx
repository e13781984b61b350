import Box from '@mui/material/Box'
import { useState } from 'react'
import type { Look, VddkProbe } from '../../../shared/probe/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { missingImageWords } from '../../../shared/target/image-words.ts'
import { useClient } from '../../api/client-context.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Verbatim } from '../../ui/verbatim.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ImageField } from './image-field.tsx'
import { LookShape } from './look-list.tsx'
import { ProbeProgress } from './probe-progress.tsx'
import { ProbeStart } from './probe-start.tsx'
import { LOOK_WORDS, vddkText } from './probe-text.ts'
import { useProbeRun } from './use-probe-run.ts'

export interface VddkPartProps {
  readonly provider: Provider
  readonly target: Target
  readonly namespace: string
  /** Why it cannot be run now. */
  readonly fault: string | undefined
}

/** Whether the cluster can pull the VDDK image, and whether the library is in it. Runs when asked to. */
export function VddkPart({ provider, target, namespace, fault }: VddkPartProps) {
  const client = useClient()
  const [image, setImage] = useState('')
  const run = useProbeRun<VddkProbe>()
  const { value } = run
  const named = image.trim() || target.vddkImage
  const start = () =>
    run.start((signal) =>
      client.probes.vddk(
        {
          targetId: provider.id,
          namespace,
          ...(image.trim() === '' ? {} : { image: image.trim() }),
        },
        { signal },
      ),
    )
  const missing = missingImageWords(target)
  const noImage = named === '' ? `${missing?.message ?? ''} Type one.` : undefined
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, minWidth: 0 }}>
      <ImageField
        label="VDDK image (optional)"
        value={image}
        placeholder={target.vddkImage}
        hint={missing ? missing.message : `Left empty: this one (${target.vddkImageSource}).`}
        onChange={setImage}
      />
      <ProbeStart
        state={run.state}
        cluster={provider.name}
        namespace={namespace}
        what="the VDDK image"
        does=" of this image, which looks for the library in it"
        fault={fault ?? noImage}
        onStart={start}
      />
      <ProbeProgress
        run={run}
        subject={provider.name}
        summary={vddkSummary(value)}
        actions={
          value ? (
            <CopyButton text={vddkText(value, `VDDK image of ${provider.name}, namespace ${namespace}`)}>
              Copy all
            </CopyButton>
          ) : null
        }
      />
      {value ? <VddkFacts value={value} /> : null}
    </Box>
  )
}

function vddkSummary(value: VddkProbe | undefined): { bad: boolean; text: string } {
  if (value?.pull.state === 'failed') return { bad: true, text: 'The cluster cannot pull the image' }
  if (value?.library.state === 'failed') return { bad: true, text: 'The image does not hold the library' }
  if (value?.library.state === 'ok') return { bad: false, text: 'The image can be used' }
  return { bad: true, text: 'It is not known whether the image can be used' }
}

function VddkFacts({ value }: { readonly value: VddkProbe }) {
  return (
    <Facts
      items={[
        { term: 'Image', value: value.image },
        { term: 'Named by', value: value.imageSource },
        { term: 'Pull', value: <LookFact look={value.pull} verbatim /> },
        { term: 'Library', value: <LookFact look={value.library} /> },
        { term: 'Version', value: value.libraryVersion || 'not known yet' },
      ]}
    />
  )
}

interface LookFactProps {
  readonly look: Look
  /** What failed is somebody else's answer: shown as it came. */
  readonly verbatim?: boolean
}

function LookFact({ look, verbatim = false }: LookFactProps) {
  const quoted = verbatim && look.state === 'failed' && look.detail !== ''
  return (
    <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'flex-start' }}>
      <LookShape look={look} />
      {quoted ? (
        <Verbatim label="Answer of the registry">{look.detail}</Verbatim>
      ) : (
        look.detail || LOOK_WORDS[look.state]
      )}
    </Box>
  )
}
