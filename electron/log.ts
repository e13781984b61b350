import { join } from 'node:path'
import pino from 'pino'

/** The program's own log: sentences only, never values that a user typed as a secret. */
export interface Log {
  info(message: string): void
  error(message: string): void
  close(): Promise<void>
}

/** Appends to `palletjack.log` in `home`, readable by this user only. */
export function createLog(home: string): Log {
  const file = pino.destination({ dest: join(home, 'palletjack.log'), mode: 0o600, sync: true })
  const logger = pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, file)
  return {
    info: (message) => logger.info(message),
    error: (message) => logger.error(message),
    close: () =>
      new Promise((resolve) => {
        file.once('close', () => resolve())
        file.end()
      }),
  }
}
