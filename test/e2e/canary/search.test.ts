/** The search for secrets finds one that is there, wherever it is and however it is written. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hitsInChildren, watchChildren } from './children.ts'
import { hitsBelow, hitsIn, needlesOf } from './search.ts'

const SECRET = 'planted "secret" <&> ünder?all/5f0c'
const needles = needlesOf({ it: SECRET })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-planted-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a planted secret is found', () => {
  it.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({ x: { y: `a ${SECRET} b` } })],
    ['in JSON within JSON', JSON.stringify({ x: JSON.stringify({ y: SECRET }) })],
    ['in an address', `https://x.example/?a=1&b=${encodeURIComponent(SECRET)}&c`],
    ['in a form', new URLSearchParams({ a: '1', b: SECRET }).toString()],
    ['in hex', Buffer.from(`x${SECRET}`).toString('hex')],
    ['in hex with capitals', Buffer.from(`x${SECRET}`).toString('hex').toUpperCase()],
    ...['', 'x', 'xy', 'xyz'].flatMap((before) => [
      [`in base64 behind ${before.length}`, Buffer.from(`${before}${SECRET}${before}`).toString('base64')],
      [`in base64url behind ${before.length}`, Buffer.from(`${before}${SECRET}z`).toString('base64url')],
    ]),
    ['in a header', `Basic ${Buffer.from(`root:${SECRET}`).toString('base64')}`],
  ])('%s', (_how, text) => {
    expect(hitsIn('here', text, needles)).not.toEqual([])
    expect(hitsIn('here', text.replaceAll(/[0-9a-zA-Z]/g, 'x'), needles)).toEqual([])
  })

  it('in bytes: UTF-16, compressed, in a workbook, in a database and its log', async () => {
    writeFileSync(join(folder, 'wide'), Buffer.from(`x${SECRET}`, 'utf16le'))
    writeFileSync(join(folder, 'wide-be'), Buffer.from(`x${SECRET}`, 'utf16le').swap16())
    writeFileSync(join(folder, 'packed.gz'), gzipSync(JSON.stringify({ x: SECRET })))
    const workbook = new ExcelJS.Workbook()
    workbook.addWorksheet('x').addRow([SECRET])
    await workbook.xlsx.writeFile(join(folder, 'book.xlsx'))
    const database = new DatabaseSync(join(folder, 'data.sqlite'))
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE x (y TEXT)')
    database.prepare('INSERT INTO x VALUES (?)').run(SECRET)
    const found = hitsBelow(folder, needles).map((hit) => hit.replace(/:.*/, '').replace(`${folder}/`, ''))
    database.close()
    expect([...new Set(found)].sort()).toEqual([
      'book.xlsx',
      'data.sqlite-wal',
      'packed.gz',
      'wide',
      'wide-be',
    ])
    expect(hitsBelow(folder, needles).join('\n')).toContain('data.sqlite: it')
  })

  it('in the name of a file', () => {
    const inside = mkdtempSync(join(folder, 'in-'))
    writeFileSync(join(inside, encodeURIComponent(SECRET)), '')
    expect(hitsBelow(inside, needles)[0]).toMatch(/^name of /)
  })

  it.skipIf(process.platform !== 'linux')('in a command line or an environment (Linux only)', async () => {
    const watch = watchChildren()
    const shell = ['-c', `${process.execPath} -e "setTimeout(Object, 300)" '${SECRET}'; true`]
    const child = spawn('/bin/sh', shell, { env: { HIDDEN: SECRET } })
    await new Promise((resolve) => child.once('close', resolve))
    const seen = watch.stop()
    const hits = hitsInChildren(seen, needles).join('\n')
    // Of the grandchild too.
    expect(hits).toMatch(/command line of (?:node|MainThread)/)
    expect(hits).toMatch(/environment of (?:node|MainThread)/)
  })
})
