/** The two ports of an ESXi host that a migration reads through, as far as a connection to them can be tried. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface HostPorts {
  /** Where the host's ports 443 and 902 are served on 127.0.0.1. */
  readonly ports: ReadonlyMap<number, number>
  close(): Promise<void>
}

/** As the authentication daemon of an ESXi host, which NFC comes in through, greets. */
const AUTHD_GREETING =
  '220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n'

/**
 * Starts both on free ports. They take connections and say no more than the greeting: disks are read through the
 * lab's vCenter.
 */
export async function startHostPorts(): Promise<HostPorts> {
  const open = new Set<Socket>()
  const servers = await Promise.all([listen(443, open, ''), listen(902, open, AUTHD_GREETING)])
  return {
    ports: new Map(servers.map(({ port, server }) => [port, (server.address() as AddressInfo).port])),
    close: async () => {
      for (const socket of open) socket.destroy()
      await Promise.all(
        servers.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))),
      )
    },
  }
}

async function listen(
  port: number,
  open: Set<Socket>,
  greeting: string,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    socket.end(greeting)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return { port, server }
}
