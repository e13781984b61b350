/** The service account with least rights: applied, given a bounded token, and logged in with. */
import { namespaceManifest } from '../../shared/manifests/namespace.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { accountObjects, accountYaml } from '../../shared/target/account-manifests.ts'
import type { AccountInput } from '../../shared/target/account.ts'
import type { AccountLogin, ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Connections } from './connections.ts'
import { isTerminating, NAMESPACE, terminating } from './namespaces.ts'
import { reserveFile, type NewFile } from './new-file.ts'
import { unknownProvider } from './problems.ts'
import type { Registry } from './registry.ts'
import type { CreatedAccount, Providers } from './service.ts'
import { usesOf } from './uses.ts'

export interface AccountsOptions {
  readonly journal: Journal
  readonly registry: Registry
  readonly connect: Connections['connect']
  /** Whether a caller may have a file written on this computer: the command line only. */
  readonly mayWriteFiles: boolean
}

type MadeAccount = Omit<CreatedAccount, 'provider'> & { readonly login: AccountLogin }

const APPLIED = 'The account and its rights are on the cluster; the provider keeps the login that it had.'

export function createAccounts(options: AccountsOptions): Providers['createAccount'] {
  const { registry } = options
  return async (input) => {
    const cluster = registry.live(input.providerId, (entry) => entry.connection)
    if (!cluster.ok) return cluster
    const { saveKubeconfigTo } = input
    if (saveKubeconfigTo === undefined) {
      const used = runsThatUse(options, input.providerId)
      if (used) return fail(used)
      const made = await makeAccount(cluster.value, input)
      return made.ok ? answer(made.value, await logIn(options, input.providerId, made.value.login)) : made
    }
    if (!options.mayWriteFiles) return fail(onlyFromCommandLine)
    const file = await reserveFile(saveKubeconfigTo)
    if (!file.ok) return file
    const made = await makeAccount(cluster.value, input)
    if (!made.ok) {
      await file.value.discard()
      return made
    }
    return answer(made.value, await save(options, input.providerId, file.value, made.value.login))
  }
}

/** Another login in the middle of a run could take away rights that it needs. */
function runsThatUse({ registry, journal }: AccountsOptions, id: string): Problem | undefined {
  const entry = registry.get(id)
  return entry && usesOf(journal, entry.stored, { runsOnly: true })
}

async function makeAccount(cluster: ClusterConnection, input: AccountInput): Promise<Result<MadeAccount>> {
  const { name, accountNamespace, targetNamespaces, tokenHours } = input
  const objects = await withNamespaces(cluster, input)
  if (!objects.ok) return objects
  const applied = await cluster.applyAll(objects.value)
  if (!applied.ok) return fail(await forHandingOn(applied.problem, input))
  const minted = await cluster.requestToken(accountNamespace, name, tokenHours * 3600)
  if (!minted.ok) return fail({ ...(await forHandingOn(minted.problem, input)), meaning: APPLIED })
  const [namespace = accountNamespace] = targetNamespaces
  return ok({
    applied: objects.value.map(objectText),
    tokenExpiresAt: minted.value.expiresAt,
    login: cluster.loginWith(minted.value.token, { name, namespace }),
  })
}

/**
 * All objects, with the namespaces that are not there yet. One that is there is left as it is: it is somebody
 * else's, and needs no label of ours.
 */
async function withNamespaces(
  cluster: ClusterConnection,
  input: AccountInput,
): Promise<Result<readonly KubeObject[]>> {
  const missing: string[] = []
  for (const name of new Set([input.accountNamespace, ...input.targetNamespaces])) {
    const found = await cluster.get(NAMESPACE, undefined, name)
    if (found.ok && found.value === undefined) missing.push(name)
    if (found.ok && found.value && isTerminating(found.value)) return fail(terminating(name))
    // Without the right to read namespaces, writing into them decides.
    if (!found.ok && found.problem.code !== 'cluster.forbidden') return found
  }
  return ok([...missing.map(namespaceManifest), ...accountObjects(input)])
}

/** The old login stays unless the new one works. */
async function logIn(
  { registry, connect }: AccountsOptions,
  id: string,
  { access, secret }: AccountLogin,
): Promise<Result<Provider>> {
  const known = registry.known(id)
  if (!known.ok) return known
  const connected = await connect({ ...known.value.stored, target: access }, secret)
  return connected.ok ? connected : fail({ ...connected.problem, meaning: APPLIED })
}

async function save(
  { registry }: AccountsOptions,
  id: string,
  file: NewFile,
  { kubeconfig }: AccountLogin,
): Promise<Result<Provider>> {
  const written = await file.write(kubeconfig)
  if (!written.ok) return fail({ ...written.problem, meaning: APPLIED })
  const provider = registry.list().find((one) => one.id === id)
  return provider ? ok(provider) : fail(unknownProvider(id))
}

function answer(
  { applied, tokenExpiresAt }: MadeAccount,
  provider: Result<Provider>,
): Result<CreatedAccount> {
  return provider.ok ? ok({ applied, tokenExpiresAt, provider: provider.value }) : provider
}

/** "Role palletjack in namespace demo". */
function objectText({ kind, metadata: { name = '', namespace } }: KubeObject): string {
  return `${kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`
}

/** A missing right, with what an administrator needs to do it instead. */
async function forHandingOn(problem: Problem, input: AccountInput): Promise<Problem> {
  if (problem.code !== 'cluster.forbidden') return problem
  const { name, accountNamespace, tokenHours } = input
  const isEscalation = /attempting to grant|not currently held/.test(problem.detail ?? '')
  return {
    ...problem,
    ...(isEscalation && {
      message: 'The credentials may not give the account rights that they do not have themselves.',
    }),
    remedy: `Hand the manifests of the account to an administrator, for kubectl apply -f; then log in with what kubectl create token ${name} -n ${accountNamespace} --duration=${tokenHours}h prints.`,
    detail: [problem.detail ?? '', await accountYaml(input)].filter((part) => part !== '').join('\n\n'),
  }
}

const onlyFromCommandLine: Problem = {
  code: 'provider.file-refused',
  message: 'Only the command line may save the login of a service account in a file.',
  meaning: 'Nothing was changed.',
  remedy: 'Run palletjack provider account --apply --out FILE, or leave the file out.',
}
