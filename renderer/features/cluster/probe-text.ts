import type { Look, NetworkProbe, ProbePath, ProbedServer, VddkProbe } from '../../../shared/probe/model.ts'
import { formatCount } from '../../../shared/units.ts'

export const LOOK_WORDS: Readonly<Record<Look['state'], string>> = {
  pending: 'not looked at yet',
  ok: 'fine',
  failed: 'failed',
  unknown: 'unknown',
}

export interface LookLine {
  readonly id: string
  readonly look: Look
  /** "Name: 192.0.2.10", "TCP 443: open". */
  readonly text: string
}

/** The looks along one way, a line each: the name first, then the ports. */
export function lookLines({ dns, ports }: ProbePath): LookLine[] {
  return [
    { id: 'dns', look: dns, text: `Name: ${dns.detail || LOOK_WORDS[dns.state]}` },
    ...ports.map(({ port, address, look }) => ({
      id: `${port}@${address ?? ''}`,
      look,
      text: portText(port, address, look),
    })),
  ]
}

function portText(port: number, address: string | undefined, look: Look): string {
  const where = address === undefined ? '' : ` at ${address}`
  if (look.detail === '')
    return `TCP ${port}${where}: ${look.state === 'ok' ? 'open' : LOOK_WORDS[look.state]}`
  // Some sentences begin with the port themselves.
  return look.detail.startsWith(`${port} `) ? `TCP ${look.detail}` : `TCP ${port}${where}: ${look.detail}`
}

function isPathFailed({ dns, ports }: ProbePath): boolean {
  return dns.state === 'failed' || ports.some(({ look }) => look.state === 'failed')
}

function isPathFine({ dns, ports }: ProbePath): boolean {
  // An address needs no name to be found.
  return dns.state !== 'failed' && ports.every(({ look }) => look.state === 'ok')
}

/** How it stands, by the way that the disks take. */
export function networkSummary({ servers }: NetworkProbe): { readonly bad: boolean; readonly text: string } {
  const failed = servers.filter((server) => isPathFailed(server.cluster)).length
  const fine = servers.filter((server) => isPathFine(server.cluster)).length
  const open = servers.length - failed - fine
  const parts = [
    failed > 0 ? `${formatCount(failed, 'server')} not reached from the cluster` : '',
    fine > 0 ? `${formatCount(fine, 'server')} reached` : '',
    open > 0 ? `${formatCount(open, 'server')} not known` : '',
  ].filter(Boolean)
  return { bad: failed > 0, text: parts.join(', ') || 'No server was looked at' }
}

function serverText({ name, host, cluster, computer }: ProbedServer): string[] {
  return [
    name === host ? name : `${name} (${host})`,
    ...lookLines(cluster).map((line) => `  From the cluster: ${LOOK_WORDS[line.look.state]}. ${line.text}`),
    ...lookLines(computer).map(
      (line) => `  From this computer: ${LOOK_WORDS[line.look.state]}. ${line.text}`,
    ),
  ]
}

/** Everything as plain text, for a ticket or a mail to whoever owns the firewall. */
export function networkText(probe: NetworkProbe, title: string): string {
  return [title, probe.step, `Image: ${probe.image}`, '', ...probe.servers.flatMap(serverText)].join('\n')
}

export function vddkText(probe: VddkProbe, title: string): string {
  const line = (what: string, look: Look) => `${what}: ${LOOK_WORDS[look.state]}. ${look.detail}`.trim()
  return [
    title,
    probe.step,
    `Image: ${probe.image} (${probe.imageSource})`,
    line('Pull', probe.pull),
    line('Library', probe.library),
    ...(probe.libraryVersion ? [`Version: ${probe.libraryVersion}`] : []),
  ].join('\n')
}
