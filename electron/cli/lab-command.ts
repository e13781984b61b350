/** `palletjack lab`: the demo lab on its own, for kubectl, govc, ssh and another Palletjack. */
import { join } from 'node:path'
import { LAB_DEFAULTS } from '../../shared/lab-defaults.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { quoted } from '../../shared/shell-quote.ts'
import { formatCount } from '../../shared/units.ts'
import { prepareHome, resolveHome } from '../home.ts'
import type { Lab, LabEndpoints, LabOptions } from '../lab/service.ts'
import { labSettings, type RawLabOptions } from './lab-options.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { bugProblem, exitCodeOf, problemOf } from './outcome.ts'
import { problemText, table } from './text.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'

export interface RawLabCommand extends RawLabOptions {
  readonly json?: boolean
  readonly home?: string
}

/** Serves until the first interrupt; the second does not wait for the end of the lab. */
export async function lab(context: CommandContext, raw: RawLabCommand): Promise<ExitCode> {
  const options = labCommandOptions(raw)
  if (!options.ok) {
    context.stderr.write(problemText(options.problem))
    return exitCodeOf(options.problem)
  }
  const interrupts = context.listen()
  try {
    if (raw.json !== true) context.stderr.write('Starting the lab.\n')
    const running = await context.startLab(options.value)
    try {
      if (raw.json === true) context.stdout.write(`${JSON.stringify(running.endpoints)}\n`)
      else context.stdout.write(labText(options.value, running.endpoints))
      await aborted(interrupts.first)
    } finally {
      await endLab(running, interrupts)
    }
    return interrupts.second.aborted ? EXIT.interrupted : EXIT.ok
  } catch (error) {
    context.stderr.write(problemText(problemOf(error) ?? bugProblem(error)))
    return EXIT.failed
  } finally {
    interrupts.stop()
  }
}

function labCommandOptions(raw: RawLabCommand): Result<LabOptions> {
  const settings = labSettings(raw)
  if (!settings.ok) return settings
  const home = prepareHome(resolveHome(raw.home))
  if (!home.ok) return home
  return ok({ ...LAB_DEFAULTS, ...settings.value, dir: join(home.value, 'lab') })
}

async function endLab(running: Lab, interrupts: Interrupts): Promise<void> {
  await Promise.race([running.close(), aborted(interrupts.second)])
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<undefined>()
  signal.addEventListener('abort', () => resolve(undefined), { once: true })
  await promise
}

/** What a person needs to use the lab: addresses, credentials, and commands to copy. */
function labText(options: LabOptions, endpoints: LabEndpoints): string {
  const { vcenter, cluster, esxi } = endpoints
  const rows = [
    ['vCenter', vcenter.url],
    ['  user', vcenter.username],
    ['  password', vcenter.password],
    ['  SHA-1', vcenter.sha1],
    ['  SHA-256', vcenter.sha256],
    ['Cluster', cluster.url],
    ['  token', cluster.token],
    ['  kubeconfig', cluster.kubeconfigFile],
    ...esxi.flatMap(({ name, host, port, username, password, url, sha1 }) => [
      [name, `${username}@${host}, port ${port}, password ${password}`],
      ['  vSphere API', `${url}, SHA-1 ${sha1}`],
    ]),
  ]
  const size = `${formatCount(options.vms, 'VM')}, ${formatCount(options.hosts, 'ESXi host')}, seed "${options.seed}", speed ${options.timeScale}`
  return [
    `The lab runs: ${size}. Everything listens on this computer only.`,
    table(['What', 'Where'], rows),
    'To copy:',
    ...labCommands(endpoints).map((command) => `  ${command}`),
    'Ctrl-C ends the lab and removes what it made.',
    '',
  ].join('\n')
}

function labCommands({ vcenter, cluster, esxi }: LabEndpoints): string[] {
  const { host } = new URL(vcenter.url)
  const [first] = esxi
  return [
    `export GOVC_URL=${quoted(vcenter.url)} GOVC_USERNAME=${quoted(vcenter.username)} GOVC_PASSWORD=${quoted(vcenter.password)} GOVC_INSECURE=1`,
    'govc find / -type m',
    `kubectl --kubeconfig ${quoted(cluster.kubeconfigFile)} get vm,dv,pvc,pods -A`,
    ...(first ? [`ssh -p ${first.port} ${first.username}@${first.host}`] : []),
    `npm run -s palletjack -- migrate --vcenter ${host} --username ${quoted(vcenter.username)} --fingerprint ${vcenter.sha1} \\`,
    `    --kubeconfig ${quoted(cluster.kubeconfigFile)} --vm web-01 --target-namespace demo`,
  ]
}
