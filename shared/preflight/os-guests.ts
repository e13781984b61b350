/**
 * Guest operating systems as vSphere names them, and what becomes of each. Sources: the guest ids of the vSphere API
 * (VirtualMachineGuestOsIdentifier: all 210 values of vSphere 9.0 as govmomi 0.54.0 has them, and no others), the
 * support page of virt-v2v (virt-v2v-support(1)) with the distributions in its code, and Red Hat's lists of guests
 * that it certifies on OpenShift Virtualization and converts.
 */

export type OsTier = 'certified' | 'vendor' | 'community' | 'none' | 'unsupported' | 'unknown'

export interface GuestFamily {
  /** Stable key of the row. */
  readonly key: string
  readonly name: string
  /** Guest ids, with a space between them. */
  readonly ids: string
  readonly tier: OsTier
  readonly converts: 'yes' | 'no' | 'unknown'
  readonly why: string
  /** What to move to, where there is a next step that is certified. */
  readonly upgrade?: string
}

const CERTIFIED = 'Certified by Red Hat on OpenShift Virtualization, and virt-v2v converts it.'
const VENDOR = 'Supported by its own vendor on OpenShift Virtualization, and virt-v2v converts it.'
const COMMUNITY = 'virt-v2v converts it; support comes from its community.'
const OLD = 'virt-v2v converts it, but nobody supports it as a guest on OpenShift Virtualization.'
const LEGACY = `${OLD} It needs the older (SHA-1 signed) virtio drivers.`
const REFUSED = 'virt-v2v does not know it and refuses the conversion.'
const BELOW = 'Its family is known to virt-v2v, but this release is older than what virt-v2v documents.'
const VAGUE = 'The guest id does not tell which system it is.'

const row = (
  key: string,
  name: string,
  ids: string,
  tier: OsTier,
  converts: GuestFamily['converts'],
  why: string,
  upgrade?: string,
): GuestFamily => ({ key, name, ids, tier, converts, why, ...(upgrade !== undefined && { upgrade }) })

const RHEL9 = 'Red Hat Enterprise Linux 9'

const RED_HAT: readonly GuestFamily[] = [
  row('rhel10', 'Red Hat Enterprise Linux 10', 'rhel10_64Guest', 'certified', 'yes', CERTIFIED),
  row('rhel9', RHEL9, 'rhel9_64Guest', 'certified', 'yes', CERTIFIED),
  row('rhel8', 'Red Hat Enterprise Linux 8', 'rhel8_64Guest', 'certified', 'yes', CERTIFIED),
  row('rhel7', 'Red Hat Enterprise Linux 7', 'rhel7Guest rhel7_64Guest', 'certified', 'yes', CERTIFIED),
  row(
    'rhel6',
    'Red Hat Enterprise Linux 6',
    'rhel6Guest rhel6_64Guest',
    'none',
    'yes',
    OLD,
    'Red Hat Enterprise Linux 7',
  ),
  row(
    'rhel4-5',
    'Red Hat Enterprise Linux 4 or 5',
    'rhel4Guest rhel4_64Guest rhel5Guest rhel5_64Guest',
    'none',
    'yes',
    OLD,
    RHEL9,
  ),
  row(
    'rhel2-3',
    'Red Hat Enterprise Linux 2.1 or 3',
    'rhel2Guest rhel3Guest rhel3_64Guest',
    'none',
    'unknown',
    BELOW,
    RHEL9,
  ),
]

const ENTERPRISE: readonly GuestFamily[] = [
  row('centos10', 'CentOS Stream 10', '', 'community', 'yes', COMMUNITY, 'Red Hat Enterprise Linux 10'),
  row('centos9', 'CentOS Stream 9', 'centos9_64Guest', 'community', 'yes', COMMUNITY, RHEL9),
  row('centos8', 'CentOS 8', 'centos8_64Guest', 'none', 'yes', OLD, 'Red Hat Enterprise Linux 8'),
  row(
    'centos7',
    'CentOS 7',
    'centos7Guest centos7_64Guest',
    'none',
    'yes',
    OLD,
    'Red Hat Enterprise Linux 7',
  ),
  row(
    'centos',
    'CentOS 4 to 6',
    'centosGuest centos64Guest centos6Guest centos6_64Guest',
    'none',
    'yes',
    OLD,
    RHEL9,
  ),
  row(
    'oracle8-9',
    'Oracle Linux 8 or 9',
    'oracleLinux8_64Guest oracleLinux9_64Guest',
    'vendor',
    'yes',
    VENDOR,
  ),
  row('oracle10', 'Oracle Linux 10', 'oracleLinux10_64Guest', 'none', 'yes', OLD),
  row(
    'oracle',
    'Oracle Linux 4 to 7',
    'oracleLinuxGuest oracleLinux64Guest oracleLinux6Guest oracleLinux6_64Guest oracleLinux7Guest oracleLinux7_64Guest',
    'none',
    'yes',
    OLD,
    'Oracle Linux 9',
  ),
  row('rocky', 'Rocky Linux', 'rockylinux_64Guest', 'none', 'yes', OLD, RHEL9),
  row('alma', 'AlmaLinux', 'almalinux_64Guest', 'none', 'yes', OLD, RHEL9),
  row('fedora', 'Fedora', 'fedora64Guest', 'community', 'yes', COMMUNITY),
  row('fedora32', 'Fedora (32-bit)', 'fedoraGuest', 'none', 'yes', OLD),
]

