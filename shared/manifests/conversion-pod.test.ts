import { describe, expect, it } from 'vitest'
import { claimOwnerPatch } from './claim-owner.ts'
import { conversionPod, defaultConversionImage } from './conversion-pod.ts'
import { context, vm } from './test-support/samples.ts'

describe('conversionPod', () => {
  const claims = [
    { name: 'a', volumeMode: 'Block' },
    { name: 'b', volumeMode: 'Filesystem' },
  ] as const
  const pod = conversionPod(context, vm({ name: 'Web 01' }), 'web-01', claims)
  const container = pod.spec.containers[0]!

  it('works on the claims alone', () => {
    const env = new Map(container.env.map((each) => [each.name, each.value]))
    expect(Object.fromEntries(env)).toEqual({
      V2V_source: 'vSphere',
      V2V_inPlace: '1',
      V2V_libvirtURL: '',
      V2V_vmName: 'Web 01',
      V2V_NewName: 'web-01',
      LOCAL_MIGRATION: 'false',
    })
    expect(container.volumeDevices).toEqual([{ name: 'vol-0', devicePath: '/dev/block0' }])
    expect(container.volumeMounts).toEqual([{ name: 'vol-1', mountPath: '/mnt/disks/disk1' }])
    expect(pod.spec.volumes).toEqual([
      { name: 'vol-0', persistentVolumeClaim: { claimName: 'a' } },
      { name: 'vol-1', persistentVolumeClaim: { claimName: 'b' } },
    ])
    expect(JSON.stringify(pod)).not.toContain('secret')
  })

  it('runs once, without rights, on a node that has KVM', () => {
    expect(pod.spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      nodeSelector: { 'kubevirt.io/schedulable': 'true' },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 107,
        fsGroup: 107,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    })
    expect(container).toMatchObject({
      name: 'virt-v2v',
      image: defaultConversionImage,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      resources: {
        requests: { cpu: '1', memory: '1Gi', 'devices.kubevirt.io/kvm': '1' },
        limits: { cpu: '4', memory: '8Gi', 'devices.kubevirt.io/kvm': '1' },
      },
    })
  })

  it('does without KVM and takes another image when told so', () => {
    const changed = { ...context, conversionImage: 'r/v2v:1', requestKvm: false }
    const other = conversionPod(changed, vm(), 'web-01', claims)
    expect(other.spec).not.toHaveProperty('nodeSelector')
    expect(other.spec.containers[0]).toMatchObject({ image: 'r/v2v:1' })
    expect(JSON.stringify(other)).not.toContain('devices.kubevirt.io')
  })

  it("names the nodes' profile where Forklift's constraint lets it in", () => {
    const other = conversionPod({ ...context, conversionAccess: 'unshare' }, vm(), 'web-01', claims)
    expect(other.spec.securityContext.seccompProfile).toEqual({
      type: 'Localhost',
      localhostProfile: 'profiles/unshare.json',
    })
    expect(other.spec).not.toHaveProperty('serviceAccountName')
  })

  it('runs under an account of its own, still as user 107, where a person consented', () => {
    const other = conversionPod({ ...context, conversionAccess: 'privileged' }, vm(), 'web-01', claims)
    expect(other.spec).toMatchObject({
      serviceAccountName: 'palletjack-conversion',
      automountServiceAccountToken: false,
      securityContext: { runAsUser: 107, seccompProfile: { type: 'Unconfined' } },
    })
  })

  it('joins the transfer network', () => {
    const transferNetwork = { namespace: 'team-a', name: 'fast', route: 'none' }
    const other = conversionPod({ ...context, transferNetwork }, vm(), 'web-01', claims)
    expect(other.metadata.annotations).toEqual({
      ...pod.metadata.annotations,
      'k8s.v1.cni.cncf.io/networks': '[{"name":"fast","namespace":"team-a"}]',
    })
  })
})

describe('claimOwnerPatch', () => {
  const dv = {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    name: 'd',
    uid: 'u1',
    controller: true,
  }

  it('adds the VM once and keeps the others', () => {
    const once = claimOwnerPatch([dv], { name: 'web-01', uid: 'u2' })
    expect(once.metadata.ownerReferences).toHaveLength(2)
    expect(once.metadata.ownerReferences[0]).toEqual(dv)
    expect(once.metadata.ownerReferences[1]).toMatchObject({
      kind: 'VirtualMachine',
      controller: false,
      blockOwnerDeletion: false,
    })
    expect(claimOwnerPatch(once.metadata.ownerReferences, { name: 'web-01', uid: 'u2' })).toEqual(once)
    expect(claimOwnerPatch(undefined, { name: 'w', uid: 'u' }).metadata.ownerReferences).toHaveLength(1)
  })
})
