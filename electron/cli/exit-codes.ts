/** Exit codes of every command; part of the interface that scripts rely on. 3 and 4 are those of `preflight`. */
export const EXIT = { ok: 0, failed: 1, usage: 2, warnings: 3, critical: 4, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
