/** A cluster that is logged in to by a program: consent once, remembered, and bound to that very program. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { createBackend } from '../../electron/backend.ts'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

let world: LabWorld
beforeAll(async () => {
  world = await startLabWorld()
})
afterAll(() => world.close())

/** A plugin that prints the token of the lab's administrator and notes its arguments. */
function plugin(): { readonly file: string; runs: () => string[] } {
  const [file, notes] = [join(world.home, 'login'), join(world.home, 'login.notes')]
  writeFileSync(notes, '')
  writeFileSync(
    file,
    `#!${process.execPath}
     require('node:fs').appendFileSync(${JSON.stringify(notes)}, process.argv.slice(2).join(' ') + '\\n')
     const status = { token: process.env.LAB_TOKEN }
     console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status }))
    `,
  )
  chmodSync(file, 0o755)
  return { file, runs: () => readFileSync(notes, 'utf8').split('\n').slice(0, -1) }
}

function kubeconfig(command: string, args: readonly string[]): string {
  const { cluster } = world.lab.endpoints
  const config = parse(cluster.kubeconfig) as { users: { user: object }[] }
  const env = [{ name: 'LAB_TOKEN', value: cluster.token }]
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, args, env, interactiveMode: 'Never' }
  config.users[0]!.user = { exec }
  return stringify(config)
}

describe.skipIf(process.platform === 'win32')('a login program (skipped on Windows)', () => {
  it('is agreed to once, also over a restart, and never replaced by another', async () => {
    const { file, runs } = plugin()
    const text = kubeconfig(file, ['prod'])
    const state = join(world.home, 'state')
    let backend = await createBackend({ home: state, shell: 'test' })
    try {
      const add = (allowProgram?: string) =>
        backend.client.providers.addCluster({
          name: 'ocp',
          access: { kind: 'kubeconfig', text, ...(allowProgram !== undefined && { allowProgram }) },
        })
      const [context] = await backend.client.providers.contexts({ text })
      const program = context?.program ?? ''
      expect(context).toMatchObject({ login: 'program', program: `LAB_TOKEN=[hidden] ${file} prod` })
      expect(context).not.toHaveProperty('problem')
      await expect(add()).rejects.toMatchObject({ data: { code: 'cluster.kubeconfig-runs-program' } })
      await expect(add(`${program} `)).rejects.toMatchObject({
        data: { code: 'cluster.kubeconfig-other-program' },
      })
      expect(runs()).toEqual([])

      const { id } = await add(program)
      expect(runs()).toEqual(['prod'])
      expect((await backend.client.providers.reconnect({ id })).status.state).toBe('connected')
      expect(runs()).toEqual(['prod', 'prod'])
      await backend.close()

      backend = await createBackend({ home: state, shell: 'test' })
      const unlock = (secret: string) => backend.client.providers.reconnect({ id, secret })
      const other = kubeconfig(file, ['prod', '--delete-everything'])
      await expect(unlock(other)).rejects.toMatchObject({
        data: {
          code: 'cluster.kubeconfig-other-program',
          detail: expect.stringContaining('--delete-everything') as string,
        },
      })
      expect(runs()).toHaveLength(2)
      expect((await unlock(text)).status.state).toBe('connected')
      expect(runs()).toEqual(['prod', 'prod', 'prod'])
    } finally {
      await backend.close()
    }
  })
})
