/** Firewall rule sets of an ESXi host, for example the one that lets SSH in (sshServer). */
import { decodeName } from '../../shared/inventory/from-vsphere/names.ts'
import { at, flag, leaf, list, reference, text, type MoRef } from '../../shared/inventory/from-vsphere/raw.ts'
import type { Problem } from '../../shared/problem.ts'
import { asResult, VsphereError } from './errors.ts'
import { notTold } from './host-services.ts'
import type { Login } from './login.ts'
import { readObject } from './property-collector.ts'
import type { HostRuleset, VsphereSession } from './service.ts'
import { textElement } from './xml-writer.ts'

export type HostFirewall = Pick<VsphereSession, 'hostRulesets' | 'setHostRuleset'>

/** `stop` ends every wait, for example when the connection is closed. */
export function createHostFirewall(login: Login, stop: AbortSignal): HostFirewall {
  const { client, content } = login
  const read = (ref: MoRef, paths: readonly string[]) =>
    login.run(() => readObject(client, content, ref, paths, { signal: stop }))
  const firewall = async (hostId: string) => {
    const host = await read({ type: 'HostSystem', value: hostId }, ['name', 'configManager.firewallSystem'])
    const ref = reference(host.properties['configManager.firewallSystem'])
    const name = decodeName(leaf(host.properties['name']) ?? hostId)
    if (!ref) throw new VsphereError(notTold(name, 'firewall'))
    return { name, ref }
  }
  const rulesets = async (ref: MoRef): Promise<HostRuleset[]> => {
    const { properties } = await read(ref, ['firewallInfo'])
    return list(at(properties['firewallInfo'], 'ruleset')).flatMap((one) => {
      const key = text(one, 'key')
      return key === undefined
        ? []
        : [{ key, enabled: flag(one, 'enabled'), service: text(one, 'service') ?? '' }]
    })
  }
  return {
    hostRulesets: (hostId) =>
      asResult(`Reading the firewall of host ${hostId}`, async () => rulesets((await firewall(hostId)).ref)),
    setHostRuleset: (hostId, key, enabled) =>
      asResult(`Changing the firewall of host ${hostId}`, async () => {
        const { name, ref } = await firewall(hostId)
        const find = async () => {
          const found = (await rulesets(ref)).find((one) => one.key === key)
          if (!found) throw new VsphereError(noRuleset(name, key))
          return found
        }
        if ((await find()).enabled === enabled) return
        const method = enabled ? 'EnableRuleset' : 'DisableRuleset'
        await login.run(() => client.call({ method, self: ref, body: textElement('id', key), signal: stop }))
        if ((await find()).enabled !== enabled) throw new VsphereError(unchanged(name, key))
      }),
  }
}

function noRuleset(host: string, key: string): Problem {
  return {
    code: 'vsphere.no-such-ruleset',
    message: `The firewall of host ${host} has no rule set ${key}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Check the version of the host.',
  }
}

function unchanged(host: string, key: string): Problem {
  return {
    code: 'vsphere.ruleset-unchanged',
    message: `Host ${host} took the change, but the rule set ${key} of its firewall is as before.`,
    meaning: 'The firewall is not as it was asked for.',
    remedy: 'Look at the firewall and at the events of the host in vSphere, then try again.',
  }
}
