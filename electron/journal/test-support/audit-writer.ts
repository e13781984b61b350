/** Adds to the audit log of a journal that other processes add to. Arguments: state directory, user, entries. */
import { entryHash, NO_HEAD } from '../../../shared/audit/chain.ts'
import { openJournal } from '../sqlite-journal.ts'

const [home = '', user = '', count = ''] = process.argv.slice(2)
const journal = openJournal(home)
for (let at = 0; at < Number(count); at++)
  journal.appendAudit((last) => {
    const fact = { user, shell: 'test', action: 'used', subject: 'vc', purpose: `${at}` }
    const entry = { seq: (last?.seq ?? 0) + 1, at: new Date().toISOString(), ...fact }
    return [{ ...entry, hash: entryHash(last?.hash ?? NO_HEAD, entry) }]
  })
journal.close()
