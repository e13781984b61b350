import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, readSecret, TOKEN } from './password.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-password-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const contexts: InventedContext[] = []
afterEach(() => contexts.splice(0).forEach((one) => one.dispose()))

function context(isTTY = false): InventedContext {
  const invented = inventContext({ isTTY })
  contexts.push(invented)
  return invented
}

const never = new AbortController().signal

function fromFile(content: string | Buffer) {
  const file = join(folder, 'secret')
  writeFileSync(file, content)
  return readSecret(PASSWORD, context(), openSync(file, 'r'), 'admin', never)
}

describe('readSecret from a descriptor', () => {
  it.each([
    ['pa ss"\'$\n', 'pa ss"\'$'],
    ['no newline', 'no newline'],
    ['windows\r\n', 'windows'],
    ['first\nsecond\n', 'first'],
    ['pässwörd ', 'pässwörd '],
    ['\ufeffpass\r\n', 'pass'],
  ])('takes the first line of %j', async (content, expected) => {
    expect(await fromFile(content)).toEqual({ ok: true, value: expected })
  })

  it('refuses bytes that are no text, which would all be read as the same', async () => {
    for (const bytes of [Buffer.from([0x80, 0x81, 0x82]), Buffer.from('pa\xffss', 'latin1')])
      expect(await fromFile(bytes)).toMatchObject({ ok: false, problem: { code: 'input.password-fd' } })
    expect(await fromFile(Buffer.from('line\n\xff', 'latin1'))).toEqual({ ok: true, value: 'line' })
  })

  it('refuses an empty one and one that is no password', async () => {
    expect(await fromFile('\n')).toMatchObject({ ok: false, problem: { code: 'input.password' } })
    expect(await fromFile('x'.repeat(9000))).toMatchObject({ problem: { code: 'input.password-fd' } })
  })

  it('takes a token as long as identity providers make them', async () => {
    const file = join(folder, 'token')
    const token = 'x'.repeat(9000)
    writeFileSync(file, `${token}\n`)
    expect(await readSecret(TOKEN, context(), openSync(file, 'r'), 'api', never)).toEqual({
      ok: true,
      value: token,
    })
    expect(await readSecret(TOKEN, context(), undefined, 'api', never)).toMatchObject({
      problem: { code: 'input.token', remedy: expect.stringContaining('--token-fd') as string },
    })
  })

  it('says so when the descriptor is not open', async () => {
    expect(await readSecret(PASSWORD, context(), 987, 'admin', never)).toMatchObject({
      ok: false,
      problem: { code: 'input.password-fd' },
    })
  })
})

describe('readSecret from the terminal', () => {
  async function typed(keys: string) {
    const terminal = context(true)
    const asked = readSecret(PASSWORD, terminal, undefined, 'admin at vc', never)
    terminal.keyboard.write(keys)
    const answer = await asked
    return { answer, shown: terminal.err() + terminal.out() }
  }

  it('shows the question and nothing of the answer', async () => {
    const { answer, shown } = await typed('s3cret\r')
    expect(answer).toEqual({ ok: true, value: 's3cret' })
    expect(shown).toBe('Password of admin at vc: \n')
  })

  it('corrects with Backspace and Ctrl-U', async () => {
    expect((await typed('wrong\u0015rigth\u007f\u007fht\r')).answer).toEqual({ ok: true, value: 'right' })
  })

  it('keeps what is typed ahead for the next question', async () => {
    const terminal = context(true)
    const asked = readSecret(PASSWORD, terminal, undefined, 'one', never)
    terminal.keyboard.write('first\r\nsecond\r')
    expect(await asked).toEqual({ ok: true, value: 'first' })
    const next = await readSecret(PASSWORD, terminal, undefined, 'other', never)
    expect(next).toEqual({ ok: true, value: 'second' })
  })

  it('gives up on Ctrl-C', async () => {
    expect((await typed('s3\u0003')).answer).toMatchObject({ problem: { code: 'interrupted' } })
  })

  it('gives up when the command is interrupted', async () => {
    const terminal = context(true)
    const stop = new AbortController()
    const asked = readSecret(PASSWORD, terminal, undefined, 'admin', stop.signal)
    stop.abort()
    expect(await asked).toMatchObject({ problem: { code: 'interrupted' } })
  })

  it('says what to do where there is no terminal', async () => {
    expect(await readSecret(PASSWORD, context(), undefined, 'admin', never)).toMatchObject({
      problem: { remedy: expect.stringContaining('--password-fd') as string },
    })
  })
})
