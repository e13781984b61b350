import { afterEach, describe, expect, it } from 'vitest'
import { run } from './program.ts'
import { inventWorld, type InventedWorld } from './test-support/invented-world.ts'

const worlds: InventedWorld[] = []
afterEach(() => worlds.splice(0).forEach((world) => world.dispose()))

async function ran(...args: string[]) {
  const world = inventWorld()
  worlds.push(world)
  return { exitCode: await run(args, world), out: world.out(), err: world.err() }
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
    [['migrate', '--type', 'hot'], 'Allowed choices are cold.'],
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
