/** `npm run demo` as a newcomer runs it, without a desktop and without a terminal. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { palletjack } from '../fixtures/cli-process.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'palletjack-demo-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

it('migrates three VMs with five disks that agree, says where to watch it, and ends with 0', async () => {
  const demo = palletjack(['--demo', '--shell', 'web', '--time-scale', '20', '--home', home], {
    program: 'electron/start.ts',
    env: { CI: 'true', DISPLAY: '', WAYLAND_DISPLAY: '' },
  })
  try {
    expect(await demo.ended, demo.out() + demo.err()).toBe(0)
    expect(demo.out()).toMatch(/http:\/\/127\.0\.0\.1:\d+\//)
    expect(demo.out().match(/│ agree │/g)).toHaveLength(5)
    expect(demo.out()).toMatch(
      /3 of 3 VMs migrated to namespace demo in .* agree on all 5 disks, byte for byte\./,
    )
  } finally {
    demo.child.kill('SIGKILL')
  }
})
