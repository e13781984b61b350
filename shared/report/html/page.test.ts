import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aHost, aVm, anInventory } from '../../../test/fixtures/inventory.ts'
import {
  aDigest,
  aFinding,
  aReport,
  aRule,
  aSummary,
  aVerdict,
  verdictMap,
} from '../test-support/invented-report.ts'
import { escaped } from './markup.ts'
import { htmlReport, ON_PAPER, ON_SCREEN, type HtmlOptions } from './page.ts'
import { SCRIPT } from './script.ts'

/** The part of jsdom that is used here; it brings no types. */
interface Jsdom {
  new (): { readonly window: { readonly DOMParser: new () => DOMParser } }
}
const library: string = 'jsdom'
const { JSDOM } = (await import(library)) as { readonly JSDOM: Jsdom }
const { DOMParser } = new JSDOM().window

/** Without a window of its own, so that nothing but the markup is read: most of the time here is parsing. */
function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html')
}

function pageOf(change: Parameters<typeof aDigest>[0] = {}, options: HtmlOptions = ON_SCREEN) {
  const text = [...htmlReport(aDigest(change), options)].join('')
  return { text, document: parsed(text) }
}

/** A report in which every text that comes from outside is this one. */
function named(name: string) {
  const object = { kind: 'vm', id: name, name } as const
  const rule = aRule({ id: name, question: name, docs: { title: name, url: name } })
  const commands = [{ tool: 'govc', command: name } as const]
  const finding = aFinding({
    ...{ id: name, rule: name, object, message: name, remedy: name, commands },
    evidence: [{ property: name, value: name }],
  })
  const waiver = { by: name, at: name, reason: name }
  const { forecast } = aReport()
  return {
    summary: aSummary({ source: name, target: name }),
    previous: aSummary({ at: name, factsAt: name }),
    gone: [{ id: name, rule: name, object, category: 'Critical' as const, message: name }],
    findings: [finding, { ...finding, waiver }, { ...finding, state: 'unknown' as const }],
    verdicts: verdictMap(aVerdict({ object }), aVerdict({ object: { ...object, kind: 'host' } })),
    rules: [rule, aRule({ id: 'clean', question: name })],
    forecast: {
      hosts: forecast.hosts.map((host) => ({ ...host, name, basis: name })),
      waves: forecast.waves.map((wave) => ({ ...wave, name, reason: name, vmIds: [name] })),
      blocked: [name],
      grouping: { ...forecast.grouping, category: name, categories: [{ name, vms: 1 }] },
      assumptions: [name],
    },
    disks: [{ vmId: name, label: name, bytes: 1, from: 1, to: 2 }],
    acknowledgements: [
      { id: name, title: name, text: name, category: 'Warning' as const, ticked: { by: name, at: name } },
    ],
    inventory: anInventory({
      vms: [aVm({ id: name, name, path: name, guestName: name })],
      hosts: [aHost({ name })],
      unknown: [name],
    }),
  }
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  ']]></style><script>alert(1)</script>',
  '--><!-- </textarea></title>',
  '\u202egpj.exe',
  '=cmd|"/c calc"!A1',
  '&lt;b&gt;',
  'javascript:alert(1)',
  '`${1}`',
  '\ud800',
  '\u0000',
  '__proto__',
]

