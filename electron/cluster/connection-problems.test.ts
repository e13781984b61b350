import { describe, expect, it } from 'vitest'
import { connectionProblem, hostOf, isBroken } from './connection-problems.ts'

const url = 'https://api.example:6443/path'

function failed(code: string): Error {
  return Object.assign(new Error('secret words of a library'), { code })
}

describe('connectionProblem', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'cluster.certificate-untrusted'],
    ['CERT_NOT_YET_VALID', 'cluster.certificate-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'cluster.certificate-name'],
    ['ENOTFOUND', 'cluster.unknown-host'],
    ['EAI_AGAIN', 'cluster.unknown-host'],
    ['ECONNREFUSED', 'cluster.refused'],
    ['ETIMEDOUT', 'cluster.timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'cluster.timeout'],
    ['EHOSTUNREACH', 'cluster.unreachable'],
    ['ECONNRESET', 'cluster.unreachable'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'cluster.not-tls'],
    ['SOMETHING_NEW', 'cluster.unreachable'],
  ])('%s is %s', (code, expected) => {
    const direct = connectionProblem(url, failed(code), 15_000)
    expect(direct.code).toBe(expected)
    expect(direct.message).toMatch(/^[A-Z].*\.$|^api\.example:6443 .*\.$/)
    expect(JSON.stringify(direct)).not.toContain('secret words')
    const wrapped = new Error('fetch failed', { cause: failed(code) })
    expect(connectionProblem(url, wrapped, 15_000)).toEqual(direct)
    const both = new AggregateError([failed(code), failed(code)])
    expect(connectionProblem(url, both, 15_000)).toEqual(direct)
  })

  it('knows a time limit, and anything else that may be thrown', () => {
    const limit = new DOMException('late', 'TimeoutError')
    expect(connectionProblem(url, limit, 15_000).message).toBe(
      'api.example:6443 did not answer within 15 seconds.',
    )
    expect(connectionProblem(url, 'text', 1000).code).toBe('cluster.unreachable')
  })
})

describe('helpers', () => {
  it('tell broken connections and hosts', () => {
    expect(isBroken(failed('ECONNRESET'))).toBe(true)
    expect(isBroken(failed('ECONNREFUSED'))).toBe(false)
    expect(hostOf('https://user:pw@a.example:1/x')).toBe('a.example:1')
    expect(hostOf('nonsense')).toBe('nonsense')
  })
})
