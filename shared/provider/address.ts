/** Where a vCenter or ESXi host is, as people write it. */
import { fail, ok, type Problem, type Result } from '../problem.ts'

export interface VsphereAddress {
  /** Normalised: "https://host[:port]/sdk"; IPv6 in brackets, port 443 left out. */
  readonly url: string
  /** Host name or IP literal without brackets, lower case: what a socket connects to. */
  readonly host: string
  readonly port: number
}

const HTTPS_PORT = 443
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/
/** Paths that people copy from a browser or from another tool; all of them mean the same server. */
const KNOWN_PATH = /^(?:\/|\/sdk\/?|\/ui(?:\/.*)?)?$/i

/**
 * Reads `host`, `host:port`, `https://host`, with or without `/sdk`; IPv6 with or without brackets.
 * Fails with vsphere.address-empty, vsphere.address-not-https or vsphere.address-invalid.
 */
export function parseVsphereAddress(input: string): Result<VsphereAddress> {
  const typed = input.trim()
  if (typed === '') return fail(emptyProblem)
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)
  if (scheme?.[1]?.toLowerCase() === 'http') return fail(httpProblem)
  if (scheme && scheme[1]?.toLowerCase() !== 'https') return invalid(typed, 'It must begin with https://.')
  const rest = scheme ? typed.slice(scheme[0].length) : typed
  const slash = rest.search(/[/?#]/)
  const authority = slash < 0 ? rest : rest.slice(0, slash)
  const path = slash < 0 ? '' : rest.slice(slash)
  if (authority.includes('@')) return invalid(typed, 'The user name goes into its own field.')
  if (!KNOWN_PATH.test(path)) return invalid(typed, 'After the host only /sdk may follow.')

  const parts = splitPort(authority)
  if (!parts) return invalid(typed, 'The part after the host is not a port number.')
  const port = parts.port === '' ? HTTPS_PORT : Number(parts.port)
  if (port < 1 || port > 65_535) return invalid(typed, 'A port is a number from 1 to 65535.')
  const host = normaliseHost(parts.host, parts.bracketed)
  if (host === undefined) return invalid(typed, `"${parts.host}" is neither a host name nor an IP address.`)
  const shown = host.includes(':') ? `[${host}]` : host
  return ok({ url: `https://${shown}${port === HTTPS_PORT ? '' : `:${port}`}/sdk`, host, port })
}

interface HostAndPort {
  readonly host: string
  readonly port: string
  readonly bracketed: boolean
}

function splitPort(authority: string): HostAndPort | undefined {
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(authority)
  if (bracketed) return { host: bracketed[1] ?? '', port: bracketed[2] ?? '', bracketed: true }
  const colons = authority.split(':').length - 1
  // Two colons or more without brackets can only be an IPv6 address, which then has no port.
  if (colons !== 1) return { host: authority, port: '', bracketed: false }
  const plain = /^([^:]*):(\d{1,5})$/.exec(authority)
  return plain ? { host: plain[1] ?? '', port: plain[2] ?? '', bracketed: false } : undefined
}

function normaliseHost(host: string, bracketed: boolean): string | undefined {
  const lower = host.toLowerCase()
  if (bracketed || lower.includes(':')) return isIpv6(lower) ? lower : undefined
  const name = lower.endsWith('.') ? lower.slice(0, -1) : lower
  const labels = name.split('.')
  // A name whose last label is a number would be read as an (odd) IPv4 address by URL parsers.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? '')) return isIpv4(name) ? name : undefined
  return name.length <= 253 && labels.every((label) => LABEL.test(label)) ? name : undefined
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

/** RFC 4291 section 2.2, all three text forms; no zone identifiers, since a URL for TLS has none. */
function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const tail = last?.includes('.') === true && !text.endsWith('::') ? [last] : []
  const hex = tail.length > 0 ? groups.slice(0, -1) : groups
  if (!hex.every((group) => /^[0-9a-f]{1,4}$/.test(group)) || !tail.every(isIpv4)) return false
  const count = hex.length + tail.length * 2
  return halves.length === 2 ? count < 8 : count === 8
}

const emptyProblem: Problem = {
  code: 'vsphere.address-empty',
  message: 'No vCenter or ESXi address was given.',
  remedy: 'Enter the name or IP address, for example vcenter.example.com.',
}

const httpProblem: Problem = {
  code: 'vsphere.address-not-https',
  message: 'The address begins with http://, which would send the password unencrypted.',
  meaning: 'Nothing was sent.',
  remedy: 'Use https:// or leave the scheme out; vCenter and ESXi always offer https.',
}

function invalid(typed: string, why: string): { readonly ok: false; readonly problem: Problem } {
  return fail({
    code: 'vsphere.address-invalid',
    message: `"${typed.slice(0, 200)}" is not a vCenter address. ${why}`,
    remedy:
      'Enter a host name or an IP address, with :port if it is not 443, for example vcenter.example.com.',
  })
}
