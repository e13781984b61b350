import { describe, expect, it } from 'vitest'
import { networkProbeJob, podOfJob, probeSelector, vddkProbeJob, type ProbeJobOptions } from './probe-job.ts'

const options: ProbeJobOptions = {
  namespace: 'demo',
  key: 'target-1 source-1',
  image: 'registry.example.com/tools:1',
  platform: 'openshift',
  deadlineSeconds: 400,
}

const network = (change: Partial<ProbeJobOptions> = {}) =>
  networkProbeJob({ ...options, ...change }, 'vcenter.example.com 443')

describe('a probe Job', () => {
  it('has a name that follows from what it is about', () => {
    expect(network().metadata.name).toMatch(/^palletjack-probe-network-[0-9a-f]{10}$/)
    expect(network().metadata.name).toBe(network({ image: 'other' }).metadata.name)
    expect(network().metadata.name).not.toBe(network({ key: 'target-1 source-2' }).metadata.name)
    expect(vddkProbeJob(options).metadata.name).toMatch(/^palletjack-probe-vddk-/)
  })

  it.each([
    ['network', network()],
    ['vddk', vddkProbeJob(options)],
  ])('of the kind %s is let in by the strictest rules and by quotas, and ends by itself', (kind, job) => {
    expect(job.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 400 })
    expect(job.spec.ttlSecondsAfterFinished).toBeGreaterThan(0)
    const { spec, metadata } = job.spec.template
    expect(spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(spec.securityContext).not.toHaveProperty('runAsUser')
    for (const container of spec.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      })
      expect(Object.keys(container.resources.requests)).toEqual(['cpu', 'memory'])
      expect(Object.keys(container.resources.limits)).toEqual(['cpu', 'memory'])
    }
    expect(metadata.annotations).toMatchObject({ 'sidecar.istio.io/inject': 'false' })
    expect(metadata.labels).toMatchObject({ probe: kind, ...probeSelector(job) })
    expect(job.metadata.labels).toMatchObject(probeSelector(job))
  })

  it('names a user where the cluster assigns none: the default image would run as root', () => {
    const job = network({ platform: 'kubernetes' })
    expect(job.spec.template.spec.securityContext.runAsUser).toBeGreaterThan(1000)
  })

  it('takes the way of the disks', () => {
    const annotations = { 'k8s.v1.cni.cncf.io/networks': '[]' }
    expect(network({ annotations }).spec.template.metadata.annotations).toMatchObject(annotations)
  })

  it('has a pod that can be tried on its own', () => {
    const job = network()
    const pod = podOfJob(job)
    expect(pod.metadata).toMatchObject({ name: job.metadata.name, namespace: 'demo' })
    expect(pod.spec).toBe(job.spec.template.spec)
  })
})
