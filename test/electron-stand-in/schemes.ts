/**
 * A scheme of one's own in a browser that knows none: app://host/path travels as
 * https://app--host.stand-in.test/path. Both are secure contexts with one origin per host; a page sees the
 * https form of its own address.
 */
const SUFFIX = '.stand-in.test'

export interface Schemes {
  register(scheme: string): void
  knows(scheme: string): boolean
  /** As the browser knows it. */
  toBrowser(address: string): string
  /** As the program knows it. */
  toProgram(address: string): string
}

export function createSchemes(): Schemes {
  const known = new Set<string>()
  return {
    register: (scheme) => void known.add(scheme),
    knows: (scheme) => known.has(scheme),
    toBrowser(address) {
      const [, scheme = '', host = '', rest = ''] =
        /^([a-z][a-z0-9]*):\/\/([^/?#]+)(.*)$/i.exec(address) ?? []
      return known.has(scheme) ? `https://${scheme}--${host}${SUFFIX}${rest}` : address
    },
    toProgram(address) {
      const [, scheme = '', host = '', rest = ''] =
        /^https:\/\/([a-z0-9]+)--([^/?#]+?)\.stand-in\.test(.*)$/.exec(address) ?? []
      return known.has(scheme) ? `${scheme}://${host}${rest}` : address
    },
  }
}
