import Box from '@mui/material/Box'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { formatBytes } from '../../../shared/units.ts'
import { StateLabel } from '../../ui/state-label.tsx'
import type { TableColumn } from '../../ui/table-columns.ts'
import { exactStamp } from '../../ui/times.ts'
import {
  connectionWords,
  GENERATION_WORDS,
  isRaised,
  keyWords,
  lockdownWords,
  loginWords,
  memoryText,
  networkWords,
  sshWords,
  type StateWords,
} from './words.ts'

type Column = TableColumn<EsxiHost>

function state(id: string, header: string, width: number, of: (host: EsxiHost) => StateWords): Column {
  return {
    id,
    header,
    width,
    value: (host) => of(host).text,
    title: (host) => of(host).more,
    cell: (host) => <StateLabel tone={of(host).tone}>{of(host).text}</StateLabel>,
  }
}

/** `isFile`: nothing is known but what vSphere told. */
export function hostColumns(isFile: boolean): Column[] {
  const told: Column[] = [
    {
      id: 'name',
      header: 'Host',
      width: 140,
      grow: true,
      value: ({ name }) => name,
      title: ({ name }) => name,
    },
    {
      id: 'version',
      header: 'Version',
      width: 72,
      value: ({ version }) => version || 'unknown',
      title: ({ version, build }) => `${version}, build ${build}`,
    },
    {
      id: 'generation',
      header: 'Settings in',
      width: 98,
      value: ({ generation }) => GENERATION_WORDS[generation].short,
      title: ({ generation }) => GENERATION_WORDS[generation].long,
    },
    state('connection', 'Connection', 118, connectionWords),
    state('ssh', 'SSH', 122, sshWords),
    state('lockdown', 'Lockdown', 86, lockdownWords),
  ]
  if (isFile) return told
  return [
    ...told,
    state('login', 'Login', 104, loginWords),
    state('key', 'Host key', 112, keyWords),
    {
      id: 'memory',
      header: 'NFC memory',
      width: 100,
      value: ({ nfc }) => nfc?.values.maxMemory ?? (nfc ? 0 : -1),
      title: memoryTitle,
      cell: (host) => <MemoryCell host={host} />,
    },
    {
      id: 'copies',
      header: 'Copies',
      width: 70,
      align: 'right',
      value: ({ copies }) => copies.limit,
      title: ({ copies }) => `${copies.now} of at most ${copies.limit} at once. ${copies.because}`,
      cell: ({ copies }) => `${copies.now} of ${copies.limit}`,
    },
    state('network', 'Copies through', 140, networkWords),
  ]
}

function MemoryCell({ host }: { readonly host: EsxiHost }) {
  const { nfc } = host
  if (!nfc)
    return (
      <Box component="span" sx={{ color: 'text.secondary' }}>
        not read
      </Box>
    )
  const { maxMemory } = nfc.values
  return (
    <StateLabel tone={isRaised(host) ? 'done' : 'pending'}>
      {maxMemory === undefined ? 'default' : formatBytes(maxMemory)}
    </StateLabel>
  )
}

function memoryTitle({ nfc }: EsxiHost): string {
  if (!nfc) return 'Nobody has logged in to this host to read it yet.'
  return `${memoryText(nfc.values.maxMemory)}, read back from the host ${exactStamp(nfc.verifiedAt)}`
}
