import { describe, expect, it } from 'vitest'
import { account, readProperties, texts, useVcenter } from '../test-support/test-vcenter.ts'

const { lab, client } = useVcenter('all', 3)

const SERVICES = 'HostServiceSystem:serviceSystem-101'
const FIREWALL = 'HostFirewallSystem:firewallSystem-101'
const on = (method: string, id: string, more = ''): Promise<unknown> =>
  client.call(SERVICES, method, `<id>${id}</id>${more}`)

/** "running policy" of a service by its key. */
async function service(key: string): Promise<string | undefined> {
  const info = (await readProperties(client, SERVICES, ['serviceInfo'])).get('serviceInfo')
  const one = info?.children.find((node) => texts(node, 'key')[0] === key)
  return one && [...texts(one, 'running'), ...texts(one, 'policy')].join(' ')
}

describe('services of a host', () => {
  it('are named by the host', async () => {
    const path = 'configManager.serviceSystem'
    const values = await readProperties(client, 'HostSystem:host-101', [path, 'config.service'])
    expect(values.get(path)?.text).toBe('serviceSystem-101')
    expect(texts(values.get('config.service')!, 'service.key')).toContain('TSM-SSH')
  })

  it('stop, start and start again', async () => {
    expect(await service('TSM-SSH')).toBe('true on')
    await on('StopService', 'TSM-SSH')
    expect(await service('TSM-SSH')).toBe('false on')
    await expect(on('StopService', 'TSM-SSH')).rejects.toMatchObject({ type: 'InvalidState' })
    await expect(on('RestartService', 'TSM-SSH')).rejects.toMatchObject({ type: 'InvalidState' })
    await on('StartService', 'TSM-SSH')
    await on('RestartService', 'TSM-SSH')
    await client.call(SERVICES, 'RefreshServices')
    expect(await service('TSM-SSH')).toBe('true on')
    await expect(on('StartService', 'TSM-SSH')).rejects.toMatchObject({ type: 'InvalidState' })
  })

  it('have policies', async () => {
    await on('UpdateServicePolicy', 'ntpd', '<policy>automatic</policy>')
    expect(await service('ntpd')).toBe('true automatic')
    await expect(on('UpdateServicePolicy', 'ntpd', '<policy>perhaps</policy>')).rejects.toMatchObject({
      type: 'InvalidArgument',
    })
  })

  it('refuse what is not there, and to stop what is needed', async () => {
    await expect(on('StartService', 'nothing')).rejects.toMatchObject({ type: 'NotFound' })
    await expect(on('StopService', 'vmsyslogd')).rejects.toMatchObject({ type: 'InvalidState' })
    const host = lab.estate.hosts[1]!
    host.connectionState = 'disconnected'
    await expect(
      client.call('HostServiceSystem:serviceSystem-102', 'StopService', '<id>TSM-SSH</id>'),
    ).rejects.toMatchObject({ type: 'HostNotConnected' })
  })
})

describe('lockdown mode of a host', () => {
  const target = 'HostSystem:host-103'
  const mode = async (): Promise<string | undefined> =>
    (await readProperties(client, target, ['config.lockdownMode'])).get('config.lockdownMode')?.text

  it('is entered and left by who may', async () => {
    await client.call(target, 'EnterLockdownMode')
    expect(await mode()).toBe('lockdownNormal')
    await expect(client.call(target, 'EnterLockdownMode')).rejects.toMatchObject({ type: 'InvalidState' })
    const operator = lab.client()
    await operator.login(account(lab, 'operator'))
    await expect(operator.call(target, 'ExitLockdownMode')).rejects.toMatchObject({ type: 'NoPermission' })
    await client.call(target, 'ExitLockdownMode')
    expect(await mode()).toBe('lockdownDisabled')
  })
})

describe('the firewall of a host', () => {
  it('opens and closes', async () => {
    const enabled = async (): Promise<string | undefined> => {
      const info = (await readProperties(client, FIREWALL, ['firewallInfo'])).get('firewallInfo')
      const one = info?.children.find((node) => texts(node, 'key')[0] === 'sshServer')
      return one && texts(one, 'enabled')[0]
    }
    await client.call(FIREWALL, 'DisableRuleset', '<id>sshServer</id>')
    expect(await enabled()).toBe('false')
    await client.call(FIREWALL, 'EnableRuleset', '<id>sshServer</id>')
    expect(await enabled()).toBe('true')
    await expect(client.call(FIREWALL, 'DisableRuleset', '<id>vSphereClient</id>')).rejects.toMatchObject({
      type: 'InvalidState',
    })
    await expect(client.call(FIREWALL, 'EnableRuleset', '<id>nothing</id>')).rejects.toMatchObject({
      type: 'NotFound',
    })
  })
})