const OTHER_LINUX: readonly GuestFamily[] = [
  row('sles15', 'SUSE Linux Enterprise 15', 'sles15_64Guest', 'vendor', 'yes', VENDOR),
  row('sles16', 'SUSE Linux Enterprise 16', 'sles16_64Guest', 'none', 'yes', OLD),
  row(
    'sles',
    'SUSE Linux Enterprise 10 to 12, or older',
    'suseGuest suse64Guest slesGuest sles64Guest sles10Guest sles10_64Guest sles11Guest sles11_64Guest sles12Guest sles12_64Guest',
    'none',
    'yes',
    OLD,
    'SUSE Linux Enterprise 15',
  ),
  row('opensuse', 'openSUSE', 'opensuse64Guest', 'community', 'yes', COMMUNITY),
  row('opensuse32', 'openSUSE (32-bit)', 'opensuseGuest', 'none', 'yes', OLD),
  row('ubuntu', 'Ubuntu 18.04 to 25.04', '', 'vendor', 'yes', VENDOR),
  row('ubuntu-old', 'Ubuntu 10.04 to 17.10', 'ubuntuGuest', 'none', 'yes', OLD, 'Ubuntu 24.04'),
  row(
    'ubuntu-new',
    'Ubuntu after 25.04',
    '',
    'unknown',
    'yes',
    'virt-v2v converts Ubuntu; whether this release is supported is not known here.',
  ),
  row(
    'ubuntu-any',
    'Ubuntu',
    'ubuntu64Guest',
    'unknown',
    'yes',
    'virt-v2v converts Ubuntu from 10.04 on; its vendor supports 18.04 to 25.04, and the release is not known.',
  ),
  row(
    'debian11-13',
    'Debian 11 to 13',
    'debian11_64Guest debian12_64Guest debian13_64Guest',
    'community',
    'yes',
    COMMUNITY,
  ),
  row(
    'debian6-10',
    'Debian 6 to 10 (or 32-bit)',
    'debian6Guest debian6_64Guest debian7Guest debian7_64Guest debian8Guest debian8_64Guest debian9Guest debian9_64Guest debian10Guest debian10_64Guest debian11Guest debian12Guest debian13Guest',
    'none',
    'yes',
    OLD,
    'Debian 12',
  ),
  row(
    'debian4-5',
    'Debian 4 or 5',
    'debian4Guest debian4_64Guest debian5Guest debian5_64Guest',
    'none',
    'unknown',
    BELOW,
    'Debian 12',
  ),
  row('kylin', 'Kylin', 'kylinlinux_64Guest', 'none', 'yes', OLD),
  row(
    'linux-vague',
    'Linux of an unknown kind',
    'redhatGuest genericLinuxGuest otherLinuxGuest otherLinux64Guest other24xLinuxGuest other24xLinux64Guest other26xLinuxGuest other26xLinux64Guest other3xLinuxGuest other3xLinux64Guest other4xLinuxGuest other4xLinux64Guest other5xLinuxGuest other5xLinux64Guest other6xLinuxGuest other6xLinux64Guest other7xLinuxGuest other7xLinux64Guest',
    'unknown',
    'unknown',
    VAGUE,
  ),
  row(
    'linux-untested',
    'A Linux that virt-v2v does not list',
    'asianux3Guest asianux3_64Guest asianux4Guest asianux4_64Guest asianux5_64Guest asianux7_64Guest asianux8_64Guest asianux9_64Guest miraclelinux_64Guest pardus_64Guest prolinux_64Guest fusionos_64Guest',
    'none',
    'unknown',
    'virt-v2v does not list it; it may pass as a relative of one that is listed. Try one first.',
  ),
]

