import type { EstateGuest } from './model.ts'

/** Guest operating systems of the estate: guestId and full name as vSphere gives them. */
export interface GuestSystem extends Pick<EstateGuest, 'id' | 'fullName' | 'family'> {
  readonly fileSystem: string
  readonly rootPath: string
}

function linux(id: string, fullName: string, fileSystem = 'xfs'): GuestSystem {
  return { id, fullName, family: 'linuxGuest', fileSystem, rootPath: '/' }
}

function windows(id: string, fullName: string): GuestSystem {
  return { id, fullName, family: 'windowsGuest', fileSystem: 'NTFS', rootPath: 'C:\\' }
}

export const GUESTS = {
  rhel9: linux('rhel9_64Guest', 'Red Hat Enterprise Linux 9 (64-bit)'),
  rhel8: linux('rhel8_64Guest', 'Red Hat Enterprise Linux 8 (64-bit)'),
  rhel7: linux('rhel7_64Guest', 'Red Hat Enterprise Linux 7 (64-bit)'),
  centos7: linux('centos7_64Guest', 'CentOS 7 (64-bit)'),
  ubuntu: linux('ubuntu64Guest', 'Ubuntu Linux (64-bit)', 'ext4'),
  debian12: linux('debian12_64Guest', 'Debian GNU/Linux 12 (64-bit)', 'ext4'),
  sles15: linux('sles15_64Guest', 'SUSE Linux Enterprise 15 (64-bit)', 'btrfs'),
  windows2022: windows('windows2019srvNext_64Guest', 'Microsoft Windows Server 2022 (64-bit)'),
  windows2019: windows('windows2019srv_64Guest', 'Microsoft Windows Server 2019 (64-bit)'),
  windows11: windows('windows11_64Guest', 'Microsoft Windows 11 (64-bit)'),
  freebsd13: {
    id: 'freebsd13_64Guest',
    fullName: 'FreeBSD 13 (64-bit)',
    family: 'otherGuestFamily',
    fileSystem: 'ufs',
    rootPath: '/',
  },
} as const satisfies Record<string, GuestSystem>

export type GuestName = keyof typeof GUESTS
