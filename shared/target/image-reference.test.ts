import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { imageFault } from './image-reference.ts'

describe('imageFault', () => {
  it.each([
    'vddk',
    'vddk:8',
    'team/vddk:8.0.3',
    'registry.example.com/team/vddk:8.0.3',
    'registry.example.com:5000/vddk',
    'localhost:5000/a/b-c/d__e:latest',
    '[2001:db8::1]:5000/vddk:8',
    `quay.io/kubev2v/forklift-virt-v2v@sha256:${'a'.repeat(64)}`,
    `quay.io/kubev2v/forklift-virt-v2v:v2@sha256:${'0'.repeat(64)}`,
  ])('lets %s pass', (text) => {
    expect(imageFault(text)).toBeUndefined()
  })

  it.each([
    ['', 'is not an image reference'],
    ['https://registry.example.com/vddk', 'no https://'],
    ['registry.example.com/v ddk', 'no spaces'],
    ['registry.example.com/Team/vddk', 'no capital letters'],
    ['registry.example.com/vddk:', 'is not an image reference'],
    ['registry.example.com/vddk@sha256:abc', 'is not an image reference'],
    ['/vddk', 'is not an image reference'],
    [`a/${'b'.repeat(600)}`, 'is not an image reference'],
  ])('says what is wrong with %j', (text, words) => {
    expect(imageFault(text)).toContain(words)
  })

  it('takes every name that is put together by the rules', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
    const path = fc.array(word, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(path, word, (parts, tag) => {
        expect(imageFault(`r.example.com/${parts.join('/')}:${tag}`)).toBeUndefined()
      }),
    )
  })
})
