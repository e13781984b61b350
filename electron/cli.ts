#!/usr/bin/env node
/** The command line's door: hands the real terminal and the loaders to the commands. */
import { listenForInterrupts } from './interrupts.ts'
import type { CommandContext } from './cli/command-context.ts'
import { run } from './cli/program.ts'
import { VERSION } from './version.ts'

const context: CommandContext = {
  version: VERSION,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  listen: listenForInterrupts,
  interrupt: () => void process.kill(process.pid, 'SIGINT'),
  async createBackend(options) {
    const [{ createBackend }, { createKeyring }] = await Promise.all([
      import('./backend.ts'),
      import('./vault/keyring.ts'),
    ])
    return createBackend({ ...options, device: createKeyring({ home: options.home }) })
  },
  startLab: async (options) => (await import('./lab/lab.ts')).startLab(options),
}

// A reader that went away (`| head`) must not end a migration half way.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

const exitCode = await run(process.argv.slice(2), context)
// Exits even if something still listens; what was written goes out first.
process.stdout.write('', () => process.exit(exitCode))
