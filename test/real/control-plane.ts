/**
 * A Kubernetes control plane of the published modules: etcd, kube-apiserver and kube-controller-manager, each a
 * process of its own on loopback. Nodes, storage and operators are not part of it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { kube } from '../fixtures/kube.ts'
import { buildGo } from './go-program.ts'

const SOURCE = join(import.meta.dirname, 'control-plane')
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 15_000
const LOOK_EVERY_MS = 100

interface ApiServerAccess {
  /** "https://127.0.0.1:PORT". */
  readonly url: string
  readonly caPem: string
}

export interface ControlPlane extends ApiServerAccess {
  /** "v1.37.2". */
  readonly version: string
  /** Bearer tokens: one in the group system:masters, one of the plain user "migrator". */
  readonly tokens: { readonly admin: string; readonly migrator: string }
  /** Each request of user "migrator" so far, in the order in which it was answered. */
  requests(): readonly AuditedRequest[]
  /** Ends the API server's process; etcd and what it holds stay. */
  stopApi(): Promise<void>
  /** Starts it again at the same address; resolves when it answers. */
  startApi(): Promise<void>
  stop(): Promise<void>
}

/** One line of the API server's audit log. */
export interface AuditedRequest {
  readonly verb: string
  readonly uri: string
  readonly status: number
  readonly userAgent: string
}

/** Controllers that a namespace, its quotas, its garbage and its Jobs need; nodes and volumes are others' work. */
const CONTROLLERS = [
  'clusterrole-aggregation-controller',
  'garbage-collector-controller',
  'job-controller',
  'namespace-controller',
  'persistentvolume-protection-controller',
  'persistentvolumeclaim-protection-controller',
  'resourcequota-controller',
  'serviceaccount-controller',
  'ttl-after-finished-controller',
]

/** Version of k8s.io/kubernetes in the module: the API server says what the linker is told. */
function kubernetesVersion(): string {
  const found = /k8s\.io\/kubernetes (v[\d.]+)/.exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8'))?.[1]
  if (found === undefined) throw new Error('go.mod of the control plane names no k8s.io/kubernetes')
  return found
}

function buildControlPlane(go: string): Promise<string> {
  const version = kubernetesVersion()
  const [major = '', minor = ''] = version.slice(1).split('.')
  const variable = (name: string, value: string) => `k8s.io/component-base/version.${name}=${value}`
  return buildGo(go, SOURCE, {
    values: [variable('gitVersion', version), variable('gitMajor', major), variable('gitMinor', minor)],
  })
}

