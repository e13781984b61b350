import { expect, it } from 'vitest'
import { ok, ProblemError } from '../../shared/problem.ts'
import type { StoredEsxiHost, StoredProvider } from '../journal/service.ts'
import { createCopies, type CopiesOptions } from './copies.ts'
import type { LooseSecret, Vault } from './service.ts'
import { memoryOnly } from './test-support/memory-only.ts'

const PASSPHRASE = 'a passphrase for the way'
const stored = (id: string, name: string): StoredProvider => ({
  ...{ id, name, lab: false, version: '8.0.3', thumbprint: '' },
  source: { url: `https://${name}.example.com/sdk`, username: 'root', trust: { kind: 'system' } },
})
const first = stored('7f3c2b9e-3f0a-4d8e-9c6b-2f7f3d1a5b10', 'vc-one')
const second = stored('8f3c2b9e-3f0a-4d8e-9c6b-2f7f3d1a5b11', 'vc-two')
const secret = (id: string, text: string): LooseSecret => ({ id, kind: 'vcenter', secret: Buffer.from(text) })

/** A computer whose journal takes the providers that `takes` names; a full disk refuses the others. */
function computer(vault: Vault, known: readonly StoredProvider[], takes: readonly string[] = []) {
  const hosts = new Map<string, StoredEsxiHost[]>()
  const adopted: string[] = []
  const parts = {
    vault,
    journal: {
      providers: () => known,
      esxiHosts: (id: string) => hosts.get(id) ?? [],
      putEsxiHost: (id: string, host: StoredEsxiHost) => {
        hosts.set(id, [...(hosts.get(id) ?? []), host])
      },
    },
    providers: {
      adoptable: () => ok(undefined),
      adopt({ name }: StoredProvider) {
        if (!takes.includes(name))
          throw new ProblemError({
            code: 'journal.disk-full',
            message: 'The disk is full.',
            remedy: 'Make room.',
          })
        adopted.push(name)
        return Promise.resolve(ok(undefined))
      },
    },
  }
  return { ...createCopies(parts as unknown as CopiesOptions), hosts, adopted }
}

async function copyOf(more: readonly LooseSecret[] = []): Promise<File> {
  const vault = await memoryOnly()
  await vault.put([secret(first.id, 'first'), secret(second.id, 'second'), ...more])
  const copy = await computer(vault, [first, second]).exportCopy(PASSPHRASE, undefined)
  if (!copy.ok) throw new Error(copy.problem.message)
  return copy.value
}

it('takes back the secrets of a provider that could not be taken in, and goes on with the others', async () => {
  const vault = await memoryOnly()
  const there = computer(vault, [], ['vc-two'])
  expect(await there.importCopy(await copyOf(), PASSPHRASE)).toEqual({
    ok: true,
    value: { added: ['vc-two'], left: [{ name: 'vc-one', reason: 'The disk is full.' }] },
  })
  expect(vault.list().map(({ id }) => id)).toEqual([second.id])
  expect(there.adopted).toEqual(['vc-two'])
})

it('takes nothing of a provider with one odd secret, and all of the others', async () => {
  const vault = await memoryOnly()
  const odd: LooseSecret = { id: `${first.id}/luks/vm-1`, kind: 'luks', secret: Buffer.from('no list') }
  const there = computer(vault, [], ['vc-one', 'vc-two'])
  expect(await there.importCopy(await copyOf([odd]), PASSPHRASE)).toMatchObject({
    value: { added: ['vc-two'], left: [{ name: 'vc-one' }] },
  })
  expect(vault.list().map(({ id }) => id)).toEqual([second.id])
})

it('lets one import end before the next begins', async () => {
  const vault = await memoryOnly()
  const there = computer(vault, [], ['vc-one', 'vc-two'])
  const file = await copyOf()
  const wrong = there.importCopy(file, 'wrong')
  const right = there.importCopy(file, PASSPHRASE)
  expect(await wrong).toMatchObject({ problem: { code: 'vault.wrong-passphrase' } })
  expect(await right).toMatchObject({ value: { added: ['vc-one', 'vc-two'] } })
})
