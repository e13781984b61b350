/** Pages that are files, and what is printed of a page. */
import type * as Electron from 'electron'
import type { Params } from './devtools.ts'

type RequestType = Electron.OnBeforeRequestListenerDetails['resourceType']

export function isFile(address: string): boolean {
  return address.startsWith('file:')
}

/** Electron's name for Chromium's type of a request. */
export function requestType(type: string, isMainFrame: boolean): RequestType {
  switch (type) {
    case 'Document':
      return isMainFrame ? 'mainFrame' : 'subFrame'
    case 'Stylesheet':
    case 'Script':
    case 'Image':
    case 'Font':
    case 'Media':
      return type.toLowerCase() as RequestType
    case 'XHR':
    case 'Fetch':
      return 'xhr'
    default:
      return 'other'
  }
}

/** Options that have the same name and meaning in Chromium's protocol. */
const PRINT_OPTIONS: readonly string[] = [
  'generateDocumentOutline',
  'generateTaggedPDF',
  'landscape',
  'preferCSSPageSize',
  'printBackground',
] satisfies readonly (keyof Electron.PrintToPDFOptions)[]

export async function printed(
  options: Electron.PrintToPDFOptions,
  print: (params: Params) => Promise<{ data: string }>,
): Promise<Buffer> {
  const unknown = Object.keys(options).filter((name) => !PRINT_OPTIONS.includes(name))
  if (unknown.length > 0) throw new Error(`The Electron stand-in prints without ${unknown.join(', ')}.`)
  const { data } = await print({ ...options })
  return Buffer.from(data, 'base64')
}
