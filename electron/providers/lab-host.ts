import type { LabStatus } from '../../shared/contract/lab.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Esxi } from '../esxi/service.ts'
import type { Lab, LabHost } from '../lab/service.ts'
import type { Providers } from './service.ts'

/** Names that the lab's providers carry on screens. */
const SOURCE_NAME = 'lab-vcenter'
const TARGET_NAME = 'lab-cluster'

/** What the lab's own hosts are given to Palletjack with. */
type SetLogin = Esxi['setLogin']

/**
 * Starts the lab at most once and adds its two ends as providers, through the same door as real ones. Its hosts get
 * their logins; trusting their keys is left to the user, as with real ones.
 */
export function createLabHost(
  providers: Providers,
  startLab: () => Promise<Lab>,
  setLogin: SetLogin,
): LabHost {
  let lab: Lab | undefined
  let status: LabStatus = { running: false }
  let starting: Promise<Result<LabStatus>> | undefined

  const start = async (): Promise<Result<LabStatus>> => {
    try {
      lab = await startLab()
    } catch (error) {
      return fail(cannotStart(error))
    }
    const registered = await register(providers, lab)
    if (registered.ok) {
      status = registered.value
      await giveLogins(registered.value.sourceId, providers, lab, setLogin)
    } else {
      await lab.close()
      lab = undefined
    }
    return registered
  }

  return {
    status: () => status,
    start() {
      starting ??= start().then((result) => {
        // A failed start may be tried again.
        if (!result.ok) starting = undefined
        return result
      })
      return starting
    },
    current: () => lab,
    async close() {
      await starting?.catch(() => undefined)
      await lab?.close()
      lab = undefined
      status = { running: false }
    },
  }
}

async function register(providers: Providers, lab: Lab): Promise<Result<LabStatus>> {
  const { vcenter, cluster } = lab.endpoints
  const source = await providers.addVsphere(
    {
      name: SOURCE_NAME,
      url: vcenter.url,
      username: vcenter.username,
      password: vcenter.password,
      trust: { kind: 'fingerprint', value: vcenter.sha256 },
    },
    { lab: true },
  )
  if (!source.ok) return source
  const target = await providers.addCluster(
    {
      name: TARGET_NAME,
      access: { kind: 'token', url: cluster.url, token: cluster.token, caPem: cluster.caPem },
    },
    { lab: true },
  )
  if (!target.ok) {
    await providers.remove(source.value.id)
    return target
  }
  return ok({ running: true, sourceId: source.value.id, targetId: target.value.id })
}

async function giveLogins(
  sourceId: string | undefined,
  providers: Providers,
  { endpoints }: Lab,
  setLogin: SetLogin,
): Promise<void> {
  const inventory = sourceId === undefined ? undefined : await providers.inventory(sourceId)
  if (sourceId === undefined || !inventory?.ok) return
  for (const { name, username, password } of endpoints.esxi) {
    const host = inventory.value.hosts.find((one) => one.name === name)
    if (host) await setLogin(sourceId, [host.id], { kind: 'password', username, password })
  }
}

function cannotStart(error: unknown) {
  return {
    code: 'lab.cannot-start',
    message: 'The demo lab could not start on this computer.',
    meaning: 'Nothing else is affected.',
    remedy:
      'Check that ports on 127.0.0.1 can be opened and that the state directory is writable, then try again.',
    detail: error instanceof Error ? error.message : String(error),
  }
}
