/** The source as a whole: its release, its licence, and what the account may do. */
import type { MissingPrivileges } from '../../../provider/checks.ts'
import { quoted } from '../../../shell-quote.ts'
import { govc } from '../../commands.ts'
import { fact, hit, NONE, unknownHit } from '../../hits.ts'
import type { Category } from '../../model.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { compareVersions } from './words.ts'

const OLDEST = '6.5'

const vsphereVersion = rule({
  id: 'vsphere-version',
  scope: 'vcenter',
  category: 'Critical',
  question: 'Is vCenter 6.5 or later?',
  applies: 'both',
  catalogue: ['vsphere-version-min'],
  docs: DOCS.prerequisites,
  needs: ['about.apiVersion'],
  remedy: 'Upgrade vCenter to 6.5 or later before migrating.',
  evaluate(about) {
    const version = about.apiVersion || about.version
    const order = compareVersions(version, OLDEST)
    if (order === undefined)
      return unknownHit('The version of the source is not known.', 'content.about.apiVersion')
    if (order >= 0) return NONE
    return hit(`The source is vSphere ${about.version || version}.`, 'content.about.apiVersion', version, {
      commands: [govc('about')],
    })
  },
})

/** What a free licence refuses can only be told by the host's own list of licences. */
const hostLicence = rule({
  id: 'host-licence',
  scope: 'vcenter',
  category: 'Critical',
  question: 'Does the licence let the API write?',
  applies: 'both',
  catalogue: ['license-api-readonly'],
  docs: DOCS.about,
  needs: [],
  remedy:
    'Look at the licence of the host; apply one that is neither free nor run out, or go through vCenter.',
  evaluate(about) {
    if (about.apiType !== 'HostAgent') return NONE
    return unknownHit(
      'The source is a single ESXi host. With a free licence its API refuses snapshots and power operations.',
      'LicenseManager.licenses',
      { commands: [govc('license.ls')] },
    )
  },
})

const SHOWN = 5

/** An account needs these rights and no more: that it is no administrator is no finding. */
function privilegeRule(use: string, id: string, words: string, applies: 'both' | 'warm', category: Category) {
  return rule({
    id,
    scope: 'vcenter',
    category,
    question: `May the vCenter account do what ${words} needs?`,
    applies,
    catalogue: ['provider-privileges-missing', 'vcenter-admin-account'],
    docs: DOCS.privileges,
    needs: ['privileges'],
    remedy:
      'Ask the vSphere administrator for a role with these privileges, given at the root of vCenter with propagation or on the named objects.',
    evaluate: (_about, facts) => privilegeHits(use, words, facts),
  })
}

function privilegeHits(use: string, words: string, { privileges }: Facts): readonly Hit[] {
  const known = new Set(['cold', 'inventory'].includes(use) ? [] : ids(privileges, 'cold'))
  const missing = (privileges ?? [])
    .filter((each) => each.use === use)
    .flatMap((each) => each.missing)
    // What a cold migration lacks as well is said there.
    .filter(({ privilege }) => !known.has(privilege))
  if (missing.length === 0) return NONE
  const list = missing.map(({ privilege }) => quoted(privilege)).join(' ')
  return [
    {
      message: `The account lacks ${missing.length === 1 ? 'a privilege' : `${missing.length} privileges`} that ${words} needs.`,
      evidence: missing.map(({ privilege, objects, count }) => {
        const more = count > SHOWN ? ` and ${count - SHOWN} more` : ''
        return fact(privilege, `missing on ${objects.slice(0, SHOWN).join(', ')}${more}`)
      }),
      commands: [govc(`role.update -a ROLE ${list}`), govc('permissions.ls /')],
    },
  ]
}

function ids(privileges: readonly MissingPrivileges[] | undefined, use: string): string[] {
  return (privileges ?? [])
    .filter((each) => each.use === use)
    .flatMap(({ missing }) => missing.map(({ privilege }) => privilege))
}

const privilegeRules = [
  privilegeRule('inventory', 'privileges-inventory', 'the inventory', 'both', 'Critical'),
  privilegeRule('cold', 'privileges-cold', 'cold migration', 'both', 'Warning'),
  privilegeRule('warm', 'privileges-warm', 'warm migration', 'warm', 'Warning'),
  privilegeRule('host-edit', 'privileges-host-edit', 'a change of ESXi services', 'both', 'Information'),
]

export const vcenterRules = [vsphereVersion, hostLicence, ...privilegeRules]
