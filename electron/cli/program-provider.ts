/** The commands that are about providers and what a cluster is like. */
import type { Command } from 'commander'
import { IMAGE_SETTINGS } from '../../shared/provider/cluster-settings.ts'
import {
  addCluster,
  addLab,
  addVcenter,
  ALSO_CLUSTER,
  HOME,
  json,
  PROVIDER,
  TARGET,
  type Run,
} from './options.ts'
import type { RawProbeOptions } from './probe-request.ts'
import type { RawAccountOptions } from './provider-account.ts'
import type { RawCheckOptions } from './provider-check.ts'
import type { RawContextsOptions, RawListOptions } from './provider-list.ts'
import type { RawRightsOptions } from './provider-rights.ts'
import type { RawSettingsOptions } from './provider-settings.ts'

const KNOWN = 'name of a known provider (provider list)'

export function addProvider(program: Command, run: Run): void {
  const command = program
    .command('provider')
    .description('vCenters and clusters: what is known, whether they work, rights, accounts, settings')
    .addHelpText('after', EXAMPLES)
  addList(command, run)
  addCheck(command, run)
  addRights(command, run)
  addAccount(command, run)
  addSettings(command, run)
}

const EXAMPLES = `
Examples:
  palletjack provider check --lab
  palletjack provider check --cluster https://api.example.com:6443 --ca ca.pem --token-fd 3 3<token
  palletjack provider rights --kubeconfig ~/.kube/config --namespace finance
  palletjack provider account --namespace finance | kubectl apply -f -
  palletjack provider settings ocp-prod --transfer-network openshift-mtv/vlan-110

With --json, a problem that ends a command is the object {"problem": {code, message, meaning?, remedy, detail?}}.`

function addList(command: Command, run: Run): void {
  command
    .command('list')
    .description('providers of the state directory')
    .option(...json('{providers}'))
    .option(...HOME)
    .action((raw: RawListOptions) =>
      run(async (context) => (await import('./provider-list.ts')).listProviders(context, raw)),
    )
  command
    .command('contexts')
    .description('contexts of a kubeconfig, and how each logs in; runs and contacts nothing')
    .option('--kubeconfig <file>', 'the file')
    .option(...json('{contexts}'))
    .option(...HOME)
    .action((raw: RawContextsOptions) =>
      run(async (context) => (await import('./provider-list.ts')).listContexts(context, raw)),
    )
}

function addCheck(command: Command, run: Run): void {
  const check = command
    .command('check')
    .description('check a connection step by step; changes nothing, ends with 1 when a step failed')
    .argument('[name]', KNOWN)
    .option('--namespace <namespace>', 'check the rights in this target namespace too')
    .option(...json('see below'))
    .addHelpText('after', CHECK_HELP)
  withServers(check, 'check the demo lab').action((name: string | undefined, raw: RawCheckOptions) =>
    run(async (context) => (await import('./provider-check.ts')).checkProviders(context, name, raw)),
  )
}

const CHECK_HELP = `
--json prints
  {"providers": [{"name", "kind": "vsphere" | "cluster",
                  "checks": [{"id", "title", "state": "ok" | "warning" | "failed" | "skipped",
                              "message", "remedy"?, "details": [...]}]}],
   "worst": "ok" | "warning" | "failed"}
Exit code 1 goes with "worst": "failed".`

function addRights(command: Command, run: Run): void {
  const rights = command
    .command('rights')
    .description('what the credentials may do on a cluster; ends with 1 when a migration needs more')
    .argument('[name]', KNOWN)
    .option('--namespace <namespace>', 'target namespace; it need not exist yet')
    .option(...json('{namespace, user, groups}'))
  withCluster(rights).action((name: string | undefined, raw: RawRightsOptions) =>
    run(async (context) => (await import('./provider-rights.ts')).providerRights(context, name, raw)),
  )
}

function addAccount(command: Command, run: Run): void {
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
    .option(...json('{yaml}, or with --apply {applied, tokenExpiresAt, kubeconfig}'))
  withCluster(account).action((name: string | undefined, raw: RawAccountOptions) =>
    run(async (context) => (await import('./provider-account.ts')).providerAccount(context, name, raw)),
  )
}

function addSettings(command: Command, run: Run): void {
  const settings = command
    .command('settings')
    .description('settings of a known cluster: shows them, or changes those that are given')
    .argument('<name>', KNOWN)
    .option('--transfer-network <network>', 'NAMESPACE/ATTACHMENT for the disks; none: the pod network')
  for (const { key, holds, otherwise } of IMAGE_SETTINGS) {
    const flag = key.replace('Image', '-image')
    settings.option(`--${flag} <image>`, `${holds}; empty: ${otherwise}`)
  }
  settings
    .option(...json('{name, settings}'))
    .option(...HOME)
    .action((name: string, raw: RawSettingsOptions) =>
      run(async (context) => (await import('./provider-settings.ts')).providerSettings(context, name, raw)),
    )
}

export function addProbe(program: Command, run: Run): void {
  const command = program
    .command('probe')
    .description('look from inside the cluster, with a Job that is removed in every case')
  const network = common(
    command
      .command('network')
      .description('does the cluster reach vCenter and the ESXi hosts? Ends with 1 where it does not')
      .option(...PROVIDER)
      .option('--host <name...>', 'only these ESXi hosts (default: all)')
      .option(
        '--transfer-network <network>',
        "network of the disks: default (the provider's setting), pod, or NAMESPACE/ATTACHMENT",
      ),
    '{state, step, image, problem?, cleanedUp, targets}',
  )
  withServers(network, 'probe within the demo lab').action((raw: RawProbeOptions) =>
    run(async (context) => (await import('./probe.ts')).probeNetwork(context, raw)),
  )
  const vddk = common(
    command
      .command('vddk')
      .description('can the VDDK image be pulled, and does it hold the library? Ends with 1 if not'),
    '{state, step, image, imageSource, problem?, cleanedUp, pull, library, libraryVersion}',
  )
  withCluster(vddk).action((raw: RawProbeOptions) =>
    run(async (context) => (await import('./probe.ts')).probeVddk(context, raw)),
  )
}

function common(command: Command, shape: string): Command {
  return command
    .option(...TARGET)
    .option('--namespace <namespace>', 'target namespace, where the Job runs')
    .option('--image <image>', 'image to use (default: from the settings of the cluster)')
    .option(...json(shape))
}

function withServers(command: Command, labHelp: string): Command {
  return addLab(addCluster(addVcenter(command, ALSO_CLUSTER)), labHelp)
}

function withCluster(command: Command): Command {
  const withCa = addCluster(command).option('--ca <file>', 'the same as --cluster-ca')
  return addLab(withCa, 'use the cluster of the demo lab')
}
