import type { LabClock } from '../clock.ts'

/** What an ESXi host of the lab knows about itself. */
export interface EsxiHost {
  /** Fully qualified. */
  readonly name: string
  /** "8.0.2" */
  readonly version: string
  /** Digits only. */
  readonly build: string
  /** Machines that are registered on the host now. */
  vms(): readonly EsxiVm[]
}

export interface EsxiVm {
  readonly name: string
  /** "[datastore] folder/name.vmx" */
  readonly configFile: string
  readonly guestId: string
  /** "vmx-19" */
  readonly hardwareVersion: string
}

/** What a command works on. */
export interface EsxiWorld {
  readonly host: EsxiHost
  readonly clock: LabClock
  /** Text files by absolute path. */
  readonly files: Map<string, string>
}

const NFC_MEMORY_BYTES = 48 * 1024 * 1024
const NFC_STREAM_BYTES = 10 * 1024 * 1024

/** The files of a freshly installed host, as far as anyone reads them here. */
export function initialFiles(host: EsxiHost): Map<string, string> {
  const [short = host.name] = host.name.split('.')
  return new Map([
    ['/etc/vmware/hostd/config.xml', hostdConfig()],
    [
      '/etc/hosts',
      `127.0.0.1\tlocalhost.localdomain localhost\n::1\t\tlocalhost.localdomain localhost\n192.0.2.1\t${host.name} ${short}\n`,
    ],
    ['/etc/issue', `\nWelcome to ${host.name}, a host of the Palletjack lab.\n\n`],
  ])
}

/** hostd's configuration with the limits of its NFC service, in bytes. */
function hostdConfig(): string {
  return `<config>
  <vmacore>
    <ssl>
      <doVersionCheck>false</doVersionCheck>
    </ssl>
  </vmacore>
  <plugins>
    <nfcsvc>
      <path>libnfcsvc.so</path>
      <enabled>true</enabled>
      <maxMemory>${NFC_MEMORY_BYTES}</maxMemory>
      <maxStreamMemory>${NFC_STREAM_BYTES}</maxStreamMemory>
    </nfcsvc>
  </plugins>
</config>
`
}
