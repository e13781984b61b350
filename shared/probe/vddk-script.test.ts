import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { libraryLook, libraryVersion, readVddkResult } from './vddk-results.ts'
import { vddkScript } from './vddk-script.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vddk-image-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function file(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), '')
}

function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(to, join(root, path))
}

/** With no tool in reach, as in an image that holds a shell and little else. */
function check() {
  const out = join(root, 'termination-log')
  execFileSync('/bin/sh', ['-c', vddkScript], { env: { PATH: '/nowhere', PROBE_ROOT: root, PROBE_OUT: out } })
  const result = readVddkResult(readFileSync(out, 'utf8'))
  if (!result) throw new Error('no result')
  return { ...result, path: result.path.slice(root.length) }
}

const lib64 = 'vmware-vix-disklib-distrib/lib64'

describe('the script of the VDDK image probe', () => {
  it.each([lib64, `opt/${lib64}`])('finds the real library behind its links in /%s', (folder) => {
    file(`${folder}/libvixDiskLib.so.8.0.3`)
    link(`${folder}/libvixDiskLib.so.8`, 'libvixDiskLib.so.8.0.3')
    link(`${folder}/libvixDiskLib.so`, 'libvixDiskLib.so.8')
    const result = check()
    expect(result).toEqual({ finding: 'found', path: `/${folder}/libvixDiskLib.so.8.0.3` })
    expect(libraryVersion(result.path)).toBe('8.0.3')
    expect(libraryLook(result)).toEqual({
      state: 'ok',
      detail: `Found version 8.0.3 at /${folder}/libvixDiskLib.so.8.0.3.`,
    })
  })

  it.each([
    ['links without their file', () => link(`${lib64}/libvixDiskLib.so`, 'libvixDiskLib.so.8.0.3'), 'broken'],
    ['a folder too deep', () => file(`vmware-vix-disklib-distrib/${lib64}/libvixDiskLib.so.8.0.3`), 'nested'],
    ['a folder without the library', () => file(`${lib64}/libcrypto.so.3`), 'empty'],
    ['a packed archive', () => file('VMware-vix-disklib-8.0.3.x86_64.tar.gz'), 'archive'],
    ['another image', () => file('usr/bin/true'), 'missing'],
  ])('recognises %s', (_, make, finding) => {
    make()
    const result = check()
    expect(result.finding).toBe(finding)
    expect(libraryLook({ finding: result.finding, path: result.path }).state).toBe('failed')
  })
})
