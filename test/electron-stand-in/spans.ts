/**
 * Watches the streams of a main process from outside, through the tracing seam of the RPC library: a stream's
 * span ends when the generator behind it has ended.
 */
import type { ElectronApplication } from 'playwright-core'
import { ORPC_SHARED_PACKAGE_NAME, ORPC_SHARED_PACKAGE_VERSION } from '@orpc/shared'

const KEY = `__${ORPC_SHARED_PACKAGE_NAME}@${ORPC_SHARED_PACKAGE_VERSION}/otel/config__`

export async function traceStreams(app: ElectronApplication): Promise<void> {
  await app.evaluate((_electron, key) => {
    const open = new Map<number, string>()
    let last = 0
    const begin = (name: string) => {
      const id = ++last
      open.set(id, name)
      const nothing = () => undefined
      return {
        end: () => void open.delete(id),
        addEvent: nothing,
        setAttribute: nothing,
        setStatus: nothing,
        recordException: nothing,
        updateName: nothing,
      }
    }
    const tracer = {
      startSpan: begin,
      startActiveSpan: (name: string, ...rest: unknown[]) => {
        const run = rest.at(-1) as (span: ReturnType<typeof begin>) => unknown
        return run(begin(name))
      },
    }
    const context = { active: () => ({}), with: (_context: unknown, run: () => unknown) => run() }
    const propagation = { inject: () => undefined, extract: () => undefined }
    Object.assign(globalThis, { [key]: { tracer, context, propagation, trace: { setSpan: () => ({}) } } })
    Object.assign(globalThis, { testOpenSpans: open })
  }, KEY)
}

/** Numbers of the streams that the server is giving now. */
export function openStreams(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(() => {
    const { testOpenSpans } = globalThis as unknown as { testOpenSpans: Map<number, string> }
    return [...testOpenSpans].filter(([, name]) => name.includes('event_iterator')).map(([id]) => id)
  })
}
