/** Options that several commands share. */
import { Option, type Command } from 'commander'
import { TARGET_OPTIONS } from './target-request.ts'

export const ALSO_CLUSTER = ', also for --cluster'

/** `caHelp`: what the authority is for where a cluster can be named too. */
export function addVcenter(command: Command, caHelp = ''): Command {
  return command
    .option('--vcenter <url>', 'vCenter or ESXi host')
    .option('--username <name>', 'user of the vCenter')
    .option('--password-fd <n>', 'read the password from this file descriptor (default: ask)')
    .option('--fingerprint <hex>', 'trust the certificate with this SHA-1 or SHA-256 fingerprint')
    .option('--ca <file>', `trust certificates of this authority (PEM)${caHelp}`)
    .addOption(new Option('--password [value]').hideHelp())
}

export function addLabOptions(command: Command): Command {
  return command
    .option('--seed <text>', 'lab: fixes disk contents and credentials')
    .option('--vms <n>', 'lab: number of VMs')
    .option('--hosts <n>', 'lab: number of ESXi hosts')
    .option('--time-scale <x>', 'lab: how much faster than real time it runs')
    .option('--home <dir>', 'state directory')
}

/** The cluster: a kubeconfig, or an address and a token. */
export function addTarget(command: Command): Command {
  for (const [flags, help] of TARGET_OPTIONS) command.option(flags, help)
  return command.addOption(new Option('--token [value]').hideHelp())
}
