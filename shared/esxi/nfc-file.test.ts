import { describe, expect, it } from 'vitest'
import { editNfcFile, NFC_FILE_MOST_BYTES, readNfcFile } from './nfc-file.ts'
import type { NfcWish } from './nfc-wish.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const REAL = `<config>
   <version>7.0.1.0</version>
   <plugins>
      <hostsvc><maxMemory>1</maxMemory></hostsvc>
      <!-- <nfcsvc><maxMemory>2</maxMemory></nfcsvc> -->
      <nfcsvc>
         <path>libnfcsvc.so</path>
         <enabled>true</enabled>
         <maxMemory>50331648</maxMemory>
         <maxStreamMemory>10485760</maxStreamMemory>
      </nfcsvc>
   </plugins>
   <nfcsvc><maxMemory>3</maxMemory></nfcsvc>
</config>
`

function read(text: string) {
  return readNfcFile(encodeUtf8(text))
}

function edit(text: string, wish: NfcWish): string | undefined {
  const result = editNfcFile(encodeUtf8(text), wish)
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return decodeUtf8(result.value)
}

function code(text: string | Uint8Array, wish?: NfcWish): string {
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text
  const result = wish ? editNfcFile(bytes, wish) : readNfcFile(bytes)
  return result.ok ? 'ok' : result.problem.code
}

function around(nfcsvc: string): string {
  return `<config>\n   <plugins>\n      ${nfcsvc}\n   </plugins>\n</config>`
}

describe('readNfcFile', () => {
  it('reads the element under config/plugins and no other', () => {
    expect(read(REAL)).toEqual({ ok: true, value: { maxMemory: 50_331_648, maxStreamMemory: 10_485_760 } })
  })

  it('tells nothing of a value that is not set', () => {
    expect(read(around('<nfcsvc/>'))).toEqual({ ok: true, value: {} })
    expect(read(around('<nfcsvc><maxMemory>\t7 </maxMemory></nfcsvc>'))).toEqual({
      ok: true,
      value: { maxMemory: 7 },
    })
  })

  it.each([
    ['nothing', '', 'esxi.settings-malformed'],
    ['an end that is missing', '<config><plugins><nfcsvc>', 'esxi.settings-malformed'],
    ['text after the end', `${REAL}x`, 'esxi.settings-malformed'],
    [
      'an entity that nobody declared',
      around('<nfcsvc><maxMemory>&n;</maxMemory></nfcsvc>'),
      'esxi.settings-malformed',
    ],
    ['a DOCTYPE', `<!DOCTYPE config>${REAL}`, 'esxi.settings-doctype'],
    [
      'an entity of its own',
      `<!DOCTYPE a [<!ENTITY n "7">]>${around('<nfcsvc>&n;</nfcsvc>')}`,
      'esxi.settings-doctype',
    ],
    ['no nfcsvc', '<config><plugins/><nfcsvc/></config>', 'esxi.nfc-missing'],
    ['nfcsvc in a comment', around('<!-- <nfcsvc/> -->'), 'esxi.nfc-missing'],
    ['nfcsvc deeper down', around('<a><nfcsvc/></a>'), 'esxi.nfc-missing'],
    ['nfcsvc under another root', REAL.replaceAll('config>', 'conf>'), 'esxi.nfc-missing'],
    ['two nfcsvc', around('<nfcsvc/><nfcsvc></nfcsvc>'), 'esxi.nfc-ambiguous'],
    [
      'two plugins with one each',
      '<config><plugins><nfcsvc/></plugins><plugins><nfcsvc/></plugins></config>',
      'esxi.nfc-ambiguous',
    ],
    [
      'two maxMemory',
      around('<nfcsvc><maxMemory>1</maxMemory><maxMemory>1</maxMemory></nfcsvc>'),
      'esxi.nfc-ambiguous',
    ],
    ['an empty value', around('<nfcsvc><maxMemory/></nfcsvc>'), 'esxi.nfc-value'],
    ['a value in words', around('<nfcsvc><maxMemory>48 MB</maxMemory></nfcsvc>'), 'esxi.nfc-value'],
    ['a negative value', around('<nfcsvc><maxMemory>-1</maxMemory></nfcsvc>'), 'esxi.nfc-value'],
    [
      'a value beyond all numbers',
      around(`<nfcsvc><maxMemory>${'9'.repeat(20)}</maxMemory></nfcsvc>`),
      'esxi.nfc-value',
    ],
    ['a value with an element', around('<nfcsvc><maxMemory>1<a/></maxMemory></nfcsvc>'), 'esxi.nfc-value'],
    [
      'a value with a comment',
      around('<nfcsvc><maxMemory>1<!-- 2 --></maxMemory></nfcsvc>'),
      'esxi.nfc-value',
    ],
    ['a value in CDATA', around('<nfcsvc><maxMemory><![CDATA[1]]></maxMemory></nfcsvc>'), 'esxi.nfc-value'],
    ['a value by reference', around('<nfcsvc><maxMemory>&#49;</maxMemory></nfcsvc>'), 'esxi.nfc-value'],
    [
      'a stream value in words',
      around('<nfcsvc><maxStreamMemory>x</maxStreamMemory></nfcsvc>'),
      'esxi.nfc-value',
    ],
  ])('refuses %s', (_what, text, expected) => {
    expect(code(text)).toBe(expected)
    expect(code(text, { maxMemory: 1_000_000_000 })).toBe(expected)
  })

  it.each(['utf-8', 'UTF-8', 'us-ascii', 'ISO-8859-1', 'windows-1252'])(
    'takes ASCII that is called %s',
    (name) => {
      expect(code(`<?xml version="1.0" encoding="${name}"?>${REAL}`)).toBe('ok')
    },
  )

  it('refuses what is not UTF-8', () => {
    const utf16 = (bom: readonly number[], text: string) =>
      Uint8Array.from([...bom, ...Array.from(text).flatMap((char) => [char.charCodeAt(0), 0])])
    expect(code(utf16([0xff, 0xfe], REAL))).toBe('esxi.settings-encoding')
    expect(code(utf16([], REAL))).toBe('esxi.settings-encoding')
    expect(code(Uint8Array.from([...encodeUtf8(REAL), 0xe4]))).toBe('esxi.settings-encoding')
    expect(code(`<?xml version="1.0" encoding="utf-16"?>${REAL}`)).toBe('esxi.settings-encoding')
    expect(code(`<?xml version="1.0" encoding="iso-8859-1"?>${REAL.replace('true', 'ä')}`)).toBe(
      'esxi.settings-encoding',
    )
  })

  it('refuses a file that is too large, and takes one that just fits', () => {
    const filled = (size: number) => REAL + ' '.repeat(size - REAL.length)
    expect(code(filled(NFC_FILE_MOST_BYTES))).toBe('ok')
    expect(code(filled(NFC_FILE_MOST_BYTES + 1))).toBe('esxi.settings-too-large')
  })
})

describe('editNfcFile', () => {
  it('changes the digits and nothing else', () => {
    expect(edit(REAL, { maxMemory: 1_000_000_000 })).toBe(REAL.replace('50331648', '1000000000'))
    expect(edit(REAL, { maxMemory: 1_000_000_000, maxStreamMemory: 20_971_520 })).toBe(
      REAL.replace('50331648', '1000000000').replace('10485760', '20971520'),
    )
  })

  it('keeps byte order mark, CRLF, white space around the digits and a missing last newline', () => {
    const odd = `\ufeff${REAL.replace('50331648', '\n  0050331648\t').trimEnd().replaceAll('\n', '\r\n')}`
    expect(edit(odd, { maxMemory: 1_000_000_000 })).toBe(odd.replace('0050331648', '1000000000'))
  })

  it('gives the same bytes back where nothing has to change', () => {
    const bytes = encodeUtf8(REAL)
    const result = editNfcFile(bytes, { maxMemory: 50_331_648 })
    expect(result.ok && result.value).toBe(bytes)
  })

  it('adds what is missing behind its siblings, as they are written', () => {
    const without = REAL.replace('         <maxMemory>50331648</maxMemory>\n', '').replaceAll('\n', '\r\n')
    expect(edit(without, { maxMemory: 1_000_000_000 })).toBe(
      without.replace(
        '</maxStreamMemory>\r\n',
        '</maxStreamMemory>\r\n         <maxMemory>1000000000</maxMemory>\r\n',
      ),
    )
  })

  it.each([
    ['<nfcsvc/>', '<nfcsvc>\n         <maxMemory>70000000</maxMemory>\n      </nfcsvc>'],
    ['<nfcsvc a="1" />', '<nfcsvc a="1" >\n         <maxMemory>70000000</maxMemory>\n      </nfcsvc>'],
    ['<nfcsvc></nfcsvc>', '<nfcsvc>\n         <maxMemory>70000000</maxMemory>\n      </nfcsvc>'],
    ['<nfcsvc>\n      </nfcsvc>', '<nfcsvc>\n         <maxMemory>70000000</maxMemory>\n      </nfcsvc>'],
    ['<nfcsvc><a/></nfcsvc>', '<nfcsvc><a/><maxMemory>70000000</maxMemory></nfcsvc>'],
    [
      '<nfcsvc> <a/> <!-- b --> </nfcsvc>',
      '<nfcsvc> <a/> <!-- b --> <maxMemory>70000000</maxMemory> </nfcsvc>',
    ],
  ])('writes into %s', (before, after) => {
    expect(edit(around(before), { maxMemory: 70_000_000 })).toBe(around(after))
  })

  it('writes on one line where all is on one line', () => {
    expect(
      edit('<config><plugins><nfcsvc/></plugins></config>', { maxMemory: 3e7, maxStreamMemory: 2e6 }),
    ).toBe(
      '<config><plugins><nfcsvc><maxMemory>30000000</maxMemory><maxStreamMemory>2000000</maxStreamMemory></nfcsvc></plugins></config>',
    )
  })

  it('promises no copy more than all copies together', () => {
    expect(code(REAL, { maxMemory: 20_000_000, maxStreamMemory: 20_000_001 })).toBe(
      'esxi.nfc-stream-too-large',
    )
    expect(code(REAL, { maxStreamMemory: 50_331_649 })).toBe('esxi.nfc-stream-too-large')
    expect(code(REAL, { maxMemory: 10_485_759 })).toBe('esxi.nfc-stream-too-large')
    expect(code(around('<nfcsvc/>'), { maxStreamMemory: 50_331_649 })).toBe('esxi.nfc-stream-too-large')
    expect(code(REAL, { maxMemory: 10_485_760 })).toBe('ok')
  })

  it('takes no value that is not a number of bytes', () => {
    expect(() => code(REAL, { maxMemory: 1.5 })).toThrow(RangeError)
    expect(() => code(REAL, { maxMemory: 0 })).toThrow(RangeError)
  })
})
