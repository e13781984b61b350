/** Which fault at which phase, and what is to come of it: one row for each fault. */
import { ITINERARIES } from '../../shared/migration/itinerary.ts'
import type { Phase } from '../../shared/migration/model.ts'
import {
  asleep,
  clockJumps,
  cluster,
  faulty,
  podQuota,
  pods,
  sessionsLost,
  vcenter,
  volumesLost,
} from './begin.ts'
import type { Begin, Expected, FaultCase, PlanType } from './case.ts'

interface Row {
  readonly fault: string
  readonly begin: Begin
  readonly on: readonly {
    readonly type?: PlanType
    /** All of the itinerary without it. */
    readonly phases?: readonly Phase[]
    readonly expected: Expected
  }[]
}

const HOUR_MS = 3_600_000
const goesOn: Expected = { outcome: 'goes on' }
const waits = (reason: RegExp): Expected => ({ outcome: 'waits', reason })
const fails = (code: string, words: RegExp): Expected => ({ outcome: 'fails', code, words })

const tells = (code: string, words: RegExp): Expected => ({ outcome: 'tells', code, words })
const keeps = (code: string, words: RegExp): Expected => ({ outcome: 'fails', code, words, keepsDisks: true })

/** Phases that ask vCenter for something, or whose next ones do. */
const COLD_SOURCE = ['Started', 'StorePowerState', 'PowerOffSource', 'WaitForPowerOff'] as const
const COLD_LATER = ['CreateGuestConversionPod', 'ConvertGuest', 'CreateVM'] as const
const COPYING = ['CreateDataVolumes', 'CopyDisks'] as const
const CUTOVER_SNAPSHOT = ['CreateFinalSnapshot'] as const
const AWAY = /refused the connection|closed the connection|did not answer|Unable to connect/
const CLUSTER_AWAY =
  /The connection to .* failed|no way from this computer|broke off|Nothing listens|did not answer/

