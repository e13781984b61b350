import { afterEach, describe, expect, it } from 'vitest'
import { run } from './program.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((context) => context.dispose()))

async function ran(...args: string[]) {
  const context = inventContext()
  contexts.push(context)
  return { exitCode: await run(args, context), out: context.out(), err: context.err() }
}

describe('the command line', () => {
  it('prints version and help on stdout and ends with 0', async () => {
    expect(await ran('--version')).toEqual({ exitCode: 0, out: '1.2.3\n', err: '' })
    const help = await ran('--help')
    expect(help.exitCode).toBe(0)
    expect(help.out).toContain('130  interrupted')
    const migrate = await ran('help', 'migrate')
    expect(migrate.exitCode).toBe(0)
    expect(migrate.out).toContain('--target-namespace')
    expect(migrate.out).not.toMatch(/--password[ ,[]/)
  })

  it('prints the help on stderr when nothing was asked for', async () => {
    const { exitCode, out, err } = await ran()
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('Usage: palletjack')
  })

  it.each([
    [['migrat'], 'Unknown command'],
    [['migrate', '--jsn'], 'Did you mean --json?'],
    [['migrate', '--vm'], '--vm'],
    [['migrate', '--type', 'hot'], 'Allowed choices are cold, warm.'],
    [['migrate', 'web-01'], 'Too many arguments'],
    [['lab', '--port', '1'], "Unknown option '--port'"],
  ])('says what is wrong with %j', async (args, expected) => {
    const { exitCode, out, err } = await ran(...args)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(expected)
    expect(err).toContain('--help')
  })
})
