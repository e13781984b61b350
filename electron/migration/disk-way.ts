/** Which way the cluster reads a VM's disks: through vCenter, or from the host over its migration network. */
import type { PlanContext } from '../../shared/manifests/manifest.ts'
import type { DiskWay } from '../../shared/migration/record.ts'
import { wayWords } from '../../shared/migration/view.ts'
import type { Problem } from '../../shared/problem.ts'
import type { UseSecret } from '../vault/service.ts'
import { locked, wait, type Outcome, type PhaseContext } from './context.ts'

/** What is read, with whose login. */
export interface Reading {
  readonly manifests: PlanContext
  readonly username: string
  readonly useSecret: UseSecret
}

/** The way that was chosen, or is chosen now and journaled; or why it has to wait. */
export async function readingOf(context: PhaseContext): Promise<Reading | Outcome> {
  const { record, manifests, sourceUsername, ends } = context
  // Asked for in both cases: a copy that began goes on as it began, but its login may be gone.
  const now =
    record.diskWay?.kind === 'vcenter'
      ? undefined
      : await ends.directWay(record.diskWay?.hostId ?? record.hostId)
  // That the process ends says nothing of the network: the next one chooses.
  if (now?.kind === 'failed' && now.problem.code === 'esxi.closing')
    return wait('waits: Palletjack is closing')
  // Nor does a vault that is locked now.
  if (now?.kind === 'failed' && now.problem.code === 'vault.locked') return locked
  const way = record.diskWay ?? choose(context, now)
  if (way.kind === 'vcenter')
    return {
      manifests,
      username: sourceUsername,
      useSecret: ends.useSourceSecret,
    }
  if (now?.kind !== 'ready') return waitsForLogin(way, now?.kind === 'failed' ? now.problem : undefined)
  const { url, username, thumbprint, useSecret } = now.source
  if (url !== way.url || username !== way.username || thumbprint !== way.thumbprint)
    return waitsForLogin(way, undefined)
  return { manifests: { ...manifests, sourceUrl: url, thumbprint }, username, useSecret }
}

export function isReading(answer: Reading | Outcome): answer is Reading {
  return 'useSecret' in answer
}

function choose(
  { record, log, save }: PhaseContext,
  now: Awaited<ReturnType<PhaseContext['ends']['directWay']>> | undefined,
): DiskWay {
  const way = wayFrom(record.hostId, now)
  record.diskWay = way
  save()
  if (now?.kind === 'failed')
    log({
      type: 'warning',
      message: `The disks are read through vCenter, since the migration network cannot be used: ${now.problem.message} ${now.problem.remedy}`,
    })
  else log({ type: 'step', message: `The disks are read ${wayWords(way)}.` })
  return way
}

function wayFrom(hostId: string, now: Parameters<typeof choose>[1]): DiskWay {
  if (now?.kind !== 'ready') return { kind: 'vcenter' }
  const { address, url, username, thumbprint } = now.source
  return { kind: 'host', hostId, hostName: now.hostName, address, url, username, thumbprint }
}

/** Some disks may be on their way already, with this login; those that are missing cannot take another. */
function waitsForLogin(way: DiskWay & { readonly kind: 'host' }, problem: Problem | undefined): Outcome {
  const why =
    problem?.message ?? `The migration network of ${way.hostName} is not the one that this copy began with.`
  return wait(
    `waits for the direct connection to ${way.hostName} at ${way.address}, which this copy began with. ${why} ` +
      `Give the password of ${way.username} on the page of hosts, with the migration network of ${way.hostName}, or cancel this VM and start it again: it then goes through vCenter.`,
  )
}
