/** Where the upstream definitions (CRDs) are: they are data of other projects and not part of this one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Names a folder with the CRDs of KubeVirt, CDI, Forklift, Multus and HyperConverged as YAML files. */
const FOLDER_VARIABLE = 'PALLETJACK_CRDS'
const DEFAULT_FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'crds')

export const NEEDS_CRDS = `needs the CRDs of KubeVirt, CDI and Forklift as YAML files in a folder that ${FOLDER_VARIABLE} names`

/** Undefined when there is none. */
export function crdFolder(): string | undefined {
  const folder = process.env[FOLDER_VARIABLE] ?? DEFAULT_FOLDER
  return existsSync(folder) ? folder : undefined
}
