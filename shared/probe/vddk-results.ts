/** What the VDDK image's container found: "palletjack-vddk/1 WHAT PATH". */
import type { Look } from './model.ts'

const FINDINGS = ['found', 'unreadable', 'broken', 'nested', 'empty', 'archive', 'missing'] as const

export interface VddkResult {
  readonly finding: (typeof FINDINGS)[number]
  readonly path: string
}

export function writeVddkResult({ finding, path }: VddkResult): string {
  return `palletjack-vddk/1 ${finding} ${path}\n`
}

/** Undefined when the text is something else. */
export function readVddkResult(text: string): VddkResult | undefined {
  const match = /^palletjack-vddk\/1 (\w+) (\S.*)$/m.exec(text)
  const finding = FINDINGS.find((one) => one === match?.[1])
  return finding === undefined ? undefined : { finding, path: match?.[2]?.trimEnd() ?? '' }
}

/** "8.0.3" of ".../libvixDiskLib.so.8.0.3"; empty where the name tells none. */
export function libraryVersion(path: string): string {
  return /\/libvixDiskLib\.so\.(\d+(?:\.\d+){0,3})$/.exec(path)?.[1] ?? ''
}

const layout =
  'The image has to hold the unpacked folder vmware-vix-disklib-distrib, with lib64 in it, at its root.'

const SENTENCES: Readonly<Record<Exclude<VddkResult['finding'], 'found'>, (path: string) => string>> = {
  unreadable: (path) =>
    `The library ${path} is there, but only root may read it, and a pod does not run as root. Make the files readable for everyone (chmod -R a+rX) and build the image again.`,
  broken: (path) =>
    `${path} is a link to a file that is not in the image. Unpack the archive of VDDK again, and copy it with its links.`,
  nested: (path) =>
    `The library's folder is one level too deep: ${path}. ${layout} Correct the COPY line and build the image again.`,
  empty: (path) => `${path} is there, but holds no lib64/libvixDiskLib.so. ${layout}`,
  archive: (path) => `The archive ${path} was copied into the image without being unpacked. ${layout}`,
  missing: () =>
    `The image holds no vmware-vix-disklib-distrib/lib64/libvixDiskLib.so, neither at / nor at /opt: it is no VDDK image. ${layout}`,
}

export function libraryLook({ finding, path }: VddkResult): Look {
  if (finding !== 'found') return { state: 'failed', detail: SENTENCES[finding](path) }
  const version = libraryVersion(path)
  return { state: 'ok', detail: version === '' ? `Found ${path}.` : `Found version ${version} at ${path}.` }
}
