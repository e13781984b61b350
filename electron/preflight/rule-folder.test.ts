import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { preflightSuite } from './test-support/preflight-suite.ts'
import { estate } from './test-support/rules.ts'

const suite = preflightSuite()

describe('the folder of custom rules', () => {
  it('is read at each run; a file with a mistake is told and stops no other', async () => {
    const providerId = await suite.open(estate())
    expect(await suite.preflight.rules()).toMatchObject({
      problems: [],
      rules: [{ custom: false }, {}, {}, {}],
    })
    mkdirSync(join(suite.home, 'rules', 'folder.yaml'), { recursive: true })
    writeFileSync(join(suite.home, 'rules', 'notes.txt'), 'no rule')
    writeFileSync(join(suite.home, 'rules', 'bad.yaml'), 'id: bad\n')
    writeFileSync(join(suite.home, 'rules', 'big.json'), ' '.repeat(300_000))
    writeFileSync(
      join(suite.home, 'rules', 'good.yml'),
      'id: house.db\nscope: vm\ncategory: Warning\nquestion: Is it a database?\nwhere: name ~ db*\nmessage: It is.\nremedy: Ask.\n',
    )
    const known = await suite.preflight.rules()
    expect(known.rules.at(-1)).toMatchObject({ id: 'house.db', custom: true })
    expect(known.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['rules.invalid', 'rules.too-large', 'rules.unreadable']),
    )
    const runId = await suite.run(providerId)
    expect(await suite.idsOf(runId, { rules: ['house.db'] })).toEqual(['house.db:vm-3'])
  })
})
