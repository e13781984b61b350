import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Paper from '@mui/material/Paper'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { type ReactNode, useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { TwoColumns } from '../../ui/two-columns.tsx'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import { ProviderStatusLabel, secretWord } from '../providers/provider-status.tsx'
import { SourceForm } from '../providers/source-form.tsx'
import { TargetForm } from '../providers/target-form.tsx'
import { UnlockDialog } from '../providers/unlock-dialog.tsx'
import { useDraft } from './draft-context.tsx'
import { StepFrame, useFieldFault } from './step-frame.tsx'

/** Step 1: the vCenter that the VMs run on, and the cluster that they move to. */
export function ConnectStep(): ReactNode {
  const { providers } = useLiveData()
  const { draft, update } = useDraft()
  return (
    <StepFrame
      step="connect"
      title="Connect"
      lead="Choose where the VMs come from and where they go. Palletjack reads both; it changes nothing before you start the run."
    >
      <StreamGate stream={providers} what="Reading the providers">
        {(list) => (
          <>
            {list.length === 0 ? (
              <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, flexWrap: 'wrap' }}>
                <StartLabButton
                  size="small"
                  onStarted={(lab) => update({ sourceId: lab.sourceId, targetId: lab.targetId })}
                />
                <Box sx={{ color: 'text.secondary', fontSize: 13 }}>
                  Without servers of your own: a small vCenter and a cluster inside Palletjack.
                </Box>
              </Box>
            ) : null}
            <TwoColumns from="xl">
              <EndPanel
                kind="vsphere"
                field="source"
                title="Source: vCenter"
                providers={list}
                chosen={draft.sourceId}
                onChoose={(sourceId) => update({ sourceId })}
              />
              <EndPanel
                kind="cluster"
                field="target"
                title="Target: cluster"
                providers={list}
                chosen={draft.targetId}
                onChoose={(targetId) => update({ targetId })}
              />
            </TwoColumns>
          </>
        )}
      </StreamGate>
    </StepFrame>
  )
}

interface EndPanelProps {
  readonly kind: Provider['kind']
  readonly field: string
  readonly title: string
  readonly providers: readonly Provider[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

function EndPanel({ kind, field, title, providers, chosen, onChoose }: EndPanelProps) {
  const [adding, setAdding] = useState(false)
  const own = providers.filter((one) => one.kind === kind)
  const fault = useFieldFault(field)
  const formShown = adding || own.length === 0
  const added = (provider: Provider) => {
    setAdding(false)
    onChoose(provider.id)
  }
  return (
    <Paper
      id={field}
      component="section"
      aria-label={title}
      sx={{ p: 2, minWidth: 0, borderColor: fault ? 'error.main' : undefined }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', mb: 1 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {own.length > 0 ? (
          <Button size="small" onClick={() => setAdding(!adding)}>
            {adding ? 'Close the form' : kind === 'vsphere' ? 'Add a vCenter' : 'Add a cluster'}
          </Button>
        ) : null}
      </Box>
      {own.length > 0 ? <Choices title={title} providers={own} chosen={chosen} onChoose={onChoose} /> : null}
      {formShown ? (
        <Box sx={{ mt: 2 }}>
          {kind === 'vsphere' ? <SourceForm onAdded={added} /> : <TargetForm onAdded={added} />}
        </Box>
      ) : null}
    </Paper>
  )
}

type ChoicesProps = Pick<EndPanelProps, 'title' | 'providers' | 'chosen' | 'onChoose'>

function Choices({ title, providers, chosen, onChoose }: ChoicesProps) {
  const [unlocking, setUnlocking] = useState<Provider>()
  const { unlock } = useVaultDoors()
  return (
    <>
      <RadioGroup aria-label={title} value={chosen ?? ''} onChange={(_event, id) => onChoose(id)}>
        {providers.map((provider) => (
          <Box key={provider.id} sx={{ py: 0.25 }}>
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <FormControlLabel
                value={provider.id}
                control={<Radio />}
                sx={{ flex: 1, minWidth: 0, '& .MuiFormControlLabel-label': { minWidth: 0 } }}
                label={<ProviderLabel provider={provider} />}
              />
              <Box sx={{ fontSize: 13 }}>
                <ProviderStatusLabel provider={provider} />
              </Box>
              {provider.status.state === 'locked' ? (
                <Button size="small" variant="contained" color="warning" onClick={unlock}>
                  Unlock the vault
                </Button>
              ) : null}
              {asksForSecret(provider) ? (
                <Button
                  size="small"
                  variant="contained"
                  color={provider.status.state === 'needsCredentials' ? 'warning' : 'primary'}
                  onClick={() => setUnlocking(provider)}
                >
                  Give {secretWord(provider)}
                </Button>
              ) : null}
            </Box>
            {provider.status.state === 'failed' && provider.id === chosen ? (
              <ProblemCard problem={provider.status.problem} subject={provider.name} />
            ) : null}
          </Box>
        ))}
      </RadioGroup>
      {unlocking ? <UnlockDialog provider={unlocking} onClose={() => setUnlocking(undefined)} /> : null}
    </>
  )
}

/** A lost connection is tried again by itself, and a file has no secret. */
function asksForSecret({ status, lab }: Provider): boolean {
  return !lab && (status.state === 'needsCredentials' || status.state === 'failed')
}

function ProviderLabel({ provider }: { readonly provider: Provider }) {
  return (
    <Box sx={{ minWidth: 0, lineHeight: 1.35 }}>
      <Box component="span" sx={{ fontWeight: 600 }}>
        {provider.name}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {' '}
        {provider.version}
        {provider.lab ? ' (demo lab)' : ''}
      </Box>
      <Box
        sx={{
          fontSize: 12.5,
          color: 'text.secondary',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
        }}
      >
        {provider.url}
      </Box>
    </Box>
  )
}
