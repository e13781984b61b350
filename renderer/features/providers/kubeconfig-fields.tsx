import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { KubeconfigContext } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { WRAPPING_MENU } from '../../ui/wrapping-menu.ts'
import { ProgramConsent } from './program-consent.tsx'
import { SecretArea } from './secret-area.tsx'
import { chosenContext } from './use-contexts.ts'
import type { KubeconfigAccess } from './use-kubeconfig-access.ts'

export interface KubeconfigFieldsProps {
  readonly access: KubeconfigAccess
}

/** A kubeconfig and which of its contexts is meant, with consent where that one runs a program. */
export function KubeconfigFields({ access }: KubeconfigFieldsProps) {
  const { area, contexts } = access
  const { state } = contexts
  return (
    <>
      <SecretArea ref={area} onText={contexts.changed} />
      {state.kind === 'reading' ? <Loading label="Reading its contexts" rows={2} /> : null}
      {state.kind === 'failed' ? <ProblemCard problem={state.problem} /> : null}
      {state.kind === 'read' ? <ContextFields access={access} list={state.list} /> : null}
    </>
  )
}

interface ContextFieldsProps extends KubeconfigFieldsProps {
  readonly list: readonly KubeconfigContext[]
}

function ContextFields({ list, access }: ContextFieldsProps) {
  const { chosen, choose, consent, give, consentMissing } = access
  const context = chosenContext(list, chosen)
  return (
    <>
      <ContextSelect list={list} context={context} onChoose={choose} />
      {context ? <ContextFacts context={context} /> : null}
      {context?.program === undefined ? null : (
        <ProgramConsent
          program={context.program}
          given={consent === context.program}
          missing={consentMissing}
          onChange={(given) => give(given ? context.program : undefined)}
        />
      )}
    </>
  )
}

interface ContextSelectProps {
  readonly list: readonly KubeconfigContext[]
  readonly context: KubeconfigContext | undefined
  readonly onChoose: (name: string) => void
}

function ContextSelect({ list, context, onChoose }: ContextSelectProps) {
  const unusable = list.filter((one) => one.problem !== undefined)
  return (
    <TextField
      select
      id="kubeconfig-context"
      label="Context"
      value={context?.name ?? ''}
      onChange={(event) => onChoose(event.target.value)}
      error={context === undefined}
      helperText={
        context === undefined
          ? noneUsable(list)
          : unusable.length > 0
            ? `${formatCount(list.length, 'context')}; ${unusable.length} cannot be used, the list says why.`
            : formatCount(list.length, 'context')
      }
      slotProps={{ select: { renderValue: () => context?.name ?? '', MenuProps: WRAPPING_MENU } }}
    >
      {list.map((one) => (
        <MenuItem
          key={one.name}
          value={one.name}
          disabled={one.problem !== undefined}
          // What cannot be chosen still has to be read.
          sx={{ display: 'block', whiteSpace: 'normal', '&.Mui-disabled': { opacity: 1 } }}
        >
          <ContextOption context={one} />
        </MenuItem>
      ))}
    </TextField>
  )
}

function noneUsable(list: readonly KubeconfigContext[]): string {
  const first = list.find((one) => one.problem !== undefined)
  if (!first?.problem) return 'The file holds no context. Export it again with a current login.'
  return `None can be used. ${first.name}: ${first.problem.message} ${first.problem.remedy}`
}

function ContextOption({ context }: { readonly context: KubeconfigContext }) {
  const { name, current, server, user, namespace, problem } = context
  return (
    <Box sx={{ minWidth: 0, lineHeight: 1.4, overflowWrap: 'anywhere' }}>
      <Box component="span" sx={{ fontWeight: 600, color: problem ? 'text.secondary' : undefined }}>
        {name}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {current ? ' (current)' : ''}
      </Box>
      <Box sx={{ fontSize: 12.5, color: 'text.secondary' }}>
        {[server, user, namespace].filter(Boolean).join(', ')}
      </Box>
      <Box sx={{ fontSize: 12.5, color: problem ? 'error.main' : 'text.secondary' }}>
        {problem
          ? `Cannot be used: ${problem.message} ${problem.remedy}`
          : `Signs in with ${LOGINS[context.login]}`}
      </Box>
    </Box>
  )
}

const LOGINS: Readonly<Record<KubeconfigContext['login'], string>> = {
  token: 'a token',
  certificate: 'a client certificate',
  password: 'a user name and password',
  program: 'a program on this computer',
  none: 'nothing: the file holds no login for it',
}

function ContextFacts({ context }: { readonly context: KubeconfigContext }) {
  const { server, user, namespace, login } = context
  return (
    <Facts
      items={[
        { term: 'Server', value: server },
        { term: 'User', value: user || 'none' },
        { term: 'Namespace', value: namespace || 'default' },
        { term: 'Signs in with', value: LOGINS[login] },
      ]}
    />
  )
}