const VCENTER: readonly Row[] = [
  {
    fault: 'vCenter is away',
    begin: vcenter({ down: true }),
    on: [
      { type: 'cold', phases: COLD_SOURCE, expected: waits(AWAY) },
      { type: 'cold', phases: COPYING, expected: waits(AWAY) },
      // vCenter is not needed any more.
      { type: 'cold', phases: COLD_LATER, expected: goesOn },
      { type: 'warm', expected: waits(AWAY) },
    ],
  },
  { fault: 'the session is lost', begin: sessionsLost, on: [{ expected: goesOn }] },
  {
    fault: 'a task fails once',
    begin: faulty(
      ['CreateSnapshot_Task', 'RemoveSnapshot_Task', 'ShutdownGuest'],
      'SystemError',
      'A general system error occurred.',
      1,
    ),
    on: [
      {
        type: 'warm',
        phases: [
          'CreateInitialSnapshot',
          'RemovePreviousSnapshot',
          'CreateSnapshot',
          'RemovePenultimateSnapshot',
          'CreateFinalSnapshot',
          'WaitForFinalSnapshotRemoval',
        ],
        expected: goesOn,
      },
      { phases: ['PowerOffSource'], expected: goesOn },
    ],
  },
  {
    fault: 'a task fails each time',
    begin: faulty(
      ['CreateSnapshot_Task', 'RemoveSnapshot_Task'],
      'SystemError',
      'A general system error occurred.',
    ),
    on: [
      {
        type: 'warm',
        phases: ['CreateInitialSnapshot'],
        expected: fails('vsphere.fault', /general system error/),
      },
      {
        type: 'warm',
        phases: ['RemovePreviousSnapshot', 'CreateSnapshot'],
        expected: waits(/general system error.*it is tried again in/),
      },
      {
        type: 'warm',
        phases: ['RemovePenultimateSnapshot', 'CreateFinalSnapshot'],
        expected: fails('vsphere.fault', /general system error/),
      },
      {
        type: 'warm',
        phases: ['WaitForFinalSnapshotRemoval'],
        expected: tells('vsphere.fault', /is left in vSphere.*general system error/),
      },
    ],
  },
  {
    fault: 'the guest cannot be brought to rest',
    begin: faulty(
      ['CreateSnapshot_Task'],
      'ApplicationQuiesceFault',
      'An error occurred while quiescing the virtual machine.',
    ),
    on: [
      {
        type: 'warm',
        phases: ['CreateInitialSnapshot'],
        expected: fails('vsphere.quiesce-failed', /Repair VMware Tools/),
      },
      { type: 'warm', phases: ['CreateSnapshot'], expected: waits(/quiescing.*it is tried again in/) },
    ],
  },
  {
    fault: 'too many snapshots',
    begin: faulty(
      ['CreateSnapshot_Task'],
      'TooManySnapshotLevels',
      'The maximum number of snapshot levels has been reached.',
    ),
    on: [
      {
        type: 'warm',
        phases: ['CreateInitialSnapshot'],
        expected: fails('vsphere.too-many-snapshots', /snapshot levels/),
      },
      { type: 'warm', phases: ['CreateSnapshot'], expected: waits(/snapshot levels.*it is tried again in/) },
      {
        type: 'warm',
        phases: CUTOVER_SNAPSHOT,
        expected: fails('vsphere.too-many-snapshots', /snapshot levels/),
      },
    ],
  },
  {
    fault: 'a snapshot fails',
    begin: faulty(['CreateSnapshot_Task'], 'SnapshotFault', 'An error occurred while taking a snapshot.'),
    on: [
      {
        type: 'warm',
        phases: ['CreateInitialSnapshot'],
        expected: fails('vsphere.snapshot-failed', /taking a snapshot/),
      },
      {
        type: 'warm',
        phases: ['CreateSnapshot'],
        expected: waits(/taking a snapshot.*it is tried again in/),
      },
      {
        type: 'warm',
        phases: CUTOVER_SNAPSHOT,
        expected: fails('vsphere.snapshot-failed', /taking a snapshot/),
      },
    ],
  },
  {
    fault: 'no space on the datastore',
    begin: faulty(
      ['CreateSnapshot_Task', 'RemoveSnapshot_Task'],
      'NoDiskSpace',
      'Insufficient disk space on datastore gold.',
    ),
    on: [
      {
        type: 'warm',
        phases: ['CreateInitialSnapshot'],
        expected: fails('vsphere.no-disk-space', /Insufficient disk space/),
      },
      {
        type: 'warm',
        phases: ['RemovePreviousSnapshot', 'CreateSnapshot'],
        expected: waits(/Insufficient disk space.*it is tried again in/),
      },
      {
        type: 'warm',
        phases: ['RemovePenultimateSnapshot', 'CreateFinalSnapshot'],
        expected: fails('vsphere.no-disk-space', /Insufficient disk space/),
      },
      {
        type: 'warm',
        phases: ['WaitForFinalSnapshotRemoval'],
        expected: tells('vsphere.no-disk-space', /is left in vSphere.*Insufficient disk space/),
      },
    ],
  },
  {
    fault: 'the host is disconnected',
    begin: vcenter(({ host }) => ({ lostHost: host })),
    on: [
      { phases: ['PowerOffSource'], expected: waits(/disconnected/) },
      { type: 'cold', phases: COPYING, expected: fails('migration.copy-failed', /503/) },
      {
        type: 'warm',
        phases: [
          'CreateInitialSnapshot',
          'RemovePreviousSnapshot',
          'CreateSnapshot',
          'RemovePenultimateSnapshot',
          'CreateFinalSnapshot',
          'WaitForFinalSnapshotRemoval',
        ],
        expected: waits(/disconnected/),
      },
      {
        type: 'warm',
        phases: ['CreateDataVolumes', 'CopyDisks', 'AddFinalCheckpoint', 'Finalize'],
        expected: fails('migration.copy-failed', /503/),
      },
    ],
  },
]

const CLUSTER: readonly Row[] = [
  {
    fault: 'the API server is away',
    begin: cluster({ down: true }),
    on: [{ expected: waits(CLUSTER_AWAY) }],
  },
  {
    fault: 'the API server answers with 500',
    begin: cluster({ refuse: { status: 500 } }),
    on: [{ expected: waits(/HTTP 500/) }],
  },
  {
    fault: 'the API server answers with 409 to changes, twice',
    begin: cluster({ refuse: { status: 409, methods: ['POST', 'PATCH', 'DELETE'], times: 2 } }),
    on: [{ expected: goesOn }],
  },
  {
    fault: 'watches have expired (410)',
    begin: cluster({ watchesExpired: true }),
    on: [{ expected: goesOn }],
  },
  {
    fault: 'the token has expired (401)',
    begin: cluster({ refuse: { status: 401 } }),
    on: [{ expected: waits(/does not accept the credentials/) }],
  },
]

