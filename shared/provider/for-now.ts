/** Providers that are known for as long as one command of the terminal lasts. */

/** Name of such a provider; `stamp` keeps those of two commands apart: "20260131-142500". */
export function nameForNow(what: string, stamp: string): string {
  return `${what.slice(0, 30)} (command line ${stamp})`
}

/** No later command can name it. */
export function isNameForNow(name: string): boolean {
  return / \(command line \d{8}-\d{6}\)$/.test(name)
}
