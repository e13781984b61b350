import { posix } from 'node:path'
import type { EsxiHost } from '../host.ts'
import { hostdConfig } from './hostd-config.ts'
import type { FileNode } from './nodes.ts'

export const HOSTD_CONFIG = '/etc/vmware/hostd/config.xml'
export const ROOT_KEYS = '/etc/ssh/keys-root/authorized_keys'
const INSTALLED_AT = Date.UTC(2025, 10, 3, 4, 12)

/** The files of a freshly installed host, as far as anyone reads them here. */
export function installedFiles(host: EsxiHost): Map<string, FileNode> {
  const [short = host.name] = host.name.split('.')
  const nodes = new Map<string, FileNode>()
  const add = (path: string, mode: number, text?: string): void => {
    if (path !== '/') directories(posix.dirname(path))
    nodes.set(path, {
      data: text === undefined ? undefined : Buffer.from(text),
      mode,
      uid: 0,
      gid: 0,
      changedAt: INSTALLED_AT,
    })
  }
  const directories = (path: string): void => {
    if (!nodes.has(path)) add(path, 0o755)
  }
  add('/tmp', 0o1777)
  add('/var/log/hostd.log', 0o600, '')
  add('/vmfs/volumes', 0o755)
  // The sticky bit is how ESXi marks what its backup keeps.
  add(HOSTD_CONFIG, 0o1644, hostdConfig(host.version))
  add(ROOT_KEYS, 0o1600, '')
  add(
    '/etc/hosts',
    0o1644,
    `127.0.0.1\tlocalhost.localdomain localhost\n::1\t\tlocalhost.localdomain localhost\n192.0.2.1\t${host.name} ${short}\n`,
  )
  add('/etc/issue', 0o644, `\nWelcome to ${host.name}, a host of the Palletjack lab.\n\n`)
  add('/etc/vmware/esx.conf', 0o1600, `/system/uuid = "${host.name}"\n`)
  for (const program of PROGRAMS) {
    if (!program.endsWith('configstorecli') || host.hasConfigStore) add(program, 0o555, '#!/bin/sh\n')
  }
  return nodes
}

const PROGRAMS = [
  '/bin/configstorecli',
  '/bin/vmware',
  '/bin/vim-cmd',
  '/bin/esxcli',
  '/sbin/backup.sh',
  '/sbin/auto-backup.sh',
  '/etc/init.d/hostd',
]
