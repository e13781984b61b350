import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseXml } from '../../vcenter/vim/read-xml.ts'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'
import { asMoref, envelope, find, findAll, moref } from './soap.ts'

describe('soap', () => {
  it('carries any text through an envelope and back', () => {
    const text = fc
      .string({ unit: 'grapheme' })
      .filter((value) => !/[\0-\x1f\x7f-\x9f\uFFFE\uFFFF]/.test(value))
    fc.assert(
      fc.property(text, (value) => {
        const parsed = parseXml(envelope(`<password>${escapeXml(value)}</password>`))
        expect(find(parsed, 'password')?.text).toBe(value)
      }),
    )
  })

  it('reads references and repeated elements under any prefix', () => {
    const parsed = parseXml(
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v="urn:vim25"><s:Body><v:obj type="VirtualMachine" p:type="v:ManagedObjectReference" xmlns:p="http://www.w3.org/2001/XMLSchema-instance">vm-1</v:obj><v:obj type="Folder">group-2</v:obj></s:Body></s:Envelope>`,
    )
    expect(findAll(parsed, 'obj').map(asMoref)).toEqual([
      { type: 'VirtualMachine', id: 'vm-1' },
      { type: 'Folder', id: 'group-2' },
    ])
  })

  it('writes a reference that can be read again', () => {
    const written = moref('_this', { type: 'Task', id: 'task-<1>' })
    expect(asMoref(find(parseXml(envelope(written)), '_this'))).toEqual({ type: 'Task', id: 'task-<1>' })
  })
})
