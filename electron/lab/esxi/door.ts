/** A port that shuts and opens again. */
import type { AddressInfo, Server } from 'node:net'

export interface Door {
  readonly port: number
  /** It is open while the service is wanted and the host reachable. */
  set(change: { readonly wanted?: boolean; readonly reachable?: boolean }): Promise<void>
  close(): Promise<void>
}

/** Lets `server` listen on a free port of 127.0.0.1. */
export async function openDoor(server: Server): Promise<Door> {
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  let state = { wanted: true, reachable: true }
  /** Resolves when the port is shut and the last connection has ended. */
  let closed = Promise.resolve()
  const shut = (): void => {
    if (!server.listening) return
    closed = new Promise((resolve) => {
      server.close(() => resolve())
    })
  }
  return {
    port,
    set: async (change) => {
      state = { ...state, ...change }
      if (!state.wanted || !state.reachable) shut()
      else if (!server.listening) await listen(server, port)
    },
    close: async () => {
      shut()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject)
      resolve()
    })
  })
}
