import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import { startKubeApi, type KubeApi } from '../kube/server.ts'
import { createLabCertificate } from '../tls.ts'
import { createKubeClient, KubeError, type KubeClient } from './client.ts'
import { createInformer } from './informer.ts'
import { configMaps } from './kinds.ts'

let api: KubeApi
let client: KubeClient
beforeAll(async () => {
  const certificate = await createLabCertificate('api.lab.example')
  api = await startKubeApi({ certificate, token: 'test-token', clock: createLabClock(1) })
  client = createKubeClient({ url: api.url, token: 'test-token', caPem: certificate.caPem })
})
afterAll(async () => {
  await client.close()
  await api.close()
})

const map = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { value },
})

/** Starts an informer and gives a way to wait until its copy is as wanted. */
async function follow(source: KubeClient, signal: AbortSignal) {
  const informer = createInformer(source, configMaps, signal)
  const waiting = new Set<() => void>()
  informer.onChange(() => {
    for (const look of [...waiting]) look()
  })
  await informer.start()
  const until = (wanted: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!wanted()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { informer, until }
}

describe('an informer', () => {
  it('sees what was there, what comes, what changes and what goes', async () => {
    const end = new AbortController()
    const before = await client.create(configMaps, map('before', '1'))
    const { informer, until } = await follow(client, end.signal)
    expect(informer.get('default', 'before')?.data).toEqual({ value: '1' })
    await client.create(configMaps, map('during', '1'))
    await until(() => informer.get('default', 'during') !== undefined)
    await client.patch(configMaps, before.metadata, { data: { value: '2' } })
    await until(() => informer.get('default', 'before')?.data?.value === '2')
    await client.delete(configMaps, before.metadata)
    await until(() => informer.get('default', 'before') === undefined)
    end.abort()
  })

  it('lists again when the server no longer knows the version it has', async () => {
    const end = new AbortController()
    const gone = await client.create(configMaps, map('gone', '1'))
    const opened = Promise.withResolvers<undefined>()
    const expire = Promise.withResolvers<never>()
    let watches = 0
    // The first watch hears nothing and ends as one does whose version has expired; all else is real.
    const forgetful: KubeClient = {
      ...client,
      watch: (...args) => {
        watches += 1
        if (watches > 1) return client.watch(...args)
        opened.resolve(undefined)
        return expire.promise
      },
    }
    const { informer, until } = await follow(forgetful, end.signal)
    await opened.promise
    await client.delete(configMaps, gone.metadata)
    await client.create(configMaps, map('missed', '1'))
    expect(informer.get('default', 'gone')).toBeDefined()
    expire.reject(new KubeError(410, 'Expired', 'too old resource version'))
    await until(() => informer.get('default', 'missed') !== undefined)
    expect(informer.get('default', 'gone')).toBeUndefined()
    end.abort()
  })
})

describe('the client', () => {
  it('deletes only the object that was meant', async () => {
    const first = await client.create(configMaps, map('again', '1'))
    await client.delete(configMaps, first.metadata)
    await client.create(configMaps, map('again', '2'))
    await client.delete(configMaps, first.metadata)
    expect((await client.get(configMaps, 'default', 'again'))?.data).toEqual({ value: '2' })
  })

  it('tells a refusal by its status and reason', async () => {
    await client.create(configMaps, map('taken', '1'))
    await expect(client.create(configMaps, map('taken', '1'))).rejects.toMatchObject({
      status: 409,
      reason: 'AlreadyExists',
    })
    expect(await client.get(configMaps, 'default', 'nowhere')).toBeUndefined()
  })
})
