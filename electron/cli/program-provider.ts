/** The commands that are about providers and what a cluster is like. */
import type { Command } from 'commander'
import type { ExitCode } from './outcome.ts'
import { addLabOptions, addTarget, addVcenter, ALSO_CLUSTER } from './options.ts'
import type { RawProbeOptions } from './probe-request.ts'
import type { RawAccountOptions } from './provider-account.ts'
import type { RawCheckOptions } from './provider-check.ts'
import type { RawContextsOptions, RawListOptions } from './provider-list.ts'
import type { RawRightsOptions } from './provider-rights.ts'
import type { RawSettingsOptions } from './provider-settings.ts'
import type { CommandContext } from './command-context.ts'

type Done = (code: ExitCode) => void

const ONE_OBJECT = 'one JSON object on standard output'
const KNOWN = 'name of a known provider (provider list)'

export function addProvider(program: Command, context: CommandContext, done: Done): void {
  const command = program
    .command('provider')
    .description('vCenters and clusters: what is known, whether they work, rights, accounts, settings')
    .addHelpText('after', EXAMPLES)
  addList(command, context, done)
  addCheck(command, context, done)
  addRights(command, context, done)
  addAccount(command, context, done)
  addSettings(command, context, done)
}

const EXAMPLES = `
Examples:
  palletjack provider check --lab
  palletjack provider check --cluster https://api.example.com:6443 --ca ca.pem --token-fd 3 3<token
  palletjack provider rights --kubeconfig ~/.kube/config --namespace finance
  palletjack provider account --namespace finance | kubectl apply -f -
  palletjack provider settings ocp-prod --transfer-network openshift-mtv/vlan-110

With --json, a problem that ends a command is the object {"problem": {code, message, meaning?, remedy, detail?}}.`

function addList(command: Command, context: CommandContext, done: Done): void {
  command
    .command('list')
    .description('providers of the state directory')
    .option('--json', `${ONE_OBJECT}: {providers}`)
    .option('--home <dir>', 'state directory')
    .action(async (raw: RawListOptions) => {
      const { listProviders } = await import('./provider-list.ts')
      done(await listProviders(context, raw))
    })
  command
    .command('contexts')
    .description('contexts of a kubeconfig, and how each logs in; runs and contacts nothing')
    .option('--kubeconfig <file>', 'the file')
    .option('--json', `${ONE_OBJECT}: {contexts}`)
    .option('--home <dir>', 'state directory')
    .action(async (raw: RawContextsOptions) => {
      const { listContexts } = await import('./provider-list.ts')
      done(await listContexts(context, raw))
    })
}

function addCheck(command: Command, context: CommandContext, done: Done): void {
  const check = command
    .command('check')
    .description('check a connection step by step; changes nothing, ends with 1 when a step failed')
    .argument('[name]', KNOWN)
    .option('--namespace <namespace>', 'check the rights in this target namespace too')
    .option('--json', `${ONE_OBJECT}, see below`)
    .addHelpText('after', CHECK_HELP)
  withServers(check, 'check the demo lab').action(async (name: string | undefined, raw: RawCheckOptions) => {
    const { checkProviders } = await import('./provider-check.ts')
    done(await checkProviders(context, name, raw))
  })
}

const CHECK_HELP = `
--json prints
  {"providers": [{"name", "kind": "vsphere" | "cluster",
                  "checks": [{"id", "title", "state": "ok" | "warning" | "failed" | "skipped",
                              "message", "remedy"?, "details": [...]}]}],
   "worst": "ok" | "warning" | "failed"}
Exit code 1 goes with "worst": "failed".`

function addRights(command: Command, context: CommandContext, done: Done): void {
  const rights = command
    .command('rights')
    .description('what the credentials may do on a cluster; ends with 1 when a migration needs more')
    .argument('[name]', KNOWN)
    .option('--namespace <namespace>', 'target namespace; it need not exist yet')
    .option('--json', `${ONE_OBJECT}: {namespace, user, groups}`)
  withCluster(rights).action(async (name: string | undefined, raw: RawRightsOptions) => {
    const { providerRights } = await import('./provider-rights.ts')
    done(await providerRights(context, name, raw))
  })
}

