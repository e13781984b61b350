/** What a fresh host of the tests has for settings. */
export const CONFIG = '/etc/vmware/hostd/config.xml'

export const CONFIG_XML = `<?xml version="1.0" encoding="UTF-8"?>
<config>
  <!-- maxMemory of <nfcsvc> is below -->
  <plugins>
    <nfcsvc>
      <path>libnfcsvc.so</path>
      <enabled>true</enabled>
      <maxMemory>50331648</maxMemory>
      <maxStreamMemory>10485760</maxStreamMemory>
    </nfcsvc>
  </plugins>
</config>`

export const STORE = JSON.stringify(
  {
    plugins: { nfcsvc: { enabled: true, max_memory: 50331648, max_stream_memory: 10485760 } },
    other: { id: 7 },
  },
  null,
  3,
)
const number = { type: 'integer' }
export const SCHEMA = JSON.stringify({
  type: 'object',
  properties: {
    plugins: {
      type: 'object',
      properties: {
        nfcsvc: {
          type: 'object',
          properties: { enabled: { type: 'boolean' }, max_memory: number, max_stream_memory: number },
        },
      },
    },
    other: { type: 'object' },
  },
})
