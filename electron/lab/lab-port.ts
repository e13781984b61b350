/** A port of one of the lab's servers: it shuts, opens again, and takes its connections with it. */
import type { AddressInfo, Server, Socket } from 'node:net'

export interface LabPort {
  /** On 127.0.0.1. */
  readonly number: number
  /**
   * It is open while the service is wanted and its host reachable. Who is in stays when a service ends, and is cut
   * off when the host is out of reach. Rejects if another program has taken the port meanwhile.
   */
  set(change: { readonly wanted?: boolean; readonly reachable?: boolean }): Promise<void>
  /** Connections that are open now. */
  connections(): number
  /** Ends the connection that comes from this port, as a broken line does. */
  cut(remotePort: number): void
  /** Ends all connections, and stops listening. */
  close(): Promise<void>
}

/** Lets `server` listen on a free port of 127.0.0.1. */
export async function openPort(server: Server): Promise<LabPort> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A client that goes away in the middle is its own business.
    socket.on('error', () => undefined)
  })
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
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    number: port,
    set: async (change) => {
      state = { ...state, ...change }
      if (!state.reachable) cutAll()
      if (!state.wanted || !state.reachable) shut()
      else if (!server.listening) await listen(server, port)
    },
    connections: () => sockets.size,
    cut: (remotePort) => {
      for (const socket of sockets) if (socket.remotePort === remotePort) socket.destroy()
    },
    close: async () => {
      shut()
      cutAll()
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
