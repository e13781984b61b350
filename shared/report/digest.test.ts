import { describe, expect, it } from 'vitest'
import { aDigest, aFinding, aReport, aRule } from './test-support/invented-report.ts'

const vm = (id: string) => ({ kind: 'vm', id, name: id }) as const

describe('the sections of a report', () => {
  const rules = ['a', 'b', 'c'].map((id) => aRule({ id, category: id === 'c' ? 'Critical' : 'Warning' }))
  const finding = (rule: string, id: string, change = {}) =>
    aFinding({
      id: `${rule}/${id}`,
      rule,
      object: vm(id),
      category: rule === 'c' ? 'Critical' : 'Warning',
      ...change,
    })

  it('stand worst first, then by how many objects they are about', () => {
    const findings = [finding('a', '1'), finding('b', '1'), finding('b', '2'), finding('c', '1')]
    const { sections } = aDigest({ rules, findings })
    expect(sections.map(({ rule, objects }) => [rule.id, objects])).toEqual([
      ['c', 1],
      ['b', 2],
      ['a', 1],
    ])
  })

  it('take the worst category of their findings, and tell what is new first', () => {
    const findings = [
      finding('a', '2'),
      finding('a', '3', { isNew: true }),
      finding('a', '1', { category: 'Critical' }),
    ]
    const { sections } = aDigest({ rules, findings })
    expect(sections[0]).toMatchObject({ category: 'Critical', isNew: 1 })
    expect(sections[0]?.open.map(({ object }) => object.id)).toEqual(['1', '3', '2'])
  })

  it('count objects that nothing else blocks', () => {
    const critical = { category: 'Critical' as const }
    const findings = [finding('c', '1'), finding('c', '2'), finding('a', '2', critical), finding('b', '1')]
    const { sections } = aDigest({ rules, findings })
    expect(sections.map(({ rule, alone }) => [rule.id, alone])).toEqual([
      ['c', 1],
      ['a', 0],
      ['b', 0],
    ])
  })

  it('leave out what is waived or unknown, which stands apart', () => {
    const digest = aDigest()
    expect(digest.sections.map(({ rule }) => rule.id)).toEqual(['vm-disk-rdm', 'vm-cbt-off'])
    expect(digest.waived.map(({ object }) => object.name)).toEqual(['db-01'])
    expect(digest.unknown.map(({ rule }) => rule)).toEqual(['vm-tools'])
    expect(digest.clean.map(({ id }) => id)).toEqual(['vm-tpm'])
  })

  it('keep findings of a rule that is known no more', () => {
    const { sections } = aDigest({ rules: [], findings: [finding('a', '1')] })
    expect(sections[0]?.rule).toMatchObject({ id: 'a', question: 'a', scope: 'vm' })
  })
})

it('knows of each VM when its facts were read', () => {
  const later = '2026-03-02T10:00:00.000Z'
  const { vms } = aDigest({ factsAt: new Map([['vm-2', later]]) })
  const { factsAt } = aReport().summary
  expect(vms.map((one) => [one.name, one.factsAt])).toEqual([
    ['web-01', factsAt],
    ['db-01', later],
    ['app-01', factsAt],
  ])
})
