import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { useClient } from '../../api/client-context.tsx'
import { useProbeRun } from '../cluster/use-probe-run.ts'

interface DirectLogin {
  readonly username: string
  readonly password: string
}

export interface NetworkTrial {
  readonly isRunning: boolean
  readonly wasAsked: boolean
  readonly problem: Problem | undefined
  /** The hosts as the trial saw them last. */
  readonly hosts: readonly EsxiHost[] | undefined
  /** `null`: back to the way through vCenter. Without a login the kept one is used. */
  readonly choose: (hostIds: readonly string[], device: string | null, login?: DirectLogin) => void
  readonly check: (hostIds: readonly string[]) => void
  /** What was chosen stays chosen; hosts not tried yet are left untried. */
  readonly cancel: () => void
}

/** Chooses and tries migration networks. The choice is kept on the other side; only the trial ends with the page. */
export function useNetworkTrial(providerId: string): NetworkTrial {
  const client = useClient()
  const run = useProbeRun<EsxiHost[]>()
  return {
    isRunning: run.state === 'running',
    wasAsked: run.state !== 'idle',
    problem: run.problem,
    hosts: run.value,
    choose: (hostIds, device, login) =>
      run.start((signal) =>
        client.esxi.setMigrationNetwork(
          { providerId, hostIds: [...hostIds], device, ...(login && { login }) },
          { signal },
        ),
      ),
    check: (hostIds) =>
      run.start((signal) =>
        client.esxi.checkMigrationNetwork({ providerId, hostIds: [...hostIds] }, { signal }),
      ),
    cancel: run.cancel,
  }
}
