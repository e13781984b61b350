import { expect, it } from 'vitest'
import { reportName } from './report-name.ts'

it.each([
  ['vcenter-01', 'vcenter-01-preflight-2026-11-03.html'],
  ['../Prod / West', 'Prod-West-preflight-2026-11-03.html'],
  ['../..\\Etc/pass wd\u202e', 'Etc-pass-wd-preflight-2026-11-03.html'],
  ['中央', 'source-preflight-2026-11-03.html'],
])('a report of %j is named %j', (source, name) =>
  expect(reportName({ source, at: '2026-11-03T23:59:00.000Z' }, 'html')).toBe(name),
)
