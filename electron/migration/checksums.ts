import type { DiskChecksum } from '../../shared/contract/lab.ts'
import { fail, ok } from '../../shared/problem.ts'
import type { Journal } from '../journal/service.ts'
import type { Checksums } from './service.ts'

/** Who can hash both sides: the lab, while it runs. */
export interface DiskHasher {
  sourceSha256(file: string): Promise<string>
  targetSha256(namespace: string, claim: string): Promise<string>
}

/** Hashes each disk of the VMs that a run brought over. */
export function createChecksums(journal: Journal, hasher: () => DiskHasher | undefined): Checksums {
  return {
    async checksums(migrationId) {
      const stored = journal.migration(migrationId)
      const lab = hasher()
      if (!stored || !lab)
        return fail({
          code: 'lab.not-running',
          message: 'Checksums of both sides need the demo lab, and it does not run.',
          meaning: 'The migration itself is not affected.',
          remedy: 'Start the demo lab and migrate there.',
        })
      const checksums: DiskChecksum[] = []
      for (const record of journal.vmRecords(migrationId)) {
        if (record.state !== 'succeeded') continue
        for (const disk of record.disks)
          checksums.push({
            vm: record.source.name,
            disk: disk.label,
            bytes: disk.bytesTotal,
            sourceSha256: await lab.sourceSha256(disk.file),
            targetSha256: await lab.targetSha256(stored.plan.targetNamespace, disk.claim),
          })
      }
      return ok(checksums)
    },
  }
}
