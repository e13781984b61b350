import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ApiWarning } from './service.ts'
import { createHarness, type Harness } from './test-support/harness.ts'
import { warningTexts } from './warnings.ts'

let h: Harness

beforeAll(async () => {
  h = await createHarness()
})

afterEach(() => h.closeAll())

describe('warningTexts', () => {
  it('reads any text back that a server may send', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', ',', '299 - ') }))
    fc.assert(
      fc.property(texts, (sent) => {
        const headers = sent.map((text) => `299 - "${text.replaceAll(/(["\\])/g, '\\$1')}"`)
        expect(warningTexts(headers)).toEqual(sent)
        expect(warningTexts(headers.join(', '))).toEqual(sent)
      }),
    )
  })

  it('finds nothing where nothing is said', () => {
    expect(warningTexts(undefined)).toEqual([])
    expect(warningTexts('nonsense')).toEqual([])
  })
})

it('passes the warnings of answers on, each text once', async () => {
  const connection = await h.connect(
    await h.serve((seen) =>
      seen.method === 'GET'
        ? undefined
        : (response) => {
            response.setHeader('warning', ['299 - "spec.running is deprecated"', '299 - "unknown field"'])
            response.end(JSON.stringify({ metadata: { name: 'web' } }))
          },
    ),
  )
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'team-a' } }
  const heard: ApiWarning[] = []
  const stop = connection.onWarning((warning) => heard.push(warning))
  await connection.apply(object)
  await connection.create(object)
  expect(heard).toEqual([
    { text: 'spec.running is deprecated', about: 'patch Pod web in namespace team-a' },
    { text: 'unknown field', about: 'patch Pod web in namespace team-a' },
  ])
  stop()
})

it('keeps what is said about a secret to itself: it may quote it', async () => {
  const connection = await h.connect(
    await h.serve((seen) =>
      seen.method === 'GET'
        ? undefined
        : (response) => {
            response.setHeader('warning', '299 - "weak password: hunter22"')
            response.end(JSON.stringify({ metadata: { name: 'login' } }))
          },
    ),
  )
  const heard: ApiWarning[] = []
  connection.onWarning((warning) => heard.push(warning))
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'team-a' } }
  expect(await connection.apply(secret)).toMatchObject({ ok: true })
  expect(heard).toEqual([])
})
