/** One stage of a warm import: a disk as a snapshot froze it, whole or what changed since the stage before. */
import { open, type FileHandle } from 'node:fs/promises'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'
import { PIECE_BYTES, type CopyJob, pacer } from './copy.ts'
import { child, find, findAll, moref, type Moref } from './soap.ts'
import { SourceError, type VimCall } from './find-disk.ts'

interface Area {
  readonly start: number
  readonly length: number
}

/** All areas that changed up to a snapshot since a change id; asked for page by page, as vSphere answers. */
export async function changedAreas(
  call: VimCall,
  vm: Moref,
  query: {
    readonly snapshot: Moref
    readonly key: number
    readonly changeId: string
    readonly capacityBytes: number
  },
): Promise<readonly Area[]> {
  const areas: Area[] = []
  for (let offset = 0; offset < query.capacityBytes;) {
    const answer = await call(
      `<QueryChangedDiskAreas xmlns="urn:vim25">${moref('_this', vm)}${moref('snapshot', query.snapshot)}<deviceKey>${query.key}</deviceKey><startOffset>${offset}</startOffset><changeId>${escapeXml(query.changeId)}</changeId></QueryChangedDiskAreas>`,
    )
    const value = find(answer, 'returnval')
    const length = Number(child(value, 'length')?.text)
    const start = Number(child(value, 'startOffset')?.text)
    if (!value || !Number.isFinite(length) || length <= 0 || start !== offset)
      throw new SourceError('the server answered QueryChangedDiskAreas with nothing that can be used')
    for (const area of findAll(value, 'changedArea'))
      areas.push({ start: Number(child(area, 'start')?.text), length: Number(child(area, 'length')?.text) })
    offset += length
  }
  return areas
}

/** Writes these areas over what the stages before left, zeros as well. Returns bytes copied. */
export async function copyAreas(job: CopyJob, areas: readonly Area[]): Promise<number> {
  const file = await open(job.target, 'r+')
  try {
    const pace = pacer(job.clock, job.signal)
    const total = areas.reduce((sum, { length }) => sum + length, 0)
    let copied = 0
    let held = false
    for (const { offset, length } of pieces(areas)) {
      job.signal.throwIfAborted()
      await writeAll(file, await job.read(offset, length), offset)
      await pace(length)
      copied += length
      // As CDI does: against the whole disk, so that a delta never comes to 100 %.
      job.progress(copied / job.capacityBytes)
      if (!held && copied * 2 >= total) {
        held = true
        await job.halfWay?.()
      }
    }
    if (!held) await job.halfWay?.()
    return copied
  } finally {
    await file.close()
  }
}

function* pieces(areas: readonly Area[]): Generator<{ readonly offset: number; readonly length: number }> {
  for (const { start, length } of areas)
    for (let done = 0; done < length; done += PIECE_BYTES)
      yield { offset: start + done, length: Math.min(PIECE_BYTES, length - done) }
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
