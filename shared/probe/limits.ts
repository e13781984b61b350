/** Time limits of one look, in seconds, and how many looks a probe's pod does at a time. */
export const DNS_SECONDS = 6
export const TCP_SECONDS = 5
export const PARALLEL = 32

/** How long the script may take for so many servers when nothing answers, in seconds. */
export function scriptSeconds(servers: readonly { readonly ports: readonly unknown[] }[]): number {
  const most = Math.max(1, ...servers.map((server) => server.ports.length))
  return Math.ceil(servers.length / PARALLEL) * (DNS_SECONDS + most * TCP_SECONDS)
}
