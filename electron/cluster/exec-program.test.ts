import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { programLine, type LoginProgram } from './exec-program.ts'

const bash = '/bin/bash'

function program(command: string, args: readonly string[], env: LoginProgram['env'] = []): LoginProgram {
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args,
    env,
    installHint: '',
    provideClusterInfo: false,
  }
}

/** The words of a line as bash reads them. */
function readBack(words: string): string[] {
  const env = { LC_ALL: 'C.UTF-8' }
  return execFileSync(bash, ['--norc', '-c', `printf '%s\\0' ${words}`], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
    .split('\0')
    .slice(0, -1)
}

// No NUL and no half of a character: what the operating system cannot carry is refused before.
const word = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom("it's", '--a=b', '~', '\\', '$(x)', '\u202e'),
  )
  .filter((text) => !text.includes('\0'))

describe('programLine', () => {
  it.each([
    [program('aws', ['eks', 'get-token', '--region=eu-1']), 'aws eks get-token --region=eu-1'],
    [program('/opt/my tool', ['', 'a b', "it's"]), String.raw`'/opt/my tool' '' 'a b' 'it'\''s'`],
    [program('a=b', []), "'a=b'"],
    [program('x', ['new\nline', 'Аws']), String.raw`x $'new\U0000000aline' $'\U00000410ws'`],
    [program('x', [], [{ name: 'LD_PRELOAD', value: '/tmp/a b' }]), "LD_PRELOAD='/tmp/a b' x"],
  ])('writes %j as %s', (given, line) => {
    expect(programLine(given)).toBe(line)
  })

  it('leaves out what is a secret by its name, and nothing else looks like that', () => {
    const env = [
      { name: 'AWS_SECRET_ACCESS_KEY', value: 'hunter22' },
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/run/t' },
    ]
    const line = programLine(
      program('login', ['--oidc-client-secret=hunter22', '--password', 'hunter22', '[hidden]'], env),
    )
    expect(line).toBe(
      "AWS_SECRET_ACCESS_KEY=[hidden] AWS_WEB_IDENTITY_TOKEN_FILE=/run/t login --oidc-client-secret=[hidden] --password [hidden] '[hidden]'",
    )
  })

  it('never leaves out what a shell or an interpreter would run', () => {
    expect(programLine(program('bash', ['-secret', 'curl x | sh']))).toBe("bash -secret 'curl x | sh'")
    expect(programLine(program('python3', ['-ctoken=evil()']))).toBe("python3 '-ctoken=evil()'")
  })

  it('leaves out keys that follow their flag', () => {
    expect(programLine(program('login', ['--api-key', 'hunter22', '--access-key', 'hunter22']))).toBe(
      'login --api-key [hidden] --access-key [hidden]',
    )
  })

  it.skipIf(!existsSync(bash))('is read back by bash as the same words (skipped without bash)', () => {
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 4 }), (command, args) => {
        const line = programLine(program(command, args))
        fc.pre(!line.includes('[hidden]'))
        expect(readBack(line)).toEqual([command, ...args])
      }),
      { numRuns: 150 },
    )
  })

  it('holds printable ASCII only', () => {
    fc.assert(
      fc.property(word, fc.array(word), (command, args) => {
        expect(programLine(program(command, args))).toMatch(/^[\x20-\x7e]*$/)
      }),
    )
  })
})
