import { describe, expect, it } from 'vitest'
import { baseFile, SourceError } from './find-disk.ts'
import { folderPath } from './vcenter.ts'

describe('baseFile', () => {
  it.each([
    ['[ds] web/web.vmdk', '[ds] web/web.vmdk'],
    ['[ds] web/web-000002.vmdk', '[ds] web/web.vmdk'],
    ['[ds] web-000001/web_1-000123.vmdk', '[ds] web-000001/web_1.vmdk'],
    ['[ds] web/web-0002.vmdk', '[ds] web/web-0002.vmdk'],
  ])('%s', (file, base) => {
    expect(baseFile(file)).toBe(base)
  })
})

describe('folderPath', () => {
  it('names the flat file, the datacenter and the datastore', () => {
    expect(folderPath({ file: '[nfs 01] My VM/a#1.vmdk', datacenter: 'site/dc-01' })).toBe(
      '/folder/My%20VM/a%231-flat.vmdk?dcPath=site%2Fdc-01&dsName=nfs+01',
    )
  })

  it('refuses what is not a virtual disk', () => {
    expect(() => folderPath({ file: 'web.vmdk', datacenter: 'dc' })).toThrow(SourceError)
  })
})
