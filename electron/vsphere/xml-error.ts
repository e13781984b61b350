/** The bytes are no XML, or XML of a kind that vSphere never sends. */
export class XmlError extends Error {
  /** `too-large`: well-formed so far, but more than can be held. */
  readonly reason: 'malformed' | 'too-large'
  constructor(message: string, reason: XmlError['reason'] = 'malformed') {
    super(message)
    this.name = 'XmlError'
    this.reason = reason
  }
}
