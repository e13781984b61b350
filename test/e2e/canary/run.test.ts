/** Plants known credentials, does everything that uses them, and looks for them wherever they must not be. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { INVENTORY_KINDS } from '../../../shared/inventory/kinds.ts'
import { openRawSoap } from '../../fixtures/raw-soap.ts'
import { kube } from '../../fixtures/kube.ts'
import { follow, planFor, readInventory, start } from '../../fixtures/lab-backend.ts'
import { labSuite } from '../../fixtures/lab-suite.ts'
import { runWarm } from '../../fixtures/warm-run.ts'
import { RUN_REPORT_FORMATS } from '../../../shared/report/run/model.ts'
import { recoveryCodeOf, RECOVERY_BYTES } from '../../../shared/vault/recovery-code.ts'
import { filesBelow, hitsBelow, hitsIn, needlesOf, partsOf, type Needle } from './search.ts'

const world = labSuite('file')
const PASSPHRASES = {
  'old passphrase': 'the old one of the canary',
  'new passphrase': 'the new one of the canary',
  'wrong passphrase': 'a wrong one of the canary',
  'passphrase of the copy': 'the copy of the canary',
  'passphrase of a disk': 'disk of the canary',
  'second passphrase of a disk': 'other disk of the canary',
}
const [code, newCode] = [
  recoveryCodeOf(randomBytes(RECOVERY_BYTES)),
  recoveryCodeOf(randomBytes(RECOVERY_BYTES)),
]
let needles: readonly Needle[]
/** Every answer that a page could have been given. */
const answers: string[] = []

beforeAll(() => {
  const { vcenter, cluster, esxi } = world.lab.endpoints
  const groups = /(?<=^|-)[0-9A-Z]{4}-[0-9A-Z]{4}(?=-|$)/g
  needles = needlesOf({
    ...PASSPHRASES,
    ...partsOf('recovery code', code, groups),
    ...partsOf('new recovery code', newCode, groups),
    'password of the vCenter': vcenter.password,
    'token of the cluster': cluster.token,
    ...Object.fromEntries(esxi.map(({ name, password }) => [`password of ${name}`, password])),
    'wrong password of the host': 'host-canary',
    'wrong password': 'wrong-password-canary',
    'wrong token': 'wrong-token-canary',
    'password of an edit': 'wrong-edit-canary',
    'data of a user': 'userdata-canary',
  })
})

async function note(call: Promise<unknown>): Promise<void> {
  // What a door sends of a failure: the error's own text and the contract's data.
  const answer = await call.catch((error: unknown) => ({
    message: String(error),
    data: error instanceof Error && 'data' in error ? error.data : undefined,
  }))
  answers.push(JSON.stringify(answer))
}

/** Cloud-init's data often holds passwords; it lies among the options of a VM that migration needs others of. */
async function plantUserData(vmId: string): Promise<void> {
  const soap = await openRawSoap(world.lab.endpoints.vcenter)
  const option =
    '<extraConfig><key>guestinfo.userdata</key><value xsi:type="xsd:string">userdata-canary</value></extraConfig>'
  await soap.call(
    `<ReconfigVM_Task xmlns:xsd="http://www.w3.org/2001/XMLSchema"><_this type="VirtualMachine">${vmId}</_this><spec>${option}</spec></ReconfigVM_Task>`,
  )
  const read =
    '<RetrievePropertiesEx><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
    '<propSet><type>VirtualMachine</type><all>false</all><pathSet>config.extraConfig</pathSet></propSet>' +
    `<objectSet><obj type="VirtualMachine">${vmId}</obj></objectSet></specSet><options/></RetrievePropertiesEx>`
  // The task takes a moment of the lab's time; only then is there something to find.
  await expect.poll(() => soap.call(read), { timeout: 10_000 }).toContain('userdata-canary')
  soap.close()
}

