/** Two waits of the same kind differ only in their figures: "0 s of at most 5 min", "12 s of at most 5 min". */
export function kindOfWait(reason: string): string {
  return reason.replace(/\d+([.,:]\d+)*( (ms|s|min|h|d)\b)?/g, '#').replace(/#( #)+/g, '#')
}
