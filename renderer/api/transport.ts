/** Which door the calls go through. Everything above sees only `Client`. */
import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { Client } from '../../shared/contract/contract.ts'

declare global {
  interface Window {
    /** Set by the preload script of the desktop shell. */
    readonly palletjack?: { readonly shell: string }
  }
}

export type Opened =
  | { readonly kind: 'client'; readonly client: Client }
  /** The web shell without a code and without a token: this page was not opened by Palletjack. */
  | { readonly kind: 'noSession' }
  /** The code was refused: used, or too old. */
  | { readonly kind: 'codeRefused' }
  | { readonly kind: 'unreachable' }

const TOKEN_KEY = 'palletjack.token'
const CODE = /^#code=([^&/]+)$/

/** Opens the door that this page came through. `onSessionEnd` is called when the server refuses the token. */
export async function openTransport(onSessionEnd: () => void): Promise<Opened> {
  if (window.palletjack?.shell === 'electron') return { kind: 'client', client: portClient() }
  const code = takeCode()
  if (code !== undefined) {
    const outcome = await exchange(code)
    if (outcome !== undefined) return outcome
  }
  const token = sessionStorage.getItem(TOKEN_KEY)
  if (token === null) return { kind: 'noSession' }
  return { kind: 'client', client: fetchClient(token, onSessionEnd) }
}

/** The preload script takes the other end of the channel and hands it to the main process. */
function portClient(): Client {
  const { port1, port2 } = new MessageChannel()
  const link = new PortLink({ port: port1 })
  port1.start()
  window.postMessage({ type: 'palletjack:port' }, location.origin, [port2])
  return createORPCClient<Client>(link)
}

/** A fresh address typed into an open tab changes only the part behind the #, which loads nothing by itself. */
export function reloadOnNewCode(): void {
  window.addEventListener('hashchange', () => {
    if (CODE.test(location.hash)) location.reload()
  })
}

/** The one-time code of the address, taken out of it so that neither history nor a copied link holds it. */
function takeCode(): string | undefined {
  const found = CODE.exec(location.hash)
  if (!found?.[1]) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(found[1])
}

/** Swaps the code for this tab's token. Undefined when that worked. */
async function exchange(code: string): Promise<Opened | undefined> {
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    const answer: unknown = response.ok ? await response.json() : undefined
    const token = tokenIn(answer)
    if (token !== undefined) {
      sessionStorage.setItem(TOKEN_KEY, token)
      return undefined
    }
    // A reload of an address that still held its code: the tab may own a token already.
    return sessionStorage.getItem(TOKEN_KEY) === null ? { kind: 'codeRefused' } : undefined
  } catch {
    return { kind: 'unreachable' }
  }
}

function tokenIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('token' in answer)) return undefined
  return typeof answer.token === 'string' && answer.token !== '' ? answer.token : undefined
}

function fetchClient(token: string, onSessionEnd: () => void): Client {
  const link = new FetchLink({
    url: `${location.origin}/rpc`,
    headers: () => ({ authorization: `Bearer ${token}` }),
    fetch: async (request, init) => {
      const response = await fetch(request, init)
      if (response.status === 401) {
        sessionStorage.removeItem(TOKEN_KEY)
        onSessionEnd()
      }
      return response
    },
  })
  return createORPCClient<Client>(link)
}
