/** The system inside a VM, as chosen in vSphere and as VMware Tools report it. */
import { bytes, flag, list, number, text, type Field } from '../../query/field.ts'
import type { Vm } from '../model.ts'
import type { Row } from './estate.ts'
import { distinct, smallest, sum } from './words.ts'

const TOOLS = {
  running: 'running',
  notRunning: 'not-running',
  notInstalled: 'not-installed',
  unknown: 'unknown',
} as const

export const VM_GUEST_FIELDS: readonly Field<Row<Vm>>[] = [
  text('guest', 'Guest name', 'Host name that the guest reports.', ({ it }) => it.guestHostName, {
    also: ['hostname', 'dns-name', 'fqdn'],
  }),
  text(
    'os',
    'Operating system',
    'Operating system, as the guest reports it or as chosen.',
    ({ it }) => it.guestName,
    {
      also: ['guest-os', 'system'],
    },
  ),
  text('os-id', 'System id', "vSphere's id of the system, such as rhel9_64Guest.", ({ it }) => it.guestId, {
    also: ['guest-id'],
  }),
  text('os-family', 'System family', 'Family that the guest reports: linux, windows, ...', ({ it }) =>
    it.guestFamily.replace(/Guest$/, '').toLowerCase(),
  ),
  text(
    'os-chosen',
    'System chosen',
    'Operating system chosen in the settings of the VM.',
    ({ it }) => it.configuredGuestName,
  ),
  text(
    'os-chosen-id',
    'System id chosen',
    'Id of the system chosen in the settings of the VM.',
    ({ it }) => it.configuredGuestId,
  ),
  flag(
    'os-differs',
    'System differs',
    'The guest reports another system than was chosen.',
    ({ it }) => it.configuredGuestId !== '' && it.guestId !== it.configuredGuestId,
  ),
  text(
    'os-details',
    'System details',
    'Distribution, kernel and version as the guest reports them.',
    ({ it }) => it.guestDetails,
    { also: ['kernel'] },
  ),
  text('tools', 'VMware Tools', 'Whether VMware Tools run.', ({ it }) => TOOLS[it.tools], {
    values: ['running', 'not-running', 'not-installed', 'unknown'],
    also: ['vmware-tools'],
  }),
  text(
    'tools-version',
    'Tools version',
    'How new VMware Tools are: current, needupgrade, unmanaged, ...',
    ({ it }) => it.toolsVersion.replace(/^guestTools/, '').toLowerCase(),
  ),
  flag(
    'tools-installer',
    'Tools installer',
    'The installer of VMware Tools is mounted.',
    ({ it }) => it.toolsInstallerMounted,
  ),
  flag(
    'guest-operations',
    'Guest operations',
    'VMware Tools are ready to run programs in the guest.',
    ({ it }) => it.guestOperationsReady,
  ),
  number('volumes', 'Volumes', 'How many file systems the guest reports.', ({ it }) => it.guestDisks.length),
  list('mount', 'Mount points', 'Mount points or drives of the guest.', ({ it }) =>
    distinct(it.guestDisks.map((disk) => disk.path)),
  ),
  list('filesystem', 'File systems', 'Kinds of file systems that the guest reports.', ({ it }) =>
    distinct(it.guestDisks.map((disk) => disk.fileSystem.toLowerCase())),
  ),
  bytes('guest-free', 'Least free', 'Free space of its fullest volume, as the guest reports it.', ({ it }) =>
    smallest(it.guestDisks.map((disk) => disk.freeBytes)),
  ),
  bytes('guest-used', 'Guest used', 'What its volumes hold, as the guest reports it.', ({ it }) =>
    it.guestDisks.length === 0 ? null : sum(it.guestDisks, (disk) => disk.capacityBytes - disk.freeBytes),
  ),
]
