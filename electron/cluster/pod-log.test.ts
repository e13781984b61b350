import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHarness, token, type Harness } from './test-support/harness.ts'
import { failure, type Script } from './test-support/scripted-api.ts'

let h: Harness
beforeAll(async () => {
  h = await createHarness()
})
afterEach(() => h.closeAll())

const logPath = '/api/v1/namespaces/demo/pods/probe-1/log'

async function read(script: Script, maxBytes = 1000) {
  const api = await h.serve(script)
  const connection = await h.connect(api)
  const result = await connection.podLog('demo', 'probe-1', 'main', maxBytes)
  return { result, api }
}

function says(text: string): Script {
  return (seen) => (seen.path === logPath ? { text } : undefined)
}

describe('podLog', () => {
  it('asks for the container and answers with its text', async () => {
    const { result, api } = await read(says('one\ntwo\n'))
    expect(result).toEqual({ ok: true, value: 'one\ntwo\n' })
    const seen = api.seen.find(({ path }) => path === logPath)
    expect(seen?.query.get('container')).toBe('main')
  })

  it('leaves a log alone that looks like JSON', async () => {
    expect((await read(says('{"a": 1}'))).result).toEqual({ ok: true, value: '{"a": 1}' })
    expect((await read(says(''))).result).toEqual({ ok: true, value: '' })
  })

  it('keeps the end of a long one, and no half of a character', async () => {
    expect((await read(says('0123456789'), 4)).result).toEqual({ ok: true, value: '6789' })
    expect((await read(says('aéb'), 2)).result).toEqual({ ok: true, value: 'b' })
  })

  it('hides the token', async () => {
    const { result } = await read(says(`Authorization: Bearer ${token}\n`))
    expect(JSON.stringify(result)).not.toContain(token)
  })

  it.each([
    [403, 'Forbidden', 'pods "probe-1" is forbidden: cannot get resource "pods/log"', 'cluster.forbidden'],
    [404, 'NotFound', 'pods "probe-1" not found', 'cluster.not-found'],
    [400, 'BadRequest', 'container "main" in pod "probe-1" is waiting to start', 'cluster.invalid'],
  ])('tells %i as a problem in the words of the server', async (status, reason, words, code) => {
    const { result } = await read((seen) =>
      seen.path === logPath ? failure(status, reason, words) : undefined,
    )
    expect(result).toMatchObject({ ok: false, problem: { code, detail: words } })
    if (code === 'cluster.forbidden')
      expect(result).toMatchObject({ problem: { message: expect.stringContaining('pods/log') as string } })
  })
})
