import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  explainPull,
  explainStart,
  hasLostCause,
  hasNoShell,
  isFinalPullFailure,
  registryAnswer,
} from './image-words.ts'

const image = 'registry.example.com/vddk:8'
const wrapped = (answer: string): string =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${answer}`

describe('what a registry answered', () => {
  it('is dug out of the wrappings of the runtime', () => {
    expect(registryAnswer(wrapped(`${image}: not found`))).toBe(`${image}: not found`)
    expect(registryAnswer(`Back-off pulling image "${image}": ErrImagePull: ${wrapped('denied')}`)).toBe(
      'denied',
    )
    expect(registryAnswer('reading manifest 8 in registry.example.com/vddk: unauthorized.')).toBe(
      'reading manifest 8 in registry.example.com/vddk: unauthorized',
    )
  })

  it('is lost in a plain back-off', () => {
    expect(hasLostCause(`Back-off pulling image "${image}"`)).toBe(true)
    expect(hasLostCause(`Back-off pulling image "${image}": ErrImagePull: denied`)).toBe(false)
  })

  it.each([
    [`${image}: not found`, 'does not have this image', true],
    ['manifest unknown: manifest unknown', 'does not have this image', true],
    ['unauthorized: authentication required', 'wants a login', true],
    ['denied: requested access to the resource is denied', 'does not let this namespace', true],
    ['no match for platform in manifest: not found', 'CPU architecture', true],
    [
      'choosing image instance: no image found in image index for architecture "amd64"',
      'CPU architecture',
      true,
    ],
    ['dial tcp: lookup registry.example.com on 10.0.0.2:53: no such host', 'do not know the name', false],
    [
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'do not trust',
      false,
    ],
    ['toomanyrequests: You have reached your pull rate limit', 'limits how often', false],
    ['dial tcp 192.0.2.7:443: i/o timeout', 'do not reach', false],
    ['something new', 'cannot be pulled', false],
  ])('explains "%s" in the words of the registry', (answer, words, final) => {
    const explained = explainPull(image, 'ErrImagePull', wrapped(answer))
    expect(explained.message).toContain(words)
    expect(explained.message).toContain(`: ${answer}.`)
    expect(explained.remedy).toMatch(/\.$/)
    expect(isFinalPullFailure('ErrImagePull', wrapped(answer))).toBe(final)
  })

  it('is waited for once more before a way that may be bad for a moment is given up', () => {
    expect(isFinalPullFailure('ImagePullBackOff', 'i/o timeout')).toBe(true)
    expect(isFinalPullFailure('InvalidImageName', '')).toBe(true)
  })

  it('makes a sentence of any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (reason, message) => {
        expect(explainPull(image, reason, message).message).toMatch(/\.$/)
        expect(registryAnswer(message).length).toBeLessThanOrEqual(1000)
      }),
    )
  })
})

describe('a container that does not start', () => {
  it.each([
    ['exec /bin/sh: exec format error', 'another CPU architecture'],
    ['container has runAsNonRoot and image will run as root', 'only runs as root'],
    [
      'failed to create shim task: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory',
      'has no shell',
    ],
    [
      'container create failed: executable file `/bin/sh` not found: No such file or directory',
      'has no shell',
    ],
  ])('"%s" is explained', (message, words) => {
    expect(explainStart(image, '', message)?.message).toContain(words)
  })

  it('says nothing where nothing is known', () => {
    expect(explainStart(image, '', '')).toBeUndefined()
    expect(hasNoShell('permission denied')).toBe(false)
  })
})
