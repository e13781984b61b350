import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { missingGroups } from '../../../shared/target/permission-groups.ts'
import type { PermissionReport } from '../../../shared/target/permissions.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { Panel } from '../../ui/page.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { AccountDialog } from './account-dialog.tsx'
import { NamespaceField } from './namespace-field.tsx'
import { namespaceProblem } from './namespaces.ts'
import { RightsGroups } from './rights-groups.tsx'
import { rightsText } from './rights-text.ts'

export interface RightsTabProps {
  readonly provider: Provider
  /** Undefined while it is read, or when it cannot be read. */
  readonly target: Target | undefined
  readonly namespace: string
  readonly onNamespace: (name: string) => void
}

/** What the login may do in the cluster for one target namespace, asked of the cluster itself. */
export function RightsTab({ provider, target, namespace, onNamespace }: RightsTabProps) {
  const client = useClient()
  const [creating, setCreating] = useState(false)
  const fit = namespace !== '' && namespaceProblem(namespace, target?.terminating ?? []) === undefined
  const report = useQuery({
    queryKey: ['permissions', provider.id, namespace],
    queryFn: ({ signal }) => client.target.permissions({ providerId: provider.id, namespace }, { signal }),
    enabled: fit,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  })
  return (
    <>
      <Panel title="For which namespace">
        <Choice
          key={namespace}
          target={target}
          namespace={namespace}
          // Under the dialog nobody waits for it.
          busy={report.isFetching && !creating}
          onLook={(next) => (next === namespace ? void report.refetch() : onNamespace(next))}
        />
      </Panel>
      {fit ? (
        <QueryGate query={report} what={`Asking ${provider.name} right by right`}>
          {(found) => (
            <>
              <Verdict
                report={found}
                action={
                  <Button
                    size="small"
                    variant={missingGroups(found).length > 0 ? 'contained' : 'outlined'}
                    onClick={() => setCreating(true)}
                  >
                    Service account
                  </Button>
                }
              />
              <Panel
                title={`Rights for ${found.namespace}`}
                actions={<CopyButton text={rightsText(found, provider.name)}>Copy all</CopyButton>}
              >
                <RightsGroups groups={found.groups} />
              </Panel>
            </>
          )}
        </QueryGate>
      ) : null}
      {creating ? (
        <AccountDialog
          provider={provider}
          target={target}
          namespace={namespace}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </>
  )
}

interface ChoiceProps {
  readonly target: Target | undefined
  readonly namespace: string
  readonly busy: boolean
  readonly onLook: (namespace: string) => void
}

function Choice({ target, namespace, busy, onLook }: ChoiceProps) {
  const [text, setText] = useState(namespace)
  const [asked, setAsked] = useState(false)
  const terminating = target?.terminating ?? []
  const fault = text === '' ? 'Choose a namespace, or type a name.' : namespaceProblem(text, terminating)
  const shown = fault !== undefined && (asked || text !== '')
  const look = (name: string) => {
    setAsked(true)
    if (name !== '' && namespaceProblem(name, terminating) === undefined) onLook(name)
  }
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    look(text)
  }
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', flexWrap: 'wrap' }}
    >
      <Box sx={{ width: 360, maxWidth: '100%' }}>
        <NamespaceField
          label="Target namespace"
          namespaces={target?.namespaces ?? []}
          terminating={terminating}
          value={text}
          onChange={setText}
          onCommit={look}
          error={shown}
          helperText={shown ? fault : 'It need not exist yet. Nothing is changed by asking.'}
        />
      </Box>
      <Button type="submit" variant="outlined" loading={busy} sx={{ minHeight: 40 }}>
        Look at the rights
      </Button>
    </Box>
  )
}

interface VerdictProps {
  readonly report: PermissionReport
  readonly action: ReactNode
}

function Verdict({ report, action }: VerdictProps) {
  const missing = missingGroups(report)
  return (
    <Box role="status" sx={{ display: 'flex', gap: 1.25, alignItems: 'flex-start', flexWrap: 'wrap' }}>
      <StateShape tone={missing.length > 0 ? 'failed' : 'done'} size={20} />
      <Box sx={{ flex: 1, minWidth: 240, fontSize: 13 }}>
        <Box sx={{ fontWeight: 600, fontSize: 14 }}>{verdictText(report)}</Box>
        <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {report.user ? `Signed in as ${report.user}. ` : ''}A service account with just these rights is
          better than a login that may do everything.
        </Box>
      </Box>
      {action}
    </Box>
  )
}

function verdictText(report: PermissionReport): string {
  const missing = missingGroups(report)
  if (missing.length === 0) return `What migrations into ${report.namespace} need is allowed.`
  return missing.every((group) => group.state === 'unknown')
    ? `The cluster did not tell whether migrations into ${report.namespace} are allowed.`
    : `This login cannot migrate into ${report.namespace} as it is.`
}
