import { vddkProbeJob, vddkContainer } from '../../shared/manifests/probe-job.ts'
import { explainPull, explainStart } from '../../shared/probe/image-words.ts'
import { notTried, pendingLook } from '../../shared/probe/look-words.ts'
import type { VddkProbe } from '../../shared/probe/model.ts'
import type { PodStage } from '../../shared/probe/pod-stage.ts'
import { libraryLook, libraryVersion, readVddkResult } from '../../shared/probe/vddk-results.ts'
import { fail, orThrow, type Problem } from '../../shared/problem.ts'
import { missingImageWords } from '../../shared/target/image-words.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { JobEnd } from './follow-job.ts'
import { keepImageProbe } from './keep.ts'
import { deadlineSeconds, ended, openTarget, stepOf, type ProbeParts } from './probe-parts.ts'
import * as problems from './problems.ts'
import { runJob } from './run-job.ts'
import type { VddkProbeRequest } from './service.ts'

/** A few built-in commands of a shell. */
const RUN_MS = 10_000
const LOG_BYTES = 16 * 1024

type Change = (view: VddkProbe) => VddkProbe
/** What was learnt of the image, as a part of the view. */
type Found = Partial<Pick<VddkProbe, 'pull' | 'library' | 'libraryVersion'>> & { readonly step: string }

export const emptyVddkProbe: VddkProbe = {
  state: 'running',
  step: 'Reads which image the cluster names.',
  image: '',
  imageSource: '',
  cleanedUp: false,
  pull: pendingLook,
  library: pendingLook,
  libraryVersion: '',
}

/** Throws a ProblemError for what makes the probe impossible before it began. */
export async function probeVddkImage(
  { providers, results, limits }: ProbeParts,
  request: VddkProbeRequest,
  show: (change: Change) => VddkProbe,
  signal: AbortSignal,
): Promise<void> {
  const cluster = orThrow(await openTarget(providers, request))
  const { connection, target } = cluster
  const named = request.image?.trim() ?? ''
  const missing = named === '' ? missingImageWords(target) : undefined
  if (missing) orThrow(fail(problems.noVddkImage(missing)))
  const image = named === '' ? target.vddkImage : named
  const imageSource = named === '' ? target.vddkImageSource : 'Named for this probe'
  show((view) => ({ ...view, image, imageSource }))
  const job = vddkProbeJob({
    namespace: request.namespace,
    key: request.targetId,
    image,
    platform: target.platform,
    deadlineSeconds: deadlineSeconds(limits.imageMs, limits.nodeMs, RUN_MS),
  })
  const { value, cleanUp } = await runJob(
    {
      ...{ connection, job, image, limits, runMs: RUN_MS, signal },
      onStep: (step) => show((view) => ({ ...view, step })),
      onStage: (stage) => show(atStage(stage, image)),
    },
    (end) => foundBy(connection, request.namespace, image, end),
  )
  const { problem, found } = value
  const last = show((view) => {
    const seen = { ...view, ...found }
    const untested = notTried('Not tested: the probe ended before.')
    return {
      ...seen,
      pull: seen.pull.state === 'pending' ? untested : seen.pull,
      library: seen.library.state === 'pending' ? untested : seen.library,
      ...ended({ step: found.step, problem }, job, cleanUp),
    }
  })
  const isKnown = providers.list().some(({ id }) => id === request.targetId)
  if (!signal.aborted && isKnown) keepImageProbe(results, request, cluster, last)
}

function atStage(stage: PodStage, image: string): Change {
  return (view) => ({
    ...view,
    step: stepOf(stage, image, 'Looks for the library in the image.'),
    ...(stage.stage === 'running' && { pull: pulled(stage.imageId) }),
  })
}

function pulled(imageId: string) {
  return { state: 'ok' as const, detail: imageId === '' ? '' : `Pulled as ${imageId}.` }
}

async function foundBy(
  connection: ClusterConnection,
  namespace: string,
  image: string,
  end: JobEnd,
): Promise<{ readonly found: Found; readonly problem?: Problem }> {
  switch (end.kind) {
    case 'problem':
      return { found: { step: end.problem.message }, problem: end.problem }
    case 'pull-failed':
      return { found: unpulled(image, end.reason, end.message) }
    case 'cannot-start':
      return { found: unstarted(image, end.reason, end.message) }
    case 'ended':
  }
  const { exitCode, reason, imageId } = end.stage
  let { message } = end.stage
  let result = readVddkResult(message)
  if (!result) {
    const log = await connection.podLog(namespace, end.pod, vddkContainer, LOG_BYTES)
    if (log.ok) result = readVddkResult(log.value)
    if (message === '' && log.ok) message = log.value
  }
  if (!result) {
    if (/exec format error/i.test(message)) return { found: unstarted(image, reason, message) }
    const problem = problems.noResult(exitCode, reason, message)
    return { found: { pull: pulled(imageId), step: problem.message }, problem }
  }
  const version = result.finding === 'found' ? libraryVersion(result.path) : ''
  const library = libraryLook(result)
  const step =
    library.state === 'ok' ? `The image holds VDDK${version === '' ? '' : ` ${version}`}.` : library.detail
  return { found: { pull: pulled(imageId), library, libraryVersion: version, step } }
}

function unpulled(image: string, reason: string, message: string): Found {
  const explained = explainPull(image, reason, message)
  return {
    pull: { state: 'failed', detail: `${explained.message} ${explained.remedy}` },
    library: notTried('Not tested: the image is not there.'),
    step: explained.message,
  }
}

/** The image was pulled, but nothing in it can run: only of the wrong architecture is it known that it will not do. */
function unstarted(image: string, reason: string, message: string): Found {
  const explained = explainStart(image, reason, message)
  const isWrongCpu = /exec format error/i.test(message)
  const detail = explained ? `${explained.message} ${explained.remedy}` : 'The container does not start.'
  return {
    pull: pulled(''),
    library: { state: isWrongCpu ? 'failed' : 'unknown', detail },
    step: explained?.message ?? 'The container does not start.',
  }
}
