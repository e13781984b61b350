/** A service of an ESXi host, as its service system lists it. */
export interface EstateService {
  readonly key: string
  readonly label: string
  /** One that cannot be stopped. */
  readonly required: boolean
  /** Firewall rule sets that open the service's ports. */
  readonly rulesets: readonly string[]
  running: boolean
  /** Whether it starts with the host, by hand, or with its rule set. */
  policy: 'on' | 'off' | 'automatic'
}

/** A named group of openings in a host's firewall. */
export interface EstateRuleset {
  readonly key: string
  readonly label: string
  readonly required: boolean
  readonly service: string | undefined
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
  readonly direction: 'inbound' | 'outbound'
  enabled: boolean
}

const SSH_SERVICE = 'TSM-SSH'
const SSH_RULESET = 'sshServer'

/** Key, label, whether it runs, policy, and rule sets. */
const SERVICES: readonly (readonly [string, string, boolean, EstateService['policy'], ...string[]])[] = [
  ['DCUI', 'Direct Console UI', true, 'on'],
  ['TSM', 'ESXi Shell', false, 'off'],
  [SSH_SERVICE, 'SSH', true, 'on', SSH_RULESET],
  ['lbtd', 'Load-Based Teaming Daemon', true, 'on'],
  ['lwsmd', 'Active Directory Service', false, 'off'],
  ['ntpd', 'NTP Daemon', true, 'on', 'ntpClient'],
  ['pcscd', 'PC/SC Smart Card Daemon', false, 'off'],
  ['sfcbd-watchdog', 'CIM Server', false, 'on', 'CIMHttpServer', 'CIMHttpsServer'],
  ['snmpd', 'SNMP Server', false, 'on', 'snmp'],
  ['vmsyslogd', 'Syslog Server', true, 'on'],
  ['vpxa', 'VMware vCenter Agent', true, 'on', 'vpxHeartbeats'],
  ['xorg', 'X.Org Server', false, 'on'],
]

/** The services of a fresh host, but with SSH running: the lab's hosts are there to be reached. */
export function createServices(): EstateService[] {
  return SERVICES.map(([key, label, running, policy, ...rulesets]) => ({
    key,
    label,
    required: key === 'vmsyslogd',
    rulesets,
    running,
    policy,
  }))
}

export function createRulesets(): EstateRuleset[] {
  const inbound = (key: string, label: string, port: number, service?: string): EstateRuleset => ({
    key,
    label,
    required: false,
    service,
    port,
    protocol: 'tcp',
    direction: 'inbound',
    enabled: true,
  })
  return [
    inbound('CIMHttpServer', 'CIM Server', 5988, 'sfcbd-watchdog'),
    inbound('CIMHttpsServer', 'CIM Secure Server', 5989, 'sfcbd-watchdog'),
    inbound(SSH_RULESET, 'SSH Server', 22, SSH_SERVICE),
    { ...inbound('ntpClient', 'NTP Client', 123, 'ntpd'), protocol: 'udp', direction: 'outbound' },
    { ...inbound('snmp', 'SNMP Server', 161, 'snmpd'), protocol: 'udp' },
    { ...inbound('vSphereClient', 'vSphere Web Client', 902), required: true },
    {
      ...inbound('vpxHeartbeats', 'VMware vCenter Agent', 902, 'vpxa'),
      protocol: 'udp',
      direction: 'outbound',
    },
  ]
}

/** Whether somebody can reach the host's SSH server: it runs, and the firewall lets them in. */
export function sshIsOpen(host: {
  readonly services: readonly EstateService[]
  readonly rulesets: readonly EstateRuleset[]
}): boolean {
  const running = host.services.some((service) => service.key === SSH_SERVICE && service.running)
  return running && host.rulesets.some((ruleset) => ruleset.key === SSH_RULESET && ruleset.enabled)
}
