/** Time limits of one look, in seconds, and how many looks a probe's pod does at a time. */
export const DNS_SECONDS = 6
export const TCP_SECONDS = 5
export const PARALLEL = 32

/** How long the script may take for so many targets when nothing answers, in seconds. */
export function scriptSeconds(targets: readonly { readonly ports: readonly unknown[] }[]): number {
  const most = Math.max(1, ...targets.map((target) => target.ports.length))
  return Math.ceil(targets.length / PARALLEL) * (DNS_SECONDS + most * TCP_SECONDS)
}
