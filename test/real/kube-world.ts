/** The lab's vCenter and controllers around a real control plane, and a backend whose target is that. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '../../electron/lab/lab.ts'
import { connectTo, type Connected, type LabWorld } from '../fixtures/lab-backend.ts'
import { findGo, NEEDS_GO } from './go-program.ts'
import { crdFolder, NEEDS_CRDS } from './crds.ts'
import { startKubeCluster, type KubeCluster } from './kube-cluster.ts'

const go = findGo()
const crds = crdFolder()

/** Why these tests cannot run here; undefined when they can. */
export const kubeIsMissing = go === undefined ? NEEDS_GO : crds === undefined ? NEEDS_CRDS : undefined

/** "kube-apiserver", with the reason when it is skipped. */
export const kubeTitle = `kube-apiserver${kubeIsMissing === undefined ? '' : ` (${kubeIsMissing})`}`

export interface KubeWorld extends Connected {
  readonly cluster: KubeCluster
  readonly world: LabWorld
  close(): Promise<void>
}

/** Everything on loopback, gone afterwards. Palletjack logs in to the cluster as the user "migrator". */
export async function startKubeWorld(timeScale = 40): Promise<KubeWorld> {
  const cluster = await startKubeCluster(go ?? '', crds ?? '')
  const home = mkdtempSync(join(tmpdir(), 'palletjack-real-'))
  const closers: (() => unknown)[] = [
    () => cluster.stop(),
    () => rmSync(home, { recursive: true, force: true }),
  ]
  const close = async (): Promise<void> => {
    for (let end = closers.pop(); end; end = closers.pop()) await end()
  }
  try {
    const lab = await startLab({
      seed: 'real',
      vms: 40,
      hosts: 4,
      timeScale,
      dir: join(home, 'lab'),
      cluster: { ...cluster.admin, runsJobs: true },
    })
    closers.push(() => lab.close())
    const endpoints = { ...lab.endpoints, cluster: { ...lab.endpoints.cluster, ...cluster.migrator } }
    const world: LabWorld = { lab: { ...lab, endpoints }, home, close }
    const connected = await connectTo(world)
    closers.push(() => connected.backend.close())
    return { ...connected, cluster, world, close }
  } catch (error) {
    await close()
    throw error
  }
}
