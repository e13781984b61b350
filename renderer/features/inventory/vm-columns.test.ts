import { describe, expect, it } from 'vitest'
import { shortGuestName, shortHostName } from './vm-columns.tsx'

describe('short names for a narrow table', () => {
  it.each([
    ['Microsoft Windows Server 2022 (64-bit)', 'Win Server 2022'],
    ['Microsoft Windows 11 (64-bit)', 'Windows 11'],
    ['Red Hat Enterprise Linux 9 (64-bit)', 'RHEL 9'],
    ['SUSE Linux Enterprise Server 15 (64-bit)', 'SLES 15'],
    ['Other 5.x or later Linux (64-bit)', 'Other 5.x or later Linux'],
    ['', ''],
  ])('writes the guest %j as %j', (name, short) => expect(shortGuestName(name)).toBe(short))

  it.each([
    ['esx-01.lab.example', 'esx-01'],
    ['esx-01', 'esx-01'],
    ['192.0.2.17', '192.0.2.17'],
    ['2001:db8::17', '2001:db8::17'],
  ])('writes the host %j as %j', (name, short) => expect(shortHostName(name)).toBe(short))
})