describe('the HTML report', () => {
  it('shows every part of a run', () => {
    const { document } = pageOf()
    const text = document.body.textContent
    for (const words of [
      '1 of 3 VMs can migrate cold without a change; 1 is blocked; 1 cannot be judged yet.',
      'What to do first: what blocks most',
      'Hard disk 1 is a raw device mapping.',
      'config.changeTrackingEnabled = false',
      'govc vm.change -vm web-01 -e ctkEnabled=true',
      'Default of ESXi 8: 10 copies at once.',
      'Same folder: DC1/Web.',
      'One copy moves 60 to 120 MiB/s (rough).',
      '11-23 min',
      'Moves cold only.',
      '2026-02-27 08:00 UTC',
      'waits for you',
      'VMware Tools have not told anything yet.',
      'vms.guestDisks',
      'VMware Tools do not run.',
      '1 h 20 min',
      'Is there no virtual TPM?',
    ])
      expect(text).toContain(words)
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id)
    const links = [...document.querySelectorAll('a[href^="#"]')].map((one) => one.getAttribute('href'))
    expect(links.filter((link) => !ids.includes(link?.slice(1) ?? ''))).toEqual([])
  })

  it('loads nothing, and lets only its own script and style count', () => {
    const { text, document } = pageOf()
    const loads = document.querySelectorAll('link,img,iframe,object,embed,script[src],[style],base,form')
    expect([...loads].map((one) => one.outerHTML)).toEqual([])
    expect(text).not.toMatch(/@import|url\((?!#)/)
    const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content')
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]{43}='; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/,
    )
    expect(document.querySelector('script')?.textContent).toBe(SCRIPT)
  })

  it('has everything open and nothing that waits for the script', () => {
    const { document } = pageOf()
    expect(document.querySelectorAll('details:not([open])')).toHaveLength(0)
    expect(document.querySelectorAll('[hidden]')).toHaveLength(0)
  })

  it('has no script on paper, and says what it leaves out', () => {
    const vms = Array.from({ length: 1_001 }, (_, at) => aVm({ id: `vm-${at}`, name: `vm-${at}` }))
    const objects = vms.map(({ id, name }) => ({ kind: 'vm' as const, id, name }))
    const change = {
      inventory: anInventory({ vms }),
      verdicts: verdictMap(...objects.map((object) => aVerdict({ object }))),
      findings: objects.map((object) => aFinding({ id: object.id, object })),
    }
    const paper = pageOf(change, ON_PAPER).document
    expect(paper.querySelector('script')).toBeNull()
    expect(paper.querySelectorAll('#verdicts tbody tr')).toHaveLength(1_000)
    expect(paper.body.textContent).toContain('The first 1,000 of 1,001')
    expect(paper.body.textContent).toContain('And 951 more')
    const screen = pageOf(change).document
    const rowsOf = (section: string): number[] => [
      screen.querySelectorAll(`#${section} tbody tr`).length,
      ...blocksOf(screen, `#${section} `).map((rows) => rows.length),
    ]
    expect(rowsOf('verdicts')).toEqual([100, 901])
    expect(rowsOf('findings')).toEqual([100, 900])
    expect(screen.querySelector('#verdicts noscript')?.textContent).toBe(
      'Without JavaScript only the first 100 of 1,001 rows are shown. The JSON report has all.',
    )
    expect(screen.querySelector('#findings')?.textContent).toContain('And 1 more')
  })

  it('says how many rows of a list of changes are in the JSON report only', () => {
    const objects = Array.from({ length: 201 }, (_, at) => ({
      kind: 'vm' as const,
      id: `vm-${at}`,
      name: `vm-${at}`,
    }))
    const change = { findings: objects.map((object) => aFinding({ id: object.id, object, isNew: true })) }
    const { document } = pageOf(change, ON_PAPER)
    const rows = document.querySelectorAll('[aria-label="New findings"] tbody tr')
    expect(rows).toHaveLength(200)
    expect(document.querySelector('#changes')?.textContent).toContain('And 1 more in the JSON report.')
  })

  it.each([...HOSTILE, ...HOSTILE.map((text) => `a ${text}`)])('shows %j as text', (name) => {
    isHarmless(name)
  })

  it('shows any text as text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.array(fc.constantFrom(...HOSTILE, '<', '>', '"', "'", '&', '/', '=', ' '), { maxLength: 6 }),
    )
    fc.assert(
      fc.property(text, (one) => {
        const name = typeof one === 'string' ? one : one.join('')
        // A title that is empty is left out, with its element.
        if (name !== '') isHarmless(name)
      }),
      { numRuns: 25 },
    )
  })

  it('links only to https addresses', () => {
    const links = (url: string) =>
      pageOf({ rules: [aRule({ docs: { title: 'Docs', url } })] }).document.querySelectorAll('a.docs').length
    expect(links('https://docs.example.com/a?b=c#d')).toBe(1)
    for (const url of ['javascript:alert(1)', 'http://example.com', 'data:text/html,x', '//x', ''])
      expect(links(url)).toBe(0)
  })
})

function tagsOf(document: Document): string[] {
  return [...document.querySelectorAll('*')].map((one) => one.tagName)
}

/** The rows of each block of data. */
function blocksOf(document: Document, within = ''): unknown[][] {
  const blocks = document.querySelectorAll(`${within}script[type="application/json"]`)
  return [...blocks].map((block) => JSON.parse(block.textContent) as unknown[])
}

/** Every row is data in it, and then markup as the page's script makes it. */
function dataOf(name: string): Document[] {
  const { document } = pageOf(named(name), { ...ON_SCREEN, plain: 0 })
  const rows = blocksOf(document).flat() as (string | [string, number])[][]
  const cells = rows.flat().map((cell) => (typeof cell === 'string' ? cell : cell[0]))
  return [document, parsed(cells.map((cell) => `<p>${cell}</p>`).join(''))]
}

const PLAIN = tagsOf(pageOf(named('plain')).document)
const PLAIN_DATA = dataOf('plain').map(tagsOf)

/** The same elements as with a plain name, no attribute that runs, and the name in the text. */
function isHarmless(name: string): void {
  const { document } = pageOf(named(name))
  const data = dataOf(name)
  expect(tagsOf(document)).toEqual(PLAIN)
  expect(data.map(tagsOf)).toEqual(PLAIN_DATA)
  const attributes = [document, ...data].flatMap((one) =>
    [...one.querySelectorAll('*')].flatMap((element) => [...element.attributes]),
  )
  const harmful = attributes.filter(
    ({ name: attribute, value }) =>
      /^on|^style$/.test(attribute) || (attribute === 'href' && !/^(#|https:)/.test(value)),
  )
  expect(harmful.map(({ name: attribute, value }) => [attribute, value])).toEqual([])
  const shown = parsed(`<p>${escaped(name)}</p>`).body.textContent
  for (const one of [document, data[1]]) expect(one?.querySelector('bdi')?.textContent).toBe(shown)
  expect(document.querySelector('#verdicts bdi')?.textContent).toBe(shown)
}

describe('escaped text', () => {
  it('names characters that hide or turn round others', () => {
    expect(escaped('a\u202eb\u200b\u0007')).toBe('a[U+202E]b[U+200B][U+0007]')
    expect(escaped('שלום \ud83d\ude00 tab\tline\n')).toBe('שלום \ud83d\ude00 tab\tline\n')
  })
})
