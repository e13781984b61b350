import type { Forecast } from '../../../../shared/preflight/estimate-model.ts'

const GIB = 1024 ** 3
const HOUR_MS = 3_600_000

/** Three waves of so many VMs. */
export function inventedForecast(vms: number): Forecast {
  const perWave = Math.max(1, Math.ceil(vms / 3))
  return {
    hosts: Array.from({ length: 6 }, (_, index) => ({
      hostId: `host-${index + 1}`,
      name: `host-0${index + 1}`,
      vms: Math.ceil(vms / 6) - index,
      disks: Math.ceil(vms / 4) - index,
      bytes: (Math.ceil(vms / 6) - index) * 60 * GIB,
      connections: 10,
      basis: 'ESXi 8.0 gives 10 NFC connections that are managed by vCenter; not measured.',
      busyMs: { from: (6 - index) * HOUR_MS, to: (9 - index) * HOUR_MS },
    })),
    waves: [0, 1, 2].map((index) => ({
      name: `wave-${index + 1}`,
      reason: [
        'Share the disk [gold] cluster/quorum.vmdk, and a rule keeps them together.',
        'Folder DC1/Production/Web.',
        'The rest of host-01 and host-02, up to the limit of both.',
      ][index] as string,
      vmIds: Array.from({ length: perWave }, (_, at) => `vm-${index * perWave + at + 1}`),
      bytes: perWave * 60 * GIB,
      durationMs: { from: (index + 1) * HOUR_MS, to: (index + 2) * HOUR_MS },
    })),
    blocked: ['vm-1', 'vm-24'],
    grouping: {
      choice: { by: 'auto' },
      category: 'Application',
      tagged: 40,
      categories: [
        { name: 'Application', vms: 40 },
        { name: 'Environment', vms: 12 },
      ],
    },
    assumptions: [
      'One copy moves 60-110 MiB/s (rough: no run was measured here yet).',
      'A host serves 10 NFC connections at once (fair: the default of ESXi 8.0).',
      'A disk is read to 70 % of its size on average (rough).',
    ],
  }
}
