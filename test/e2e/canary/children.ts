/** Watches what every user of the computer can read of the programs that this process starts (Linux only). */
import { readdirSync, readFileSync } from 'node:fs'
import { hitsIn, type Needle } from './search.ts'

export interface ChildWatch {
  /** Ends it. Command lines and environments of all that was seen, each once. */
  stop(): readonly Seen[]
}

export interface Seen {
  readonly what: 'command line' | 'environment'
  readonly program: string
  readonly bytes: Buffer
}

/** Looks at all descendants of this process many times a second, since most of them live briefly. */
export function watchChildren(): ChildWatch {
  const seen = new Map<string, Seen>()
  const look = (): void => {
    for (const pid of descendants(process.pid))
      for (const [what, file] of [
        ['command line', 'cmdline'],
        ['environment', 'environ'],
      ] as const) {
        const bytes = readProc(pid, file)
        if (bytes.length === 0) continue
        const program = readProc(pid, 'comm').toString('utf8').trim()
        seen.set(`${what} ${bytes.toString('latin1')}`, { what, program, bytes })
      }
  }
  look()
  const timer = setInterval(look, 15)
  return {
    stop() {
      clearInterval(timer)
      look()
      return [...seen.values()]
    },
  }
}

export function hitsInChildren(seen: readonly Seen[], needles: readonly Needle[]): string[] {
  return seen.flatMap(({ what, program, bytes }) => hitsIn(`${what} of ${program}`, bytes, needles))
}

function descendants(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    // "pid (name) state parent ...", and the name may hold anything.
    const parent = Number(
      /\) \S (\d+)/.exec(readProc(Number(name), 'stat').toString('latin1').replace(/^.*\)/, ')'))?.[1],
    )
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const below = (pid: number): number[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)])
  return below(root)
}

/** Empty once the process is gone. */
function readProc(pid: number, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`)
  } catch {
    return Buffer.alloc(0)
  }
}
