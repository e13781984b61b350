import { BLOCK_PATH, DATA_PATH } from '../cdi/names.ts'
import type { Holds } from '../../holds.ts'
import type { Behaviour, ContainerInside, Exit } from '../kubelet/behaviour.ts'
import type { LabNetwork } from '../kubelet/lab-network.ts'
import { copyDisk, type CopyJob } from './copy.ts'
import { copyAreas } from './stage.ts'
import { SourceError } from './find-disk.ts'
import { openVcenter, type VcenterSession } from './vcenter.ts'

/** CDI's importer for a VDDK source: reads a disk through vSphere and writes it into the pod's claim. */
export function importer(network: LabNetwork, holds: Holds): Behaviour {
  return (inside) => runImport(inside, network, holds)
}

async function runImport(inside: ContainerInside, network: LabNetwork, holds: Holds): Promise<Exit> {
  inside.ready()
  const target = inside.disks.get(BLOCK_PATH) ?? inside.disks.get(DATA_PATH)
  if (target === undefined) return failure(inside, 'Unable to process data: no volume to write to')
  if (inside.env.get('IMPORTER_SOURCE') === 'none') return { code: 0, message: 'Import Complete' }
  let session: VcenterSession | undefined
  try {
    session = await connect(inside, network)
    return await transfer(inside, session, target, holds)
  } catch (error) {
    if (inside.signal.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const stage =
      error instanceof SourceError ? 'Unable to connect to vddk data source' : 'Unable to process data'
    return failure(inside, `${stage}: ${reason}`)
  } finally {
    await session?.close()
  }
}

async function connect({ env, log, signal }: ContainerInside, network: LabNetwork): Promise<VcenterSession> {
  const endpoint = env.get('IMPORTER_ENDPOINT') ?? ''
  if (!URL.canParse(endpoint)) throw new SourceError(`endpoint ${JSON.stringify(endpoint)} is not a URL`)
  log(`Connecting to ${new URL(endpoint).origin}/sdk`)
  return await openVcenter(
    {
      endpoint,
      username: env.get('IMPORTER_ACCESS_KEY_ID') ?? '',
      password: env.get('IMPORTER_SECRET_KEY') ?? '',
      thumbprint: env.get('IMPORTER_THUMBPRINT') ?? '',
      reach: (host, port) => network.reach(host, port),
    },
    signal,
  )
}

async function transfer(
  inside: ContainerInside,
  session: VcenterSession,
  target: string,
  holds: Holds,
): Promise<Exit> {
  const { env, log } = inside
  const of = [env.get('IMPORTER_UUID') ?? '', env.get('IMPORTER_BACKING_FILE') ?? ''] as const
  const current = env.get('IMPORTER_CURRENT_CHECKPOINT') ?? ''
  const previous = env.get('IMPORTER_PREVIOUS_CHECKPOINT') ?? ''
  const disk = current === '' ? await session.findDisk(...of) : await session.frozenDisk(...of, current)
  log(`Found ${disk.file} with ${disk.capacityBytes} bytes`)
  const available = Number(env.get('IMPORTER_IMAGE_SIZE') ?? 0)
  if (disk.capacityBytes > available)
    return failure(
      inside,
      `DataVolume too small to contain image: virtual image size ${disk.capacityBytes} is larger than the reported available storage ${available}. A larger PVC is required.`,
    )
  const job: CopyJob = {
    capacityBytes: disk.capacityBytes,
    read: (offset, length) => session.read(disk, offset, length),
    target,
    clock: inside.clock,
    signal: inside.signal,
    progress: (share) => inside.progress(share),
    halfWay: () => holds.passed('copies', inside.signal),
  }
  if (previous === '') {
    const written = await copyDisk(job)
    log(`Copied ${disk.capacityBytes} bytes, ${written} of them not zero`)
  } else {
    const copied = await copyAreas(job, await session.changedAreas(...of, { current, previous }))
    log(`Copied ${copied} bytes that changed since ${previous}`)
  }
  return {
    code: 0,
    message: JSON.stringify({ message: 'Import Complete', vddkInfo: { Version: '8.0.3', Host: '' } }),
  }
}

function failure(inside: ContainerInside, message: string): Exit {
  inside.log(message)
  return { code: 1, message }
}
