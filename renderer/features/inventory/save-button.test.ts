import { describe, expect, it } from 'vitest'
import { fileName } from './save-button.tsx'

describe('the name of a saved inventory', () => {
  const day = new Date(2026, 10, 3, 23, 59)

  it.each([
    ['vcenter-01', 'inventory.json.gz', 'vcenter-01-inventory-2026-11-03.json.gz'],
    ['Prod / West (old)', 'inventory.json.gz', 'Prod-West-old-inventory-2026-11-03.json.gz'],
    ['../etc', 'inventory.json', 'etc-inventory-2026-11-03.json'],
    ['中央', 'blob', 'vcenter-inventory-2026-11-03'],
  ])('of %j that came as %j is %j', (provider, given, name) =>
    expect(fileName(provider, given, day)).toBe(name),
  )
})