/** Builds it once, and starts. Stop it in every case. */
export async function startControlPlane(go: string): Promise<ControlPlane> {
  const program = await buildControlPlane(go)
  const dir = mkdtempSync(join(tmpdir(), 'palletjack-control-plane-'))
  const parts = new Map<string, ChildProcess>()
  const start = (name: string, args: readonly string[]): void => {
    const log = openSync(join(dir, `${name}.log`), 'a')
    parts.set(name, spawn(program, [name, ...args], { stdio: ['ignore', log, log] }))
  }
  const end = async (name: string): Promise<void> => {
    const part = parts.get(name)
    parts.delete(name)
    if (part) await endProcess(part)
  }
  const stop = async (): Promise<void> => {
    for (const name of ['kube-controller-manager', 'kube-apiserver', 'etcd']) await end(name)
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    const [client = 0, peer = 0, secure = 0] = await freePorts(3)
    const files = writeFiles(dir)
    const access: { url: string; caPem: string } = { url: `https://127.0.0.1:${secure}`, caPem: '' }
    const admin = () => ({ ...access, token: files.tokens.admin })
    const startApi = async (): Promise<void> => {
      start('kube-apiserver', apiArguments(dir, `http://127.0.0.1:${client}`, secure))
      await until(dir, 'kube-apiserver', async () => {
        access.caPem = readFileSync(join(dir, 'certs', 'apiserver.crt'), 'utf8')
        return (await kube(admin(), '/readyz?verbose=false', { text: true })).status === 200
      })
    }
    start('etcd', etcdArguments(dir, `http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`))
    await startApi()
    writeFileSync(join(dir, 'manager.kubeconfig'), kubeconfig(access.url, dir, files.tokens.manager))
    start('kube-controller-manager', managerArguments(dir))
    return {
      get url() {
        return access.url
      },
      get caPem() {
        return access.caPem
      },
      version: kubernetesVersion(),
      tokens: files.tokens,
      requests: () => readAudit(join(dir, 'audit.log')),
      stopApi: () => end('kube-apiserver'),
      startApi,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Files {
  readonly tokens: { readonly admin: string; readonly migrator: string; readonly manager: string }
}

function writeFiles(dir: string): Files {
  const token = () => randomBytes(24).toString('hex')
  const tokens = { admin: token(), migrator: token(), manager: token() }
  const lines = [
    `${tokens.admin},admin,admin,"system:masters"`,
    `${tokens.manager},system:kube-controller-manager,manager,"system:masters"`,
    `${tokens.migrator},migrator,migrator`,
  ]
  const secret = { mode: 0o600 }
  writeFileSync(join(dir, 'tokens.csv'), `${lines.join('\n')}\n`, secret)
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  writeFileSync(join(dir, 'accounts.pub'), pair.publicKey)
  writeFileSync(join(dir, 'accounts.key'), pair.privateKey, secret)
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [
      // A watch is told when it begins, everything else when it is over.
      { level: 'Metadata', users: ['migrator'], verbs: ['watch'], omitStages: ['ResponseComplete'] },
      { level: 'Metadata', users: ['migrator'], omitStages: ['ResponseStarted'] },
      { level: 'None' },
    ],
  }
  writeFileSync(join(dir, 'audit-policy.json'), JSON.stringify(policy))
  return { tokens }
}

function etcdArguments(dir: string, client: string, peer: string): string[] {
  return [
    '--name=only',
    `--data-dir=${join(dir, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=only=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]
}

function apiArguments(dir: string, etcd: string, port: number): string[] {
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(dir, 'certs')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    // As OpenShift has it: who sets an owner needs the right to delete what is owned.
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    `--service-account-key-file=${join(dir, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(dir, 'accounts.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.0.0.0/24',
    // Else it would wait for other API servers to register.
    '--endpoint-reconciler-type=none',
    `--audit-policy-file=${join(dir, 'audit-policy.json')}`,
    `--audit-log-path=${join(dir, 'audit.log')}`,
    '--audit-log-mode=blocking',
  ]
}

function managerArguments(dir: string): string[] {
  return [
    `--kubeconfig=${join(dir, 'manager.kubeconfig')}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--service-account-private-key-file=${join(dir, 'accounts.key')}`,
    `--controllers=${CONTROLLERS.join(',')}`,
    // What a quota counts is told to users soon, not within minutes.
    '--resource-quota-sync-period=2s',
  ]
}

function kubeconfig(server: string, dir: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority': join(dir, 'certs/apiserver.crt') } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  })
}

function readAudit(file: string): AuditedRequest[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => {
    const event = JSON.parse(line) as {
      readonly verb: string
      readonly requestURI: string
      readonly userAgent?: string
      readonly responseStatus?: { readonly code?: number }
    }
    return {
      verb: event.verb,
      uri: event.requestURI,
      status: event.responseStatus?.code ?? 0,
      userAgent: event.userAgent ?? '',
    }
  })
}

/** All of them at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

async function until(dir: string, part: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS
  while (!(await isReady().catch(() => false))) {
    if (performance.now() > deadline) {
      const log = readFileSync(join(dir, `${part}.log`), 'utf8')
      throw new Error(`${part} is not ready:\n${log.slice(-3_000)}`)
    }
    await delay(LOOK_EVERY_MS)
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  child.kill('SIGTERM')
  await ended
  clearTimeout(timer)
}
