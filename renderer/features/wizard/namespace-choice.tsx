import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshTarget } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { NamespaceField } from '../cluster/namespace-field.tsx'
import { namespaceProblem } from '../cluster/namespaces.ts'
import { useDraft } from './draft-context.tsx'
import { useFieldFault } from './step-frame.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

export const NAME_RULE = '1 to 63 characters: a-z, 0-9 and "-", beginning and ending with a letter or digit.'

/** Where the VMs will live: a namespace of the cluster, or a new one, made now or when the run starts. */
export function NamespaceChoice() {
  const { draft, update } = useDraft()
  const { target, terminating = [], providers } = useWizardFacts()
  const [created, setCreated] = useState<string>()
  const name = draft.targetNamespace
  const asked = useFieldFault('namespace')
  const error = name === '' ? asked : namespaceProblem(name, terminating)
  const isNew = target.data !== undefined && name !== '' && !target.data.namespaces.includes(name)
  const provider = providers.find((one) => one.id === draft.targetId)
  return (
    <Box>
      <NamespaceField
        id="namespace"
        label="Target namespace"
        required
        namespaces={target.data?.namespaces ?? []}
        terminating={terminating}
        value={name}
        onChange={(targetNamespace) => update({ targetNamespace })}
        error={error !== undefined}
        helperText={
          error ??
          (isNew
            ? `New: ${name} is created when the run starts.`
            : `Choose one or type a new name. ${NAME_RULE}`)
        }
      />
      {isNew && error === undefined && provider ? (
        <CreateNow key={name} name={name} provider={provider} onCreated={() => setCreated(name)} />
      ) : null}
      {created === name && name !== '' && !isNew ? (
        <Box role="status" sx={{ mt: 0.5, fontSize: 13 }}>
          <StateLabel tone="done">{`${name} is there now`}</StateLabel>
        </Box>
      ) : null}
    </Box>
  )
}

interface CreateNowProps {
  readonly name: string
  readonly provider: Provider
  readonly onCreated: () => void
}

/** For quotas, pull secrets or attachments that have to be in the namespace before the run. */
function CreateNow({ name, provider, onCreated }: CreateNowProps) {
  const client = useClient()
  const refresh = useRefreshTarget()
  const [asking, setAsking] = useState(false)
  const creating = useAction(async () => {
    await client.target.createNamespace({ providerId: provider.id, name })
    onCreated()
    setAsking(false)
    await refresh(provider.id)
  })
  return (
    <>
      <Button size="small" sx={{ mt: 0.5 }} onClick={() => setAsking(true)}>
        Create {name} now
      </Button>
      {asking ? (
        <ConfirmDialog
          open
          danger={false}
          title={`Create the namespace ${name}?`}
          safe="Leave it to the run"
          act={`Create ${name}`}
          busy={creating.busy}
          problem={creating.problem}
          onSafe={() => {
            creating.reset()
            setAsking(false)
          }}
          onAct={() => void creating.run()}
        >
          <Box>
            An empty namespace {name} is made on {provider.name} at once, so that it can be probed, or get
            pull secrets and quotas before the run. Palletjack does not remove it again.
          </Box>
        </ConfirmDialog>
      ) : null}
    </>
  )
}
