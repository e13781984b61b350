import type { EstateHost } from '../../estate/model.ts'
import type { VimObject } from '../vim/value.ts'

/** The property `serviceInfo` of a host's service system, also `config.service` of the host. */
export function serviceInfo(host: EstateHost): VimObject {
  return {
    service: host.services.map((service) => ({
      key: service.key,
      label: service.label,
      required: service.required,
      uninstallable: false,
      running: service.running,
      ruleset: service.rulesets.length > 0 ? service.rulesets : undefined,
      policy: service.policy,
      sourcePackage: { sourcePackageName: 'esx-base', description: 'The base package of the host' },
    })),
  }
}

/** The property `firewallInfo` of a host's firewall system, also `config.firewall` of the host. */
export function firewallInfo(host: EstateHost): VimObject {
  return {
    defaultPolicy: { incomingBlocked: true, outgoingBlocked: true },
    ruleset: host.rulesets.map((ruleset) => ({
      key: ruleset.key,
      label: ruleset.label,
      required: ruleset.required,
      rule: [
        {
          port: ruleset.port,
          direction: ruleset.direction,
          portType: ruleset.direction === 'inbound' ? 'dst' : 'src',
          protocol: ruleset.protocol,
        },
      ],
      service: ruleset.service,
      enabled: ruleset.enabled,
      allowedHosts: { allIp: true },
    })),
  }
}
