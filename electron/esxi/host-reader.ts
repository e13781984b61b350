/** Reads what a host works with, and notes it where nothing else changes it meanwhile. */
import type { NfcReading } from '../../shared/esxi/model.ts'
import type { Result } from '../../shared/problem.ts'
import { readHost } from './edit-host.ts'
import type { HostBook } from './host-book.ts'
import type { Hosts, KnownHost } from './hosts.ts'
import type { HeldLogin } from './logins.ts'
import type { HostRef } from './service.ts'
import type { SshSession } from './ssh.ts'

export interface ReaderOptions {
  readonly hosts: Pick<Hosts, 'connect'>
  readonly book: HostBook
  readonly isBeingEdited: (host: HostRef) => boolean
  /** Ends what is being read. */
  readonly signal: AbortSignal
}

export function createReader({ hosts, book, isBeingEdited, signal }: ReaderOptions) {
  const known = (host: HostRef) => JSON.stringify([book.of(host).nfc, book.of(host).unfinished])
  return (host: KnownHost, login: HeldLogin): Promise<Result<NfcReading>> => {
    const before = known(host)
    return withSession(hosts.connect(host, login, signal), signal, async (session) => {
      const reading = await readHost(session, { hostId: host.hostId, hostName: host.name })
      if (!reading.ok) return reading
      const { values, generation, readAt, restartDue } = reading.value
      // What hostd will only know after a restart is not what it works with, nor what an edit changes meanwhile.
      if (restartDue !== true && known(host) === before && !isBeingEdited(host))
        book.note(host, { nfc: { values, generation, verifiedAt: readAt }, unfinished: undefined })
      return reading
    })
  }
}

/** An abort of `stop` ends the connection, and so the work. */
async function withSession<T>(
  connecting: Promise<Result<SshSession>>,
  stop: AbortSignal,
  work: (session: SshSession) => Promise<Result<T>>,
): Promise<Result<T>> {
  const session = await connecting
  if (!session.ok) return session
  const hangUp = () => void session.value.close()
  stop.addEventListener('abort', hangUp, { once: true })
  try {
    return await work(session.value)
  } finally {
    stop.removeEventListener('abort', hangUp)
    await session.value.close()
  }
}
