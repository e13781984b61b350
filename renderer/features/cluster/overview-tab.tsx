import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { FROM_SETTINGS } from '../../../shared/target/with-settings.ts'
import { Facts } from '../../ui/facts.tsx'
import { SeverityShape } from '../../ui/findings.tsx'
import { Panel } from '../../ui/page.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { secretWord } from '../providers/provider-status.tsx'
import { AttachmentTable } from './attachment-table.tsx'
import { QuotaTable } from './quota-table.tsx'
import { StorageTable } from './storage-table.tsx'
import {
  attachmentName,
  CONVERSION_SECURITY,
  namespacesText,
  nodesText,
  platformText,
  podSecurityText,
  routeText,
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
  return [
    {
      term: 'VDDK image',
      value:
        vddkImage === '' ? (
          <Marked bad>None is named: no disk can be read from vSphere.</Marked>
        ) : (
          <Named image={vddkImage} from={vddkImageSource} />
        ),
    },
    {
      term: 'Conversion image',
      value:
        target.conversionImage === '' ? (
          <Soft>the usual one</Soft>
        ) : (
          <Named image={target.conversionImage} from={FROM_SETTINGS} />
        ),
    },
    {
      term: 'Conversion',
      value:
        conversionSecurity === 'refused' ? (
          <Marked bad>{CONVERSION_SECURITY.refused}</Marked>
        ) : conversionSecurity === 'unknown' ? (
          CONVERSION_SECURITY.unknown
        ) : (
          <Marked>{CONVERSION_SECURITY[conversionSecurity]}</Marked>
        ),
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

function routeOf({ transferNetwork, attachments }: Target): string {
  const own = attachments.find(
    (one) => one.namespace === transferNetwork?.namespace && one.name === transferNetwork.name,
  )
  return own ? routeText(own) : 'The cluster does not have this attachment now.'
}

function Operator({ version, needed = false }: { readonly version: string; readonly needed?: boolean }) {
  return version === '' && needed ? <Marked bad>not installed</Marked> : versionText(version)
}

interface MarkedProps {
  readonly bad?: boolean
  readonly children: string
}

function Marked({ bad = false, children }: MarkedProps) {
  return (
    <Box sx={{ display: 'flex', gap: 0.75, alignItems: 'flex-start' }}>
      <Box sx={{ pt: '1px', display: 'flex' }}>
        {bad ? <SeverityShape severity="critical" /> : <StateShape tone="done" />}
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