const WINDOWS: readonly GuestFamily[] = [
  row('win2025', 'Windows Server 2025', 'windows2022srvNext_64Guest', 'certified', 'yes', CERTIFIED),
  row('win2022', 'Windows Server 2022', 'windows2019srvNext_64Guest', 'certified', 'yes', CERTIFIED),
  row('win2019', 'Windows Server 2019', 'windows2019srv_64Guest', 'certified', 'yes', CERTIFIED),
  row('win2016', 'Windows Server 2016', 'windows9Server64Guest', 'certified', 'yes', CERTIFIED),
  row('win11', 'Windows 11', 'windows11_64Guest', 'certified', 'yes', CERTIFIED),
  row('win10', 'Windows 10', 'windows9_64Guest', 'certified', 'yes', CERTIFIED),
  row('win10-32', 'Windows 10 (32-bit)', 'windows9Guest', 'none', 'yes', OLD, 'Windows 11'),
  row(
    'win2012',
    'Windows Server 2012 or 2012 R2',
    'windows8Server64Guest',
    'none',
    'yes',
    OLD,
    'Windows Server 2022',
  ),
  row('win8', 'Windows 8', 'windows8Guest windows8_64Guest', 'none', 'yes', OLD, 'Windows 11'),
  row(
    'win2008',
    'Windows Server 2008 or 2008 R2',
    'windows7Server64Guest winLonghornGuest winLonghorn64Guest',
    'none',
    'yes',
    LEGACY,
    'Windows Server 2022',
  ),
  row(
    'win2003',
    'Windows Server 2003',
    'winNetWebGuest winNetStandardGuest winNetStandard64Guest winNetEnterpriseGuest winNetEnterprise64Guest winNetDatacenterGuest winNetDatacenter64Guest winNetBusinessGuest',
    'none',
    'yes',
    LEGACY,
    'Windows Server 2022',
  ),
  row(
    'win-client-old',
    'Windows XP, Vista or 7',
    'winXPHomeGuest winXPProGuest winXPPro64Guest winVistaGuest winVista64Guest windows7Guest windows7_64Guest',
    'none',
    'yes',
    LEGACY,
    'Windows 11',
  ),
  row(
    'win-untested',
    'A Windows that nobody has tested',
    'windows12_64Guest windowsHyperVGuest',
    'none',
    'unknown',
    'virt-v2v converts every Windows that it recognizes; nobody has tested this one. Try one first.',
  ),
]

const REFUSED_SYSTEMS: readonly GuestFamily[] = [
  row(
    'win-ancient',
    'DOS, or Windows before XP',
    'dosGuest win31Guest win95Guest win98Guest winMeGuest winNTGuest win2000ProGuest win2000ServGuest win2000AdvServGuest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'bsd',
    'FreeBSD',
    'freebsdGuest freebsd64Guest freebsd11Guest freebsd11_64Guest freebsd12Guest freebsd12_64Guest freebsd13Guest freebsd13_64Guest freebsd14Guest freebsd14_64Guest freebsd15Guest freebsd15_64Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'solaris',
    'Solaris',
    'solaris6Guest solaris7Guest solaris8Guest solaris9Guest solaris10Guest solaris10_64Guest solaris11_64Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'macos',
    'macOS',
    'darwinGuest darwin64Guest darwin10Guest darwin10_64Guest darwin11Guest darwin11_64Guest darwin12_64Guest darwin13_64Guest darwin14_64Guest darwin15_64Guest darwin16_64Guest darwin17_64Guest darwin18_64Guest darwin19_64Guest darwin20_64Guest darwin21_64Guest darwin22_64Guest darwin23_64Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'unix-old',
    'NetWare, OS/2, SCO OpenServer or UnixWare',
    'netware4Guest netware5Guest netware6Guest os2Guest eComStationGuest eComStation2Guest openServer5Guest openServer6Guest unixWare7Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'esxi',
    'VMware ESXi',
    'vmkernelGuest vmkernel5Guest vmkernel6Guest vmkernel65Guest vmkernel7Guest vmkernel8Guest vmkernel9Guest crxPod1Guest crxSys1Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row(
    'linux-refused',
    'A Linux that virt-v2v refuses (Photon, Amazon, CoreOS, Novell, Mandriva, TurboLinux)',
    'coreos64Guest vmwarePhoton64Guest amazonlinux2_64Guest amazonlinux3_64Guest nld9Guest oesGuest sjdsGuest mandrakeGuest mandrivaGuest mandriva64Guest turboLinuxGuest turboLinux64Guest',
    'unsupported',
    'no',
    REFUSED,
  ),
  row('other', 'Unknown', 'otherGuest otherGuest64', 'unknown', 'unknown', VAGUE),
]

export const GUEST_FAMILIES: readonly GuestFamily[] = [
  ...RED_HAT,
  ...ENTERPRISE,
  ...OTHER_LINUX,
  ...WINDOWS,
  ...REFUSED_SYSTEMS,
]
