/** The server's clock against ours. */
import type { Result } from '../../shared/problem.ts'
import { asResult, VsphereError } from './errors.ts'
import type { Login } from './login.ts'
import { SERVICE_INSTANCE } from './service-content.ts'

const SAMPLES = 3

/**
 * ms that the server's clock is ahead of `clock`. The time on the way is taken as equal in both directions;
 * of a few samples the one that was fastest on the way counts.
 */
export function readClockSkew(
  login: Login,
  clock: { now(): number },
  signal: AbortSignal,
): Promise<Result<number>> {
  return asResult('Reading the time of the server', async () => {
    let best = { skew: 0, took: Number.POSITIVE_INFINITY }
    for (let sample = 0; sample < SAMPLES; sample++) {
      const { sent, received, server } = await login.run(async () => {
        const sent = clock.now()
        const server = await login.client.call({ method: 'CurrentTime', self: SERVICE_INSTANCE, signal })
        return { sent, received: clock.now(), server }
      })
      const time = typeof server === 'string' ? Date.parse(server) : Number.NaN
      if (Number.isNaN(time)) throw new VsphereError(noTime)
      const took = received - sent
      if (took < best.took) best = { skew: Math.round(time - (sent + took / 2)), took }
    }
    return best.skew
  })
}

const noTime = {
  code: 'vsphere.no-time',
  message: 'The server does not tell its time in a way that can be read.',
  remedy: 'Compare the clock of the server with the one of this computer by hand.',
}
