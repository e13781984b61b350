/** Port 902 of an ESXi host, as far as a connection to it can be tried. */
import { createServer } from 'node:net'
import { openPort, type LabPort } from '../lab-port.ts'

/** As the authentication daemon of an ESXi host, which NFC comes in through, greets. */
const AUTHD_GREETING =
  '220 VMware Authentication Daemon Version 1.10: SSL Required, ServerDaemonProtocol:SOAP, MKSDisplayProtocol:VNC , , NFCSSL supported/t\r\n'

/** Takes connections and says no more than the greeting: disks are read over port 443. */
export function startNfcPort(): Promise<LabPort> {
  return openPort(createServer((socket) => socket.end(AUTHD_GREETING)))
}
