import { describe, expect, it } from 'vitest'
import { conversionPod } from './conversion-pod.ts'
import { ownership } from './labels.ts'
import { luksKeys, luksSecret } from './luks-secret.ts'
import { providerSecret } from './provider-secret.ts'
import { context, vm } from './test-support/samples.ts'

describe('luksSecret', () => {
  const secret = luksSecret(context, vm({ id: 'vm-7' }), 'web-01')

  it('belongs to the VM of the plan, beside the secret of the importer', () => {
    expect(secret.metadata.labels).toMatchObject({ ...ownership(context.planId, 'vm-7'), isLUKS: 'true' })
    expect(secret.metadata.namespace).toBe(context.targetNamespace)
    expect(secret.metadata.name).not.toBe(providerSecret(context, vm({ id: 'vm-7' }), 'web-01').metadata.name)
    expect(secret).not.toHaveProperty('stringData')
  })

  it('has one key per passphrase', () => {
    expect(luksKeys(['a b', 'c'])).toEqual({ 'passphrase-1': 'a b', 'passphrase-2': 'c' })
  })

  it('is mounted, for reading only, where virt-v2v looks', () => {
    const claims = [{ name: 'a', volumeMode: 'Filesystem' }] as const
    const { spec } = conversionPod(context, vm(), 'web-01', claims, { luksSecret: 'keys' })
    expect(spec.volumes).toEqual([
      { name: 'vol-0', persistentVolumeClaim: { claimName: 'a' } },
      { name: 'luks', secret: { secretName: 'keys', defaultMode: 0o440 } },
    ])
    expect(spec.containers[0]?.volumeMounts).toEqual([
      { name: 'vol-0', mountPath: '/mnt/disks/disk0' },
      { name: 'luks', mountPath: '/etc/luks', readOnly: true },
    ])
  })
})
