import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { defaultConversionImage } from '../../../shared/manifests/conversion-pod.ts'
import { findAttachment } from '../../../shared/plan/transfer-network.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { conversionWords } from '../../../shared/target/conversion-words.ts'
import type { ConversionSecurity, Target } from '../../../shared/target/model.ts'
import { routeWords } from '../../../shared/target/route-words.ts'
import { FROM_SETTINGS } from '../../../shared/target/with-settings.ts'
import {
  missingImageWords,
  type MissingImage as MissingImageWords,
} from '../../../shared/target/image-words.ts'
import { Facts } from '../../ui/facts.tsx'
import { CategoryShape } from '../../ui/category-shape.tsx'
import { Panel } from '../../ui/page.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { secretWord } from '../providers/provider-status.tsx'
import { AttachmentTable } from './attachment-table.tsx'
import { QuotaTable } from './quota-table.tsx'
import { StorageTable } from './storage-table.tsx'
import {
  attachmentName,
  namespacesText,
  nodesText,
  platformText,
  podSecurityText,
  versionText,
} from './words.ts'

export interface OverviewTabProps {
  readonly provider: Provider
  readonly target: Target
}

/** What the cluster is and what it offers to migrated VMs. */
export function OverviewTab({ provider, target }: OverviewTabProps) {
  return (
    <>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
          gap: 2,
          alignItems: 'stretch',
        }}
      >
        <Panel title="Cluster">
          <Facts items={clusterFacts(provider, target)} />
        </Panel>
        <Panel title="What migrations use" actions={<SettingsButton provider={provider} />}>
          <Facts items={migrationFacts(target)} />
        </Panel>
      </Box>
      <Panel title="Storage classes">
        <StorageTable classes={target.storageClasses} />
      </Panel>
      <Panel title="Network attachments">
        <AttachmentTable attachments={target.attachments} transfer={target.transferNetwork} />
      </Panel>
      <Panel title="Quotas">
        <QuotaTable quotas={target.quotas} />
      </Panel>
    </>
  )
}

interface Fact {
  readonly term: string
  readonly value: ReactNode
}

function clusterFacts(provider: Provider, target: Target): Fact[] {
  return [
    { term: 'Platform', value: platformText(target) },
    { term: 'Kubernetes', value: target.version },
    { term: 'KubeVirt', value: <Operator version={target.kubevirtVersion} needed /> },
    { term: 'CDI', value: <Operator version={target.cdiVersion} needed /> },
    { term: 'Forklift (MTV)', value: <Operator version={target.forkliftVersion} /> },
    { term: 'Nodes', value: nodesText(target) },
    { term: 'Namespaces', value: namespacesText(target) },
    { term: 'Pod security', value: podSecurityText(target) },
    { term: 'Signed in with', value: `its ${secretWord(provider)}` },
  ]
}

function migrationFacts(target: Target): Fact[] {
  const { vddkImage, vddkImageSource, conversionSecurity, transferNetwork } = target
  const missing = missingImageWords(target)
  return [
    {
      term: 'VDDK image',
      value: missing ? <MissingImage {...missing} /> : <Named image={vddkImage} from={vddkImageSource} />,
    },
    {
      term: 'Conversion image',
      value:
        target.conversionImage === '' ? (
          <Named image={defaultConversionImage} from="the usual one" />
        ) : (
          <Named image={target.conversionImage} from={FROM_SETTINGS} />
        ),
    },
    {
      term: 'Conversion',
      value: <Conversion security={conversionSecurity} />,
    },
    {
      term: 'Transfer network',
      value: transferNetwork ? (
        <>
          {attachmentName(transferNetwork)}. <Soft>{routeOf(target)}</Soft>
        </>
      ) : (
        'Pod network'
      ),
    },
  ]
}

function routeOf(target: Target): string {
  const own = target.transferNetwork && findAttachment(target, target.transferNetwork)
  return own ? routeWords(own) : 'The cluster does not have this attachment now.'
}

function Conversion({ security }: { readonly security: ConversionSecurity }) {
  const { message, remedy } = conversionWords[security]
  if (security === 'free' || security === 'forklift') return <Marked>{message}</Marked>
  return (
    <>
      {security === 'refused' ? <Marked bad>{message}</Marked> : message}
      <Box sx={{ mt: 0.5, color: 'text.secondary' }}>{remedy}</Box>
    </>
  )
}

function Operator({ version, needed = false }: { readonly version: string; readonly needed?: boolean }) {
  return version === '' && needed ? <Marked bad>not installed</Marked> : versionText(version)
}

/** What could not be looked for is not called missing. */
function MissingImage({ state, message, remedy }: MissingImageWords) {
  return (
    <>
      {state === 'none' ? <Marked bad>{message}</Marked> : message}
      <Box sx={{ mt: 0.5, color: 'text.secondary' }}>{remedy}</Box>
    </>
  )
}

interface MarkedProps {
  readonly bad?: boolean
  readonly children: string
}

function Marked({ bad = false, children }: MarkedProps) {
  return (
    <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'flex-start' }}>
      <Box sx={{ pt: '1px', display: 'flex' }}>
        {bad ? <CategoryShape category="Critical" /> : <StateShape tone="done" />}
      </Box>
      <Box sx={{ minWidth: 0 }}>{children}</Box>
    </Box>
  )
}

function Named({ image, from }: { readonly image: string; readonly from: string }) {
  return (
    <>
      {image} <Soft>({from})</Soft>
    </>
  )
}

function Soft({ children }: { readonly children: ReactNode }) {
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {children}
    </Box>
  )
}

function SettingsButton({ provider }: { readonly provider: Provider }) {
  const navigate = useNavigate()
  return (
    <Button
      size="small"
      onClick={() =>
        void navigate({
          to: '/providers/$providerId',
          params: { providerId: provider.id },
          search: { tab: 'settings' },
        })
      }
    >
      Change
    </Button>
  )
}
