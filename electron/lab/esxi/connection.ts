import type { LabClock } from '../clock.ts'
import type { Estate, EstateHost } from '../estate/model.ts'

/** Lab time from hostd's answer until vCenter sees the host as connected again. */
const RECONNECT_MS = 2_000

/** How vCenter sees a host: it loses one that does not answer at once, and takes it back some time after it does. */
export interface Connection {
  running: boolean
  reachable: boolean
  /** Brings what vCenter shows in step. */
  follow(): Promise<void>
}

export function createConnection(
  { estate, clock }: { readonly estate: Estate; readonly clock: LabClock },
  host: EstateHost,
): Connection {
  const show = (state: EstateHost['connectionState']): void => {
    if (host.connectionState === state) return
    host.connectionState = state
    estate.touch(host.id)
  }
  const answers = (): boolean => connection.running && connection.reachable
  const connection: Connection = {
    running: true,
    reachable: true,
    follow: async () => {
      if (!answers()) {
        show('notResponding')
        return
      }
      if (host.connectionState !== 'notResponding') return
      await clock.sleep(RECONNECT_MS)
      if (answers()) show('connected')
    },
  }
  return connection
}
