import { describe, expect, it } from 'vitest'
import { problemOfFault } from './faults.ts'

const problem = (fault: string, message: string, properties: Record<string, string> = {}) =>
  problemOfFault({ fault, message, properties: { $type: fault, ...properties } }, 'Snapshot of VM "web"')

describe('a fault in words', () => {
  it.each([
    ['NoDiskSpace', { datastore: 'ds-1' }, 'no-disk-space', 'The datastore is ds-1.'],
    ['FileLocked', { file: '[ds] a.vmdk' }, 'file-locked', 'The file is [ds] a.vmdk.'],
    ['FileFault', { file: '[ds] a.vmdk' }, 'file-fault', 'The file is [ds] a.vmdk.'],
    [
      'SSLVerifyFault',
      { thumbprint: 'AA:BB' },
      'host-certificate',
      'The certificate that was shown has the thumbprint AA:BB.',
    ],
    [
      'HostAccessRestrictedToManagementServer',
      { managementServer: '10.0.0.1' },
      'host-managed',
      'The host is managed by 10.0.0.1.',
    ],
  ])('%s names what it is about', (fault, properties, code, words) => {
    expect(problem(fault, 'It failed', properties)).toMatchObject({
      code: `vsphere.${code}`,
      message: `Snapshot of VM "web" failed: It failed. ${words}`,
      detail: `${fault}: It failed`,
    })
  })

  it('does not say twice what vSphere says', () => {
    expect(problem('NoDiskSpace', 'No space on ds-1.', { datastore: 'ds-1' }).message).toBe(
      'Snapshot of VM "web" failed: No space on ds-1.',
    )
  })

  it.each([
    ['ApplicationQuiesceFault', 'quiesce-failed'],
    ['FilesystemQuiesceFault', 'quiesce-failed'],
    ['TooManySnapshotLevels', 'too-many-snapshots'],
    ['NoDiskSpace', 'no-disk-space'],
    ['TaskInProgress', 'task-in-progress'],
    ['RestrictedVersion', 'licence-read-only'],
    ['QuestionPending', 'question-pending'],
  ])('%s says what it means for the VM', (fault, code) => {
    const { meaning, ...rest } = problem(fault, 'x')
    expect(rest.code).toBe(`vsphere.${code}`)
    expect(meaning).toMatch(/\.$/)
  })

  it.each(['constructor', '__proto__', '', 'BrandNew'])(
    'of the unknown class "%s" keeps its text',
    (fault) => {
      expect(problem(fault, 'New here')).toMatchObject({
        code: 'vsphere.fault',
        message: 'Snapshot of VM "web" failed: New here.',
      })
    },
  )
})
