/** Port 902 of an ESXi host, as far as a connection to it can be tried. */
import { createServer, type Socket } from 'node:net'
import { openDoor } from './door.ts'

export interface NfcPort {
  /** On 127.0.0.1. */
  readonly port: number
  setReachable(reachable: boolean): Promise<void>
  close(): Promise<void>
}

/** As the authentication daemon of an ESXi host, which NFC comes in through, greets. */
const AUTHD_GREETING =
  '220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n'

/** Takes connections and says no more than the greeting: disks are read over port 443. */
export async function startNfcPort(): Promise<NfcPort> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => undefined)
    socket.end(AUTHD_GREETING)
  })
  const door = await openDoor(server)
  return {
    port: door.port,
    setReachable: (reachable) => door.set({ reachable }),
    close: async () => {
      for (const socket of open) socket.destroy()
      await door.close()
    },
  }
}
