/** Options that several commands share, and how a command is run. */
import { Option, type Command } from 'commander'
import type { CommandContext } from './command-context.ts'
import type { ExitCode } from './exit-codes.ts'

/** Does the work of a command. It imports what it needs itself, so that nothing is loaded for another command. */
export type Run = (work: (context: CommandContext) => Promise<ExitCode>) => Promise<void>

/** Flags and help of single options. */
export const HOME = ['--home <dir>', 'state directory'] as const
export const PROVIDER = ['--provider <name>', 'a known vCenter or ESXi host (provider list)'] as const
export const TARGET = ['--target <name>', 'known cluster, instead of --kubeconfig or --cluster'] as const

/** `shape` of the one object. */
export const json = (shape: string) => ['--json', `one JSON object on standard output: ${shape}`] as const

export const ALSO_CLUSTER = ', also for --cluster'

/** `caHelp`: what the authority is for where a cluster can be named too. */
export function addVcenter(command: Command, caHelp = ''): Command {
  const named = command
    .option('--vcenter <url>', 'vCenter or ESXi host')
    .option('--username <name>', 'user of the vCenter')
  return addPassword(named)
    .option('--fingerprint <hex>', 'trust the certificate with this SHA-1 or SHA-256 fingerprint')
    .option('--ca <file>', `trust certificates of this authority (PEM)${caHelp}`)
}

/** Of the vCenter, however it is named. `of`: whose it is, where a command takes other passwords too. */
export function addPassword(command: Command, of = ''): Command {
  return command
    .option('--password-fd <n>', `read the password${of} from this file descriptor (default: ask)`)
    .addOption(new Option('--password [value]').hideHelp())
}

/** The cluster by its place: a kubeconfig, or an address and a token. */
export function addCluster(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'cluster of a kubeconfig file')
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option(
      '--allow-program <command line>',
      'let the context run this login program (provider contexts shows it exactly)',
    )
    .option('--cluster <url>', 'address of an API server, instead of a kubeconfig')
    .option('--token-fd <n>', 'read the token for --cluster from this file descriptor (default: ask)')
    .option(
      '--cluster-ca <file>',
      'trust certificates of this authority (PEM) for --cluster (default: that of --ca)',
    )
    .addOption(new Option('--token [value]').hideHelp())
}

/** The demo lab, of any size. `help`: what it is used as. */
export function addLab(command: Command, help: string): Command {
  return addLabSize(command.option('--lab', help))
}

export function addLabSize(command: Command): Command {
  return command
    .option('--seed <text>', 'lab: fixes disk contents and credentials')
    .option('--vms <n>', 'lab: number of VMs')
    .option('--hosts <n>', 'lab: number of ESXi hosts')
    .option('--time-scale <x>', 'lab: how much faster than real time it runs')
    .option(...HOME)
}
