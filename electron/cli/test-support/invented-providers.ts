/** The part of the invented contract that is about providers, rights, accounts and probes. */
import { ORPCError, type implement } from '@orpc/server'
import type { contract } from '../../../shared/contract/contract.ts'
import type { Plan } from '../../../shared/plan/model.ts'
import type { NetworkProbe, VddkProbe } from '../../../shared/probe/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import type { ConnectionCheck, KubeconfigContext, Provider } from '../../../shared/provider/model.ts'
import type { PermissionReport } from '../../../shared/target/permissions.ts'

type Implementer = ReturnType<typeof implement<typeof contract>>

/** What the invented procedures answer with. */
export interface ProvidersScript {
  /** Known from an earlier session. */
  readonly known?: readonly Provider[]
  /** Stored in an earlier session. */
  readonly storedPlans?: readonly Plan[]
  readonly contexts?: readonly KubeconfigContext[]
  /** By id of the provider. */
  readonly checks?: Readonly<Record<string, ConnectionCheck[]>>
  readonly rights?: PermissionReport
  readonly network?: readonly NetworkProbe[]
  readonly vddk?: readonly VddkProbe[]
  /** The probes go on after that until they are closed. */
  readonly untilClosed?: boolean
  /** A probe that is closed never ends. */
  readonly closeHangs?: boolean
}

/** What was asked of them. */
export interface ProvidersSeen {
  /** Secrets as they came in; empty: the known one. */
  readonly unlocked: string[]
  /** Of those, whether they were to be kept. */
  readonly kept: (boolean | undefined)[]
  readonly checked: unknown[]
  readonly settings: unknown[]
  readonly accounts: unknown[]
  readonly probes: unknown[]
  /** Probes that were closed before their end. */
  readonly closedProbes: string[]
}

export type Refuse = (
  what: 'unlock' | 'check' | 'permissions' | 'createAccount' | 'contexts' | 'probe',
) => void

export const plainContext: KubeconfigContext = {
  name: 'prod',
  current: true,
  server: 'https://api.prod.example:6443',
  user: 'admin',
  namespace: 'default',
  login: 'token',
}

export function aProvider(change: Partial<Provider> = {}): Provider {
  return {
    id: 'source',
    kind: 'vsphere',
    name: 'source',
    url: 'https://vcenter.example.com/sdk',
    username: '',
    version: '8.0.3',
    thumbprint: '',
    credential: 'password',
    lab: false,
    status: { state: 'connected', since: '2026-01-31T10:00:00.000Z' },
    ...change,
  }
}

const labProviders = [
  aProvider({ id: 'source', name: 'lab-vcenter', lab: true }),
  aProvider({ id: 'target', kind: 'cluster', name: 'lab-cluster', credential: 'token', lab: true }),
]

export function aCheck(change: Partial<ConnectionCheck> = {}): ConnectionCheck {
  return { id: 'login', title: 'Login', state: 'ok', message: 'It works.', details: [], ...change }
}

export function refusal(problem: Problem): Error {
  return new ORPCError('PROBLEM', { status: 422, data: problem })
}

export function inventProviders(
  os: Implementer,
  script: ProvidersScript,
  seen: ProvidersSeen,
  refuse: Refuse,
) {
  let known = [...(script.known ?? labProviders)]
  const the = (id: string): Provider => known.find((one) => one.id === id) ?? aProvider({ id })
  return {
    providers: {
      list: os.providers.list.handler(() => known),
      contexts: os.providers.contexts.handler(() => {
        refuse('contexts')
        return [...(script.contexts ?? [plainContext])]
      }),
      check: os.providers.check.handler(({ input }) => {
        seen.checked.push(input)
        refuse('check')
        return script.checks?.[input.id] ?? [aCheck()]
      }),
      reconnect: os.providers.reconnect.handler(({ input }) => {
        seen.unlocked.push(input.secret ?? '')
        seen.kept.push(input.kept)
        refuse('unlock')
        return the(input.id)
      }),
      saveClusterSettings: os.providers.saveClusterSettings.handler(({ input: { id, settings } }) => {
        seen.settings.push(settings)
        known = known.map((one) => (one.id === id ? { ...one, settings } : one))
        return the(id)
      }),
    },
    target: {
      permissions: os.target.permissions.handler(({ input }) => {
        refuse('permissions')
        return { ...(script.rights ?? { user: '', groups: [] }), namespace: input.namespace }
      }),
      createAccount: os.target.createAccount.handler(({ input }) => {
        seen.accounts.push(input)
        refuse('createAccount')
        const applied = ['Namespace palletjack', 'Role palletjack in namespace finance']
        return { applied, tokenExpiresAt: '2026-02-01T10:00:00.000Z', provider: the(input.providerId) }
      }),
    },
    probes: {
      network: os.probes.network.handler(({ input, signal }) => probe(script.network ?? [], input, signal)),
      vddk: os.probes.vddk.handler(({ input, signal }) => probe(script.vddk ?? [], input, signal)),
    },
  }

  async function* probe<T extends { readonly cleanedUp: boolean }>(
    views: readonly T[],
    input: { readonly namespace: string },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<T> {
    seen.probes.push(input)
    refuse('probe')
    yield* views
    if (script.untilClosed !== true) return
    await aborted(signal)
    if (script.closeHangs === true) await new Promise(() => undefined)
    seen.closedProbes.push(input.namespace)
    const last = views.at(-1)
    if (last) yield { ...last, cleanedUp: true }
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve()
    signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
