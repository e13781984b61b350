/** Warning headers (RFC 7234, section 5.5): how an API server says that something works but should be changed. */
import type { ApiWarning } from './service.ts'

/** The texts of one or several headers, `299 - "text"`, several of them in one header too. */
export function warningTexts(header: string | readonly string[] | undefined): string[] {
  const lines = header === undefined ? [] : typeof header === 'string' ? [header] : header
  return lines.flatMap((line) =>
    [...line.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
      text.replaceAll(/\\(.)/g, '$1'),
    ),
  )
}

/** Passes warnings on, each text once per connection: a deprecated field is named with every single write. */
export interface Warnings {
  tell(warning: ApiWarning): void
  listen(listener: (warning: ApiWarning) => void): () => void
}

const REMEMBERED = 500

export function createWarnings(): Warnings {
  const listeners = new Set<(warning: ApiWarning) => void>()
  const told = new Set<string>()
  return {
    tell(warning) {
      // Without a listener it is not told yet: whoever comes first shall hear it.
      if (listeners.size === 0 || told.has(warning.text)) return
      if (told.size >= REMEMBERED) told.clear()
      told.add(warning.text)
      for (const listener of [...listeners]) listener(warning)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