/** All that is asked of an inventory, and what comes of a file of it. */
async function browse(): Promise<void> {
  const { client, sourceId } = world
  const { vcenter } = world.lab.endpoints
  const page = await client.inventory.query({ providerId: sourceId, kind: 'vms', where: 'name = web-01' })
  const id = page.rows[0]?.id ?? ''
  await plantUserData(id)
  for (const kind of INVENTORY_KINDS) await note(client.inventory.query({ providerId: sourceId, kind }))
  await note(client.inventory.vm({ providerId: sourceId, id }))
  await note(client.providers.check({ id: sourceId }))
  const trust = { kind: 'fingerprint', value: vcenter.sha1 } as const
  const { url, username } = vcenter
  const edit = { id: sourceId, name: 'vc', url, username, trust, password: 'wrong-edit-canary' }
  await note(client.providers.editVsphere(edit))
  await note(client.providers.reconnect({ id: sourceId }))
  const file = await client.inventory.save({ providerId: sourceId })
  answers.push(gunzipSync(await file.bytes()).toString('utf8'))
  await note(client.providers.openInventoryFile({ file, name: 'file' }))
}

async function noteAll(stream: Promise<AsyncIterable<unknown>>): Promise<void> {
  const views = async (): Promise<unknown[]> => {
    const seen: unknown[] = []
    for await (const view of await stream) seen.push(view)
    return seen
  }
  await note(views())
}

/** Logs in to the host of a VM in both ways, right and wrong, and lets its copies read from it. */
async function useHost(vmName: string): Promise<void> {
  const { client, sourceId: providerId } = world
  const { vms, hosts } = await readInventory(client, providerId)
  const hostId = vms.find(({ name }) => name === vmName)?.hostId ?? ''
  const name = hosts.find(({ id }) => id === hostId)?.name
  const { username, password } = world.lab.endpoints.esxi.find((host) => host.name === name)!
  const hostIds = [hostId]
  for (const given of ['host-canary', password]) {
    const login = { kind: 'password', username, password: given } as const
    await note(client.esxi.setLogin({ providerId, hostIds, login }))
    const { shown } = await client.esxi.hostKey({ providerId, hostId })
    await note(client.esxi.trustHostKey({ providerId, hostId, sha256: shown.sha256 }))
    await note(client.esxi.read({ providerId, hostId }))
    await noteAll(client.esxi.edit({ providerId, hostIds, change: {}, rehearse: true }))
    await noteAll(
      client.esxi.setMigrationNetwork({
        ...{ providerId, hostIds, device: 'vmk1' },
        login: { username, password: given },
      }),
    )
  }
  expect(answers.at(-1)).toContain('"state":"ready"')
}

async function noteReports(migrationId: string): Promise<void> {
  for (const format of RUN_REPORT_FORMATS)
    answers.push(await (await world.client.migrations.report({ migrationId, format })).text())
}

/** Everything that can be asked of a vault, right and wrong. */
async function useVault(): Promise<void> {
  const { vault } = world.client
  const by = 'passphrase'
  const [old, next] = [PASSPHRASES['old passphrase'], PASSPHRASES['new passphrase']]
  const wrong = PASSPHRASES['wrong passphrase']
  const proof = { by, passphrase: next } as const
  await vault.setDiskPassphrases({
    ...{ providerId: world.sourceId, vmId: 'vm-1' },
    passphrases: [PASSPHRASES['passphrase of a disk'], PASSPHRASES['second passphrase of a disk']],
  })
  await note(vault.setPassphrase({ proof: { by, passphrase: wrong }, passphrase: next }))
  await note(vault.setPassphrase({ proof: { by, passphrase: old }, passphrase: next }))
  await note(vault.setRecoveryCode({ proof: { by: 'recovery', code: newCode }, code: newCode }))
  await note(vault.setRecoveryCode({ proof, code: newCode }))
  await note(vault.rotate({ proof, recoveryCode: newCode }))
  const copy = await vault.exportCopy({ passphrase: PASSPHRASES['passphrase of the copy'] })
  answers.push(await copy.text())
  for (const passphrase of [wrong, PASSPHRASES['passphrase of the copy']])
    await note(vault.importCopy({ file: copy, passphrase }))
  await note(vault.lock())
  await note(vault.unlock({ by, passphrase: old }))
  await note(vault.unlock({ by: 'recovery', code }))
  await note(vault.unlock({ by: 'recovery', code: newCode }))
  await note(vault.entries())
  const { audit } = world.client
  await note(audit.list({ limit: 500 }))
  await note(audit.verify())
  answers.push(await (await audit.export()).text())
  expect(answers.at(-3)).toContain('unlock-refused')
}

