/** Of a VM that needs a login, or the password of its source, while the vault is locked. */
export const WAITS_FOR_VAULT = 'waits: the vault is locked'

/** Of a VM that was copied and waits for its next delta or its cutover; more words follow. */
export const WAITS_FOR_CUTOVER = 'waits for the cutover'

/** Two waits of the same kind differ only in their figures: "0 s of at most 5 min", "12 s of at most 5 min". */
export function kindOfWait(reason: string): string {
  return reason.replace(/\d+([.,:]\d+)*( (ms|s|min|h|d)\b)?/g, '#').replace(/#( #)+/g, '#')
}
