/** Names that CDI writes on objects (containerized-data-importer pkg/controller/common/util.go). */
const PREFIX = 'cdi.kubevirt.io/'

export const CDI = {
  source: `${PREFIX}storage.import.source`,
  endpoint: `${PREFIX}storage.import.endpoint`,
  secretName: `${PREFIX}storage.import.secretName`,
  uuid: `${PREFIX}storage.import.uuid`,
  backingFile: `${PREFIX}storage.import.backingFile`,
  thumbprint: `${PREFIX}storage.import.vddk.thumbprint`,
  importPodName: `${PREFIX}storage.import.importPodName`,
  contentType: `${PREFIX}storage.contentType`,
  vddkImage: `${PREFIX}storage.pod.vddk.initimageurl`,
  checkpointCurrent: `${PREFIX}storage.checkpoint.current`,
  checkpointPrevious: `${PREFIX}storage.checkpoint.previous`,
  checkpointFinal: `${PREFIX}storage.checkpoint.final`,
  /** Followed by the snapshot that was copied. */
  checkpointCopied: `${PREFIX}storage.checkpoint.copied.`,
  checkpointDone: `${PREFIX}storage.checkpoint.done`,
  podUid: `${PREFIX}storage.checkpoint.pod.id`,
  podPhase: `${PREFIX}storage.pod.phase`,
  podRestarts: `${PREFIX}storage.pod.restarts`,
  retainPod: `${PREFIX}storage.pod.retainAfterCompletion`,
  bindImmediate: `${PREFIX}storage.bind.immediate.requested`,
  bound: `${PREFIX}storage.condition.bound`,
  boundReason: `${PREFIX}storage.condition.bound.reason`,
  boundMessage: `${PREFIX}storage.condition.bound.message`,
  running: `${PREFIX}storage.condition.running`,
  runningReason: `${PREFIX}storage.condition.running.reason`,
  runningMessage: `${PREFIX}storage.condition.running.message`,
} as const

/** Percent done, as the importer's pod carries it. The real one serves a metric; a pod here has no network. */
export const PROGRESS = 'lab.example/progress'

export const IMPORTER_LABEL = 'containerized-data-importer'
export const BLOCK_PATH = '/dev/cdi-block-volume'
export const DATA_PATH = '/data'
