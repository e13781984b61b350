import { annotation, controlledBy, type Claim, type EnvVar, type New, type Pod } from '../objects.ts'
import { stageOf } from './checkpoints.ts'
import { BLOCK_PATH, CDI, DATA_PATH, IMPORTER_LABEL } from './names.ts'

const NAME_LIMIT = 253

/** The importer's name follows the claim's, and the stage that it copies. */
export function importerPodName(claim: Claim): string {
  const stage = stageOf(claim)
  return `importer-${claim.metadata.name}${stage ? `-checkpoint-${stage.current}` : ''}`.slice(0, NAME_LIMIT)
}

export interface ImporterPodFacts {
  /** Undefined for a source that needs none. */
  readonly vddkImage: string | undefined
  /** Bytes of the claim that the disk may use. */
  readonly usableBytes: number
}

/**
 * The pod that fills a claim, in the shape that CDI gives it (pkg/controller/import-controller.go): owned by
 * the claim, one container `importer`, the VDDK library from an init container, credentials by reference.
 */
export function importerPod(claim: Claim, facts: ImporterPodFacts): New<Pod> {
  const block = claim.spec.volumeMode === 'Block'
  const place = block
    ? { volumeDevices: [{ name: 'cdi-data-vol', devicePath: BLOCK_PATH }] }
    : { volumeMounts: [{ name: 'cdi-data-vol', mountPath: DATA_PATH }] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: importerPodName(claim),
      ...(claim.metadata.namespace && { namespace: claim.metadata.namespace }),
      labels: {
        app: IMPORTER_LABEL,
        'cdi.kubevirt.io': 'importer',
        'cdi.kubevirt.io/storage.import.importPvcName': claim.metadata.name.slice(0, 63),
      },
      annotations: { ...passedOn(claim), 'cdi.kubevirt.io/storage.createdByController': 'yes' },
      ownerReferences: [controlledBy(claim)],
    },
    spec: {
      restartPolicy: 'OnFailure',
      ...(facts.vddkImage !== undefined && {
        initContainers: [
          {
            name: 'vddk-side-car',
            image: facts.vddkImage,
            volumeMounts: [{ name: 'vddk-vol-mount', mountPath: '/opt' }],
          },
        ],
      }),
      containers: [
        {
          name: 'importer',
          image: 'registry.lab.example/cdi-importer:v1.66.0',
          args: ['-v=1'],
          env: importerEnv(claim, facts),
          ...place,
          resources: {
            requests: { cpu: '100m', memory: '60M' },
            limits: { cpu: '750m', memory: '600M' },
          },
        },
      ],
      volumes: [
        { name: 'cdi-data-vol', persistentVolumeClaim: { claimName: claim.metadata.name } },
        { name: 'vddk-vol-mount', emptyDir: {} },
      ],
    },
  }
}

/** What CDI hands on from claim to pod, beside its own (pkg/controller/common/util.go). */
const PASSED_ON = [
  'k8s.v1.cni.cncf.io/networks',
  'v1.multus-cni.io/default-network',
  'sidecar.istio.io/inject',
  'linkerd.io/inject',
]

function passedOn(claim: Claim): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(claim.metadata.annotations ?? {}).filter(([name]) => PASSED_ON.includes(name)),
  )
}

function importerEnv(claim: Claim, facts: ImporterPodFacts): readonly EnvVar[] {
  const from = (name: string): string => annotation(claim, name) ?? ''
  const secret = from(CDI.secretName)
  const stage = stageOf(claim)
  const credentials: readonly EnvVar[] = secret
    ? [
        {
          name: 'IMPORTER_ACCESS_KEY_ID',
          valueFrom: { secretKeyRef: { name: secret, key: 'accessKeyId' } },
        },
        { name: 'IMPORTER_SECRET_KEY', valueFrom: { secretKeyRef: { name: secret, key: 'secretKey' } } },
      ]
    : []
  return [
    { name: 'IMPORTER_SOURCE', value: from(CDI.source) },
    { name: 'IMPORTER_ENDPOINT', value: from(CDI.endpoint) },
    { name: 'IMPORTER_CONTENTTYPE', value: 'kubevirt' },
    { name: 'IMPORTER_IMAGE_SIZE', value: String(facts.usableBytes) },
    { name: 'IMPORTER_UUID', value: from(CDI.uuid) },
    { name: 'IMPORTER_BACKING_FILE', value: from(CDI.backingFile) },
    { name: 'IMPORTER_THUMBPRINT', value: from(CDI.thumbprint) },
    ...(stage
      ? [
          { name: 'IMPORTER_CURRENT_CHECKPOINT', value: stage.current },
          { name: 'IMPORTER_PREVIOUS_CHECKPOINT', value: stage.previous },
          { name: 'IMPORTER_FINAL_CHECKPOINT', value: from(CDI.checkpointFinal) },
        ]
      : []),
    { name: 'OWNER_UID', value: claim.metadata.uid },
    ...credentials,
  ]
}
