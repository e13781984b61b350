import type { EstateHost, EstateRuleset, EstateService } from '../../estate/model.ts'
import { invalidArgument, invalidState, notFound, VimFault } from '../fault.ts'
import { hostChanged, hostOf } from '../host-systems.ts'
import { textArg, type Method, type Methods, type SessionCall } from './call.ts'

const POLICIES: readonly EstateService['policy'][] = ['on', 'off', 'automatic']

/** HostServiceSystem and HostFirewallSystem, and lockdown mode of a HostSystem. */
export const HOST_METHODS: Methods = {
  StartService: service((one) => {
    if (one.running) throw invalidState(`The service ${one.key} is running already.`)
    one.running = true
  }),
  StopService: service((one) => {
    if (!one.running) throw invalidState(`The service ${one.key} is not running.`)
    if (one.required) throw invalidState(`The service ${one.key} is required and cannot be stopped.`)
    one.running = false
  }),
  RestartService: service((one) => {
    if (!one.running) throw invalidState(`The service ${one.key} is not running.`)
  }),
  UpdateServicePolicy: {
    ...service((one, call) => {
      const policy = POLICIES.find((known) => known === textArg(call, 'policy'))
      if (policy === undefined) throw invalidArgument('policy')
      one.policy = policy
    }),
    params: { id: '', policy: '' },
  },
  RefreshServices: {
    on: 'HostServiceSystem',
    privilege: 'Host.Config.NetService',
    run: () => undefined,
  },
  EnableRuleset: ruleset((one) => {
    one.enabled = true
  }),
  DisableRuleset: ruleset((one) => {
    if (one.required) throw invalidState(`The rule set ${one.key} is required and cannot be closed.`)
    one.enabled = false
  }),
  EnterLockdownMode: lockdown('lockdownNormal'),
  ExitLockdownMode: lockdown('lockdownDisabled'),
}

function service(change: (one: EstateService, call: SessionCall) => void): Method {
  return {
    on: 'HostServiceSystem',
    privilege: 'Host.Config.NetService',
    params: { id: '' },
    run: async (call) => {
      const host = reachable(call)
      const one = host.services.find(({ key }) => key === textArg(call, 'id'))
      if (one === undefined) throw notFound(`The service ${textArg(call, 'id')}`)
      change(one, call)
      await applied(call, host)
      return undefined
    },
  }
}

function lockdown(mode: EstateHost['lockdownMode']): Method {
  return {
    on: 'HostSystem',
    privilege: 'Host.Config.Settings',
    run: (call) => {
      const host = connected(call.vim.index.host(call.target.ref.id))
      if (host.lockdownMode === mode) throw invalidState(`The host is in ${mode} already.`)
      host.lockdownMode = mode
      call.vim.estate.touch(host.id)
      return undefined
    },
  }
}

function ruleset(change: (one: EstateRuleset) => void): Method {
  return {
    on: 'HostFirewallSystem',
    privilege: 'Host.Config.NetService',
    params: { id: '' },
    run: async (call) => {
      const host = reachable(call)
      const one = host.rulesets.find(({ key }) => key === textArg(call, 'id'))
      if (one === undefined) throw notFound(`The rule set ${textArg(call, 'id')}`)
      change(one)
      await applied(call, host)
      return undefined
    },
  }
}

function reachable(call: SessionCall): EstateHost {
  return connected(hostOf(call.vim, call.target.ref))
}

function connected(host: EstateHost): EstateHost {
  if (host.connectionState === 'connected') return host
  throw new VimFault('HostNotConnected', 'Unable to communicate with the remote host: it is disconnected.')
}

/** Returns when the host has done what was asked, so that the caller finds its port open or closed. */
async function applied(call: SessionCall, host: EstateHost): Promise<void> {
  hostChanged(call.vim, host)
  await call.hostServicesChanged(host)
}
