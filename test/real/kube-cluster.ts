/** A control plane with the upstream definitions of what Palletjack talks to, and what an installer leaves behind. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseAllDocuments } from 'yaml'
import { seedObjects } from '../../electron/lab/seed/seed.ts'
import { kube, type KubeLike, type KubeServer } from '../fixtures/kube.ts'
import { startControlPlane, type ControlPlane } from './control-plane.ts'

export interface KubeCluster extends ControlPlane {
  /** As the administrator, for what a test does behind Palletjack's back. */
  readonly admin: KubeServer
  /** As the user that Palletjack is given: may do everything until a test takes it away. */
  readonly migrator: KubeServer
  /** Takes the right to do everything away, and gives it back. */
  setAdministrator(allowed: boolean): Promise<void>
}

export async function startKubeCluster(go: string, crds: string): Promise<KubeCluster> {
  const plane = await startControlPlane(go)
  try {
    const { tokens } = plane
    const as = (token: string): KubeServer => ({ url: plane.url, caPem: plane.caPem, token })
    const admin = as(tokens.admin)
    await installDefinitions(admin, crds)
    for (const object of [...seedObjects(now()), VDDK_IMAGE]) await furnish(admin, object)
    const setAdministrator = (allowed: boolean) => bindAdministrator(admin, allowed)
    await setAdministrator(true)
    return {
      ...plane,
      url: plane.url,
      caPem: plane.caPem,
      admin,
      migrator: as(tokens.migrator),
      setAdministrator,
    }
  } catch (error) {
    await plane.stop()
    throw error
  }
}

/**
 * The server keeps HyperConverged as v1, which does not know the field vddkInitImage, and the operator that would
 * carry it over does not run here: what it feeds is written by hand.
 */
const VDDK_IMAGE: SeedLike & { readonly data: object } = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'v2v-vmware', namespace: 'openshift-cnv' },
  data: { 'vddk-init-image': 'registry.lab.example/vddk:8.0.3' },
}

interface SeedLike {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly status?: unknown
}

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const ESTABLISH_LIMIT_MS = 60_000

/** Unchanged, and strictly checked; resolves when all are served. */
async function installDefinitions(admin: KubeServer, folder: string): Promise<void> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      const body = document.toJS() as object | null
      if (body) await write(admin, DEFINITIONS, body)
    }
  const deadline = performance.now() + ESTABLISH_LIMIT_MS
  for (;;) {
    const { body } = await kube(admin, DEFINITIONS)
    const waiting = (body.items ?? []).filter((item) => !isEstablished(item))
    if (waiting.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`not served: ${waiting.map((item) => item.metadata.name).join(', ')}`)
    await delay(100)
  }
}

function isEstablished(item: KubeLike): boolean {
  const status = item['status'] as { conditions?: { type: string; status: string }[] } | undefined
  return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ?? false
}

/** Kinds that only OpenShift serves are left out: this is plain Kubernetes. */
async function furnish(admin: KubeServer, object: SeedLike): Promise<void> {
  const { apiVersion, kind, metadata } = object
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const served = await kube(admin, root, { text: true })
  if (served.status === 404) return
  const { body } = await kube(admin, root)
  const resources = body['resources'] as { name: string; kind: string; namespaced: boolean }[]
  const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'))
  if (!resource) return
  const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : ''
  const path = `${root}${place}/${resource.name}`
  await write(admin, path, object)
  if (object.status === undefined) return
  const hasStatus = resources.some((one) => one.name === `${resource.name}/status`)
  if (!hasStatus) return
  const patch = { method: 'PATCH', type: 'application/merge-patch+json', body: { status: object.status } }
  await must(kube(admin, `${path}/${metadata.name}/status?fieldValidation=Strict`, patch), metadata.name)
}

/** Creates it; what is there already (the first namespaces) stays. */
async function write(admin: KubeServer, path: string, body: object): Promise<void> {
  await must(kube(admin, `${path}?fieldValidation=Strict`, { method: 'POST', body }), path)
}

async function must(answer: ReturnType<typeof kube>, what: string): Promise<void> {
  const { status, body } = await answer
  if (status >= 300 && status !== 409) throw new Error(`${what}: ${JSON.stringify(body)}`)
}

const BINDING = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'

async function bindAdministrator(admin: KubeServer, allowed: boolean): Promise<void> {
  const name = 'migrator-is-administrator'
  if (!allowed) {
    await must(kube(admin, `${BINDING}/${name}`, { method: 'DELETE' }), name)
    return
  }
  await write(admin, BINDING, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'migrator' }],
  })
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z')
}