function addAccount(command: Command, context: CommandContext, done: Done): void {
  const account = command
    .command('account')
    .description('a service account with the least rights: prints its YAML, or with --apply makes it')
    .argument('[name]', KNOWN)
    .option('--namespace <namespace...>', 'namespaces that VMs migrate into')
    .option('--name <name>', 'name of the account (default: palletjack)')
    .option('--account-namespace <namespace>', 'where the account lives (default: palletjack)')
    .option('--hours <n>', 'how long its token is good for, 1 to 720 (default: 24)')
    .option('--no-probes', 'leave out the rights that only the probes need')
    .option('--apply', 'apply it, mint a token, and save a kubeconfig with it')
    .option('--out <file>', 'new file for that kubeconfig, readable by you only')
    .option('--yes', 'apply without a question')
    .option('--json', `${ONE_OBJECT}: {yaml}, or with --apply {applied, tokenExpiresAt, kubeconfig}`)
  withCluster(account).action(async (name: string | undefined, raw: RawAccountOptions) => {
    const { providerAccount } = await import('./provider-account.ts')
    done(await providerAccount(context, name, raw))
  })
}

function addSettings(command: Command, context: CommandContext, done: Done): void {
  command
    .command('settings')
    .description('settings of a known cluster: shows them, or changes those that are given')
    .argument('<name>', KNOWN)
    .option('--transfer-network <network>', 'NAMESPACE/ATTACHMENT for the disks; none: the pod network')
    .option('--vddk-image <image>', 'image with the VDDK library; empty: what the cluster names')
    .option('--conversion-image <image>', 'image with virt-v2v; empty: the default')
    .option('--probe-image <image>', 'image for the network probe; empty: the default')
    .option('--json', `${ONE_OBJECT}: {name, settings}`)
    .option('--home <dir>', 'state directory')
    .action(async (name: string, raw: RawSettingsOptions) => {
      const { providerSettings } = await import('./provider-settings.ts')
      done(await providerSettings(context, name, raw))
    })
}

export function addProbe(program: Command, context: CommandContext, done: Done): void {
  const command = program
    .command('probe')
    .description('look from inside the cluster, with a Job that is removed in every case')
  const network = common(
    command
      .command('network')
      .description('does the cluster reach vCenter and the ESXi hosts? Ends with 1 where it does not')
      .option('--source <name>', 'known vCenter or ESXi host, instead of --vcenter')
      .option('--host <name...>', 'only these ESXi hosts (default: all)')
      .option(
        '--transfer-network <network>',
        "network of the disks: default (the provider's setting), pod, or NAMESPACE/ATTACHMENT",
      ),
    '{state, step, image, problem?, cleanedUp, targets}',
  )
  withServers(network, 'probe within the demo lab').action(async (raw: RawProbeOptions) => {
    const { probeNetwork } = await import('./probe.ts')
    done(await probeNetwork(context, raw))
  })
  const vddk = common(
    command
      .command('vddk')
      .description('can the VDDK image be pulled, and does it hold the library? Ends with 1 if not'),
    '{state, step, image, imageSource, problem?, cleanedUp, pull, library, libraryVersion}',
  )
  withCluster(vddk).action(async (raw: RawProbeOptions) => {
    const { probeVddk } = await import('./probe.ts')
    done(await probeVddk(context, raw))
  })
}

function common(command: Command, shape: string): Command {
  return command
    .option('--target <name>', 'known cluster, instead of --kubeconfig or --cluster')
    .option('--namespace <namespace>', 'target namespace, where the Job runs')
    .option('--image <image>', 'image to use (default: from the settings of the cluster)')
    .option('--json', `${ONE_OBJECT}: ${shape}`)
}

function withServers(command: Command, labHelp: string): Command {
  return addLabOptions(addTarget(addVcenter(command, ALSO_CLUSTER)).option('--lab', labHelp))
}

function withCluster(command: Command): Command {
  const withCa = addTarget(command).option('--ca <file>', 'the same as --cluster-ca')
  return addLabOptions(withCa.option('--lab', 'use the cluster of the demo lab'))
}
