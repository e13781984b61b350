/**
 * A page's own message port to the main process, spoken to by hand: the wire format of oRPC's message ports
 * is { i: id, p: { u: path, b: body } }, and { i, t: 4 } to stop.
 */
import type { Page } from 'playwright-core'

const SETUP = `(() => {
  const { port1, port2 } = new MessageChannel()
  const got = []
  port1.onmessage = (event) => got.push(JSON.parse(event.data))
  window.testPort = { port: port1, got, send: (message) => port1.postMessage(JSON.stringify(message)) }
  window.postMessage({ type: 'palletjack:port' }, location.origin, [port2])
})()`

export interface Answer {
  readonly i: string
  readonly t?: number
  readonly p: { readonly s?: number; readonly b?: { readonly json: unknown } }
}

/** Hands a fresh port over and asks for one procedure. */
export async function ask(page: Page, path: string, id: string, input?: object): Promise<void> {
  const body = input === undefined ? {} : { json: input }
  await page.evaluate(
    `${SETUP}; testPort.send({ i: ${JSON.stringify(id)}, p: { u: ${JSON.stringify(path)}, b: ${JSON.stringify(body)} } })`,
  )
}

/** The answers of the port so far, once there are `count`. */
export async function answers(page: Page, count: number): Promise<Answer[]> {
  // As a function, since a string would need eval, which the page's policy forbids.
  await page.waitForFunction(
    (least) =>
      ((globalThis as unknown as { testPort?: { got: unknown[] } }).testPort?.got.length ?? 0) >= least,
    count,
  )
  return page.evaluate<Answer[]>('testPort.got')
}