const PODS: readonly Row[] = [
  {
    fault: 'the importer crashes twice',
    begin: pods({ importer: { how: 'crash', message: 'Unable to process data: nbdkit died', times: 2 } }),
    on: [
      { phases: COPYING, expected: goesOn },
      { type: 'warm', phases: ['AddCheckpoint', 'AddFinalCheckpoint'], expected: goesOn },
    ],
  },
  {
    fault: 'the importer crashes again and again',
    begin: pods({ importer: { how: 'crash', message: 'Unable to process data: nbdkit died' } }),
    on: [
      { phases: COPYING, expected: fails('migration.copy-failed', /nbdkit died/) },
      {
        type: 'warm',
        phases: ['AddCheckpoint', 'AddFinalCheckpoint'],
        expected: fails('migration.copy-failed', /nbdkit died/),
      },
    ],
  },
  {
    fault: 'the importer is killed for its memory, once',
    begin: pods({ importer: { how: 'oom', times: 1 } }),
    on: [
      { phases: COPYING, expected: goesOn },
      { type: 'warm', phases: ['AddCheckpoint', 'AddFinalCheckpoint'], expected: goesOn },
    ],
  },
  {
    fault: 'the importer is killed for its memory each time',
    begin: pods({ importer: { how: 'oom' } }),
    on: [
      { phases: COPYING, expected: fails('migration.copy-failed', /OOMKilled/) },
      {
        type: 'warm',
        phases: ['AddCheckpoint', 'AddFinalCheckpoint'],
        expected: fails('migration.copy-failed', /OOMKilled/),
      },
    ],
  },
  {
    fault: 'the DataVolume is Failed',
    begin: volumesLost,
    on: [
      { phases: ['CopyDisks'], expected: fails('migration.copy-failed', /storage behind the claim/) },
      {
        type: 'warm',
        phases: ['AddCheckpoint', 'AddFinalCheckpoint'],
        expected: fails('migration.copy-failed', /storage behind the claim/),
      },
    ],
  },
  {
    fault: 'a claim gets no volume',
    begin: cluster({ noVolumes: 'failed to provision volume: no room in the pool' }),
    on: [{ phases: ['CreateDataVolumes'], expected: waits(/no room in the pool/) }],
  },
  {
    fault: 'the conversion fails',
    begin: pods({ conversion: { how: 'crash', message: 'virt-v2v: error: no operating system was found' } }),
    on: [
      {
        phases: ['CreateGuestConversionPod'],
        expected: keeps('migration.conversion-failed', /no operating system was found/),
      },
    ],
  },
  {
    fault: 'the conversion is killed for its memory',
    begin: pods({ conversion: { how: 'oom' } }),
    on: [
      { phases: ['CreateGuestConversionPod'], expected: keeps('migration.conversion-failed', /OOMKilled/) },
    ],
  },
  {
    fault: 'a quota allows no pod',
    begin: podQuota,
    on: [
      { phases: ['CreateDataVolumes', 'CreateGuestConversionPod'], expected: waits(/quota/) },
      { type: 'warm', phases: ['AddCheckpoint', 'AddFinalCheckpoint'], expected: waits(/quota/) },
    ],
  },
]

const CLOCK: readonly Row[] = [
  { fault: 'asleep for an hour', begin: asleep(HOUR_MS), on: [{ expected: goesOn }] },
  { fault: 'the clock jumps two hours ahead', begin: clockJumps(2 * HOUR_MS), on: [{ expected: goesOn }] },
  { fault: 'the clock jumps two hours back', begin: clockJumps(-2 * HOUR_MS), on: [{ expected: goesOn }] },
]

/** The whole matrix, in the same order each time. */
export function faultCases(): FaultCase[] {
  return [...VCENTER, ...CLUSTER, ...PODS, ...CLOCK].flatMap(({ fault, begin, on }) =>
    on.flatMap(({ type, phases, expected }) =>
      (type ? [type] : (['cold', 'warm'] as const)).flatMap((each) =>
        ITINERARIES[each]
          .filter(({ phase }) => phase !== 'Completed' && (phases === undefined || phases.includes(phase)))
          .map(({ phase }) => ({ fault, type: each, phase, begin, expected })),
      ),
    ),
  )
}
