import Box from '@mui/material/Box'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { Consent } from '../../ui/consent.tsx'
import { namesText } from './words.ts'

export interface SshConsentProps {
  readonly hosts: readonly Pick<EsxiHost, 'name'>[]
  readonly given: boolean
  readonly onChange: (given: boolean) => void
}

/** Hosts whose SSH service has to be started first, as far as vSphere tells. */
export function withSshStopped<T extends Pick<EsxiHost, 'ssh'>>(hosts: readonly T[]): readonly T[] {
  return hosts.filter(({ ssh }) => ssh?.running === false)
}

/** Asks to start SSH for the time of a work. Only shown where a host needs it. */
export function SshConsent({ hosts, given, onChange }: SshConsentProps) {
  if (hosts.length === 0) return null
  const names = namesText(
    hosts.map(({ name }) => name),
    6,
  )
  return (
    <Consent
      title="SSH service"
      label="Open SSH for the time of the work"
      given={given}
      onChange={onChange}
      hint="Service, start policy and firewall rule are put back as they were: at the end, after a failure, and after a crash of Palletjack too."
    >
      <Box sx={{ fontWeight: 600 }}>{`SSH of ${names} ${hosts.length === 1 ? 'is' : 'are'} stopped.`}</Box>
      <Box>Palletjack starts it through vCenter and logs in with the kept login.</Box>
    </Consent>
  )
}
