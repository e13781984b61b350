/** Downloading an inventory without looking into it: the least that any client has to do. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import { envelope, openRawSoap, type RawLogin, type RawSoap } from '../fixtures/raw-soap.ts'

export interface DrainTarget extends RawLogin {
  readonly caFile: string
  /** For requests and answers. */
  readonly folder: string
  readonly sets: readonly PropertySet[]
  /** In a page. */
  readonly maxObjects: number
}

const COLLECTOR = '<_this type="PropertyCollector">propertyCollector</_this>'
const PAGE_LIMIT_MS = 5 * 60_000
/** Only where nothing is waiting, which ends the measuring anyway. */
const MAX_WAIT_S = 5

export async function haveCurl(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  execFile('curl', ['--version'], (error) => resolve(error === null))
  return promise
}

export type UpdatesTarget = RawLogin & Pick<DrainTarget, 'sets'> & { readonly maxObjectUpdates: number }

/** Seconds from the first request to the end of the last answer, over one connection of Node's. */
export async function drainWithNode(target: DrainTarget): Promise<number> {
  return withView(target, async (soap, view) => {
    const began = performance.now()
    let page = await soap.call(firstPage(target, view))
    for (let token = tokenOf(page); token !== undefined; token = tokenOf(page))
      page = await soap.call(next(token))
    return (performance.now() - began) / 1000
  })
}

/**
 * Seconds from making the filter to the end of the first set of updates that says that nothing more is
 * waiting, over one connection of Node's.
 */
export async function drainUpdatesWithNode(target: UpdatesTarget): Promise<number> {
  return withView(target, async (soap, view) => {
    const made = await soap.call(`<CreatePropertyCollector>${COLLECTOR}</CreatePropertyCollector>`)
    const self = `<_this type="PropertyCollector">${/<returnval[^>]*>([^<]+)</.exec(made)?.[1] ?? ''}</_this>`
    const options =
      `<options><maxWaitSeconds>${MAX_WAIT_S}</maxWaitSeconds>` +
      `<maxObjectUpdates>${target.maxObjectUpdates}</maxObjectUpdates></options>`
    const began = performance.now()
    const spec = filterSpec('spec', target, view)
    await soap.call(`<CreateFilter>${self}${spec}<partialUpdates>false</partialUpdates></CreateFilter>`)
    for (let version = '', more = true; more;) {
      const set = await soap.call(
        `<WaitForUpdatesEx>${self}<version>${version}</version>${options}</WaitForUpdatesEx>`,
      )
      version = nearAnEnd(set, /<version>([^<]+)<\/version>/) ?? ''
      more = nearAnEnd(set, /<truncated>(true|1)<\/truncated>/) !== undefined
      if (version === '') throw new Error('WaitForUpdatesEx answered without a version')
    }
    return (performance.now() - began) / 1000
  })
}

/** Seconds that curl waited for answers and received them, its own starts and handshakes left out. */
export async function drainWithCurl(target: DrainTarget): Promise<number> {
  return withView(target, async (soap, view) => {
    const [question, answer] = [join(target.folder, 'question.xml'), join(target.folder, 'answer.xml')]
    let total = 0
    for (let body: string | undefined = firstPage(target, view); body !== undefined;) {
      await writeFile(question, envelope(body))
      total += await curl(target, soap.cookie(), question, answer)
      const token = tokenOf(await readFile(answer, 'utf8'))
      body = token === undefined ? undefined : next(token)
    }
    return total
  })
}

async function withView<T>(
  target: UpdatesTarget | DrainTarget,
  work: (soap: RawSoap, view: string) => Promise<T>,
): Promise<T> {
  const soap = await openRawSoap(target)
  try {
    const made = await soap.call(
      '<CreateContainerView><_this type="ViewManager">ViewManager</_this>' +
        `<container type="Folder">${await rootFolder(soap)}</container>` +
        target.sets.map(({ type }) => `<type>${type}</type>`).join('') +
        '<recursive>true</recursive></CreateContainerView>',
    )
    const view = /<returnval[^>]*>([^<]+)</.exec(made)?.[1]
    if (view === undefined) throw new Error('CreateContainerView answered without a view')
    return await work(soap, view)
  } finally {
    await soap.call('<Logout><_this type="SessionManager">SessionManager</_this></Logout>')
    soap.close()
  }
}

async function rootFolder(soap: RawSoap): Promise<string> {
  const content = await soap.call(
    '<RetrieveServiceContent><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>',
  )
  return /<rootFolder[^>]*>([^<]+)</.exec(content)?.[1] ?? ''
}

function firstPage(target: DrainTarget, view: string): string {
  const options = `<options><maxObjects>${target.maxObjects}</maxObjects></options>`
  return `<RetrievePropertiesEx>${COLLECTOR}${filterSpec('specSet', target, view)}${options}</RetrievePropertiesEx>`
}

function filterSpec(name: string, { sets }: Pick<DrainTarget, 'sets'>, view: string): string {
  const specs = sets.map(
    ({ type, paths }) =>
      `<propSet><type>${type}</type><all>false</all>` +
      `${paths.map((path) => `<pathSet>${path}</pathSet>`).join('')}</propSet>`,
  )
  return (
    `<${name}>${specs.join('')}` +
    `<objectSet><obj type="ContainerView">${view}</obj><skip>true</skip>` +
    '<selectSet xsi:type="TraversalSpec"><name>view</name><type>ContainerView</type><path>view</path>' +
    `<skip>false</skip></selectSet></objectSet></${name}>`
  )
}

function next(token: string): string {
  return `<ContinueRetrievePropertiesEx>${COLLECTOR}<token>${token}</token></ContinueRetrievePropertiesEx>`
}

function tokenOf(page: string): string | undefined {
  return nearAnEnd(page, /<token>([^<]+)<\/token>/)
}

/** What is about the whole page stands before the objects or after them: the page need not be searched. */
function nearAnEnd(page: string, pattern: RegExp): string | undefined {
  return (pattern.exec(page.slice(0, 2_000)) ?? pattern.exec(page.slice(-2_000)))?.[1]
}

function curl(target: DrainTarget, cookie: string, question: string, answer: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  // The cookie opens the session: it goes by standard input, where no list of processes shows it.
  const settings = [
    `url = "${target.url}"`,
    `cacert = "${target.caFile}"`,
    `data-binary = "@${question}"`,
    `output = "${answer}"`,
    'header = "Content-Type: text/xml; charset=utf-8"',
    'header = "SOAPAction: \\"urn:vim25/8.0.3.0\\""',
    `header = "Cookie: vmware_soap_session=${cookie}"`,
    'write-out = "%{time_pretransfer} %{time_total}"',
    'silent',
    'show-error',
    'fail',
  ]
  const running = execFile('curl', ['--config', '-'], { timeout: PAGE_LIMIT_MS }, (error, stdout) => {
    const [ready = NaN, total = NaN] = stdout.split(' ').map(Number)
    if (error) reject(error)
    else resolve(total - ready)
  })
  running.stdin?.on('error', () => undefined)
  running.stdin?.end(`${settings.join('\n')}\n`)
  return promise
}
