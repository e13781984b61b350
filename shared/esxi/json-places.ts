/** JSON with the place of each value in its text, so that an edit can leave all other characters alone. */

/** Places are offsets in UTF-16 units; an end is exclusive. */
export type JsonNode = JsonObject | JsonArray | JsonScalar

export interface JsonObject {
  readonly kind: 'object'
  readonly start: number
  readonly end: number
  readonly members: readonly JsonMember[]
}

interface JsonMember {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: JsonNode
}

interface JsonArray {
  readonly kind: 'array'
  readonly start: number
  readonly end: number
  readonly items: readonly JsonNode[]
}

interface JsonScalar {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
}

/** An object with the same key twice: which one counts is up to who reads it. */
export class DuplicateKeyError extends Error {
  readonly key: string
  constructor(key: string) {
    super(`The key ${JSON.stringify(key)} stands twice in one object.`)
    this.key = key
  }
}

const DEEPEST = 200

/** Throws a DuplicateKeyError, or a SyntaxError for what is not JSON or is nested absurdly deep. */
export function parsePlaces(text: string): JsonNode {
  JSON.parse(text)
  return new Scanner(text).value(0)
}

/** Walks over text that is known to be JSON. */
class Scanner {
  readonly #text: string
  #at = 0
  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): JsonNode {
    if (depth > DEEPEST) throw new SyntaxError(`It is nested more than ${DEEPEST} levels deep.`)
    this.#space()
    const first = this.#text[this.#at]
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    const start = this.#at
    if (first === '"') this.#string()
    else while (this.#at < this.#text.length && !/[\s,\]}]/.test(this.#text[this.#at] ?? '')) this.#at += 1
    return { kind: 'scalar', start, end: this.#at }
  }

  #object(depth: number): JsonObject {
    const start = this.#at
    const members: JsonMember[] = []
    const keys = new Set<string>()
    while (this.#more('}')) {
      const keyStart = this.#at
      this.#string()
      const keyEnd = this.#at
      const key = String(JSON.parse(this.#text.slice(keyStart, keyEnd)))
      if (keys.has(key)) throw new DuplicateKeyError(key)
      keys.add(key)
      this.#space()
      this.#at += 1
      members.push({ key, keyStart, keyEnd, value: this.value(depth + 1) })
    }
    return { kind: 'object', start, end: this.#at, members }
  }

  #array(depth: number): JsonArray {
    const start = this.#at
    const items: JsonNode[] = []
    while (this.#more(']')) items.push(this.value(depth + 1))
    return { kind: 'array', start, end: this.#at, items }
  }

  /** Past the bracket or comma before the next part; at the end past the closing bracket. */
  #more(closing: string): boolean {
    this.#space()
    const isEnd = this.#text[this.#at] === closing
    this.#at += 1
    if (isEnd) return false
    this.#space()
    if (this.#text[this.#at] !== closing) return true
    this.#at += 1
    return false
  }

  #string(): void {
    this.#at += 1
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1
    this.#at += 1
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }
}

/** Every value that is not a container, and every empty container, as its path and its text. */
export function leaves(text: string, node: JsonNode, path: readonly string[] = []): Map<string, string> {
  const parts: readonly (readonly [string, JsonNode])[] =
    node.kind === 'object'
      ? node.members.map(({ key, value }) => [key, value])
      : node.kind === 'array'
        ? node.items.map((item, at) => [`#${at}`, item])
        : []
  if (node.kind === 'scalar') return new Map([[JSON.stringify(path), text.slice(node.start, node.end)]])
  if (parts.length === 0) return new Map([[JSON.stringify(path), node.kind]])
  return new Map(parts.flatMap(([key, part]) => [...leaves(text, part, [...path, key])]))
}
