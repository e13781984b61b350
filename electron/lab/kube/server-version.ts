import type { JsonObject } from './json.ts'

/** What GET /version answers with. */
export const serverVersion: JsonObject = {
  major: '1',
  minor: '33',
  gitVersion: 'v1.33.0+palletjack-lab',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2025-04-23T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
}