describe('a secret', () => {
  it('is used for a whole run, right and wrong logins included', async () => {
    const { client, sourceId, targetId } = world
    const passphrase = PASSPHRASES['old passphrase']
    await note(client.vault.create({ passphrase, recoveryCode: code, device: false }))
    const { vcenter, cluster } = world.lab.endpoints
    const trust = { kind: 'fingerprint', value: vcenter.sha1 } as const
    const wrong = { ...vcenter, name: 'wrong', trust, password: 'wrong-password-canary' }
    await note(client.providers.addVsphere(wrong))
    const access = {
      kind: 'token',
      url: cluster.url,
      token: 'wrong-token-canary',
      caPem: cluster.caPem,
    } as const
    await note(client.providers.addCluster({ name: 'wrong', access }))
    await note(
      client.providers.addCluster({ name: 'kc', access: { kind: 'kubeconfig', text: cluster.kubeconfig } }),
    )
    await useHost('web-01')
    const plan = await planFor(world, ['web-01'], { targetNamespace: 'canary' })
    const id = await start(client, plan)
    await follow(client, id, (view) => {
      answers.push(JSON.stringify(view))
      return false
    })
    expect(answers.at(-1)).toContain('"diskWay":"directly from ')
    for await (const event of await client.migrations.events({ migrationId: id }))
      answers.push(JSON.stringify(event))
    const change = { name: 'warm', targetNamespace: 'canary' }
    const warm = await runWarm(world, ['app-01'], { deltas: 1, change })
    expect(warm.state).toBe('succeeded')
    answers.push(JSON.stringify(warm))
    for (const migrationId of [id, warm.id]) await noteReports(migrationId)
    await browse()
    await useVault()
    await note(client.providers.list())
    await note(client.plans.list())
    await note(client.plans.review(plan))
    await note(client.target.describe({ providerId: targetId }))
    await note(client.providers.remove({ id: sourceId }))
    expect(answers.length).toBeGreaterThan(10)
  })

  it('is in no answer of the contract', () => {
    expect(answers.flatMap((answer, index) => hitsIn(`answer ${index}`, answer, needles))).toEqual([])
  })

  it('is in no file of the state directory', () => {
    const home = join(world.home, 'state')
    const names = filesBelow(home).map((file) => file.replace(/.*\//, ''))
    expect(names).toEqual(
      expect.arrayContaining(['journal.sqlite', 'vault.json', expect.stringMatching(/\.gz$/)]),
    )
    expect(hitsBelow(home, needles)).toEqual([])
  })

  it('is in no object that the run left on the target', async () => {
    const { cluster } = world.lab.endpoints
    const paths = [
      '/apis/kubevirt.io/v1/namespaces/canary/virtualmachines',
      '/apis/cdi.kubevirt.io/v1beta1/namespaces/canary/datavolumes',
      '/api/v1/namespaces/canary/persistentvolumeclaims',
      '/api/v1/namespaces/canary/pods',
      '/api/v1/namespaces/canary/secrets',
      '/api/v1/namespaces/canary/events',
    ]
    for (const path of paths)
      expect(hitsIn(path, JSON.stringify((await kube(cluster, path)).body), needles)).toEqual([])
  })
})
