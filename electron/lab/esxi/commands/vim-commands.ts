/** vim-cmd, which asks hostd. */
import type { EsxiHost } from '../host.ts'
import { NO_HOSTD } from './host-commands.ts'
import { done, failed, type Commands, type Output, type Shell } from './command.ts'

export const VIM_COMMANDS: Commands = {
  'vim-cmd': ([name = '', argument = ''], shell) => {
    if (shell.uid !== 0) return failed('Failed to login: vim.fault.NoPermission\n')
    if (!shell.inside.hostd.isRunning()) return failed(NO_HOSTD)
    const known = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    return known?.(shell, argument) ?? failed(`Invalid command '${name}'.\n`)
  },
}

const VERBS: Readonly<Record<string, (shell: Shell, argument: string) => Output>> = {
  'vmsvc/getallvms': ({ inside }) => done(vmTable(inside.host)),
  'vimsvc/task_list': ({ inside }) => {
    const tasks = taskIds(inside.host).map((id) => `\n   'vim.Task:${id}'`)
    return done(`(ManagedObjectReference) [${tasks.join(',')}${tasks.length > 0 ? '\n' : ''}]\n`)
  },
  'vimsvc/task_info': ({ inside }, id) =>
    taskIds(inside.host).includes(id)
      ? done(taskInfo(id))
      : failed(`(vmodl.fault.ManagedObjectNotFound) {\n   obj = 'vim.Task:${id}',\n}\n`),
  'hostsvc/hostsummary': ({ inside: { host } }) =>
    done(
      [
        '(vim.host.Summary) {',
        "   host = 'vim.HostSystem:ha-host',",
        '   runtime = (vim.host.RuntimeInfo) {',
        '      connectionState = "connected",',
        '      powerState = "poweredOn",',
        `      inMaintenanceMode = ${String(host.inMaintenance === true)},`,
        '   },',
        '   config = (vim.host.Summary.ConfigSummary) {',
        `      name = "${host.name}",`,
        '      product = (vim.AboutInfo) {',
        `         version = "${host.version}",`,
        `         build = "${host.build}",`,
        '      },',
        '   },',
        '   overallStatus = "green",',
        '   rebootRequired = false,',
        '}',
        '',
      ].join('\n'),
    ),
}

/** "haTask-1-vim.VirtualMachine.createSnapshot-100201" */
function taskIds(host: EsxiHost): string[] {
  return (host.tasks?.() ?? []).map((name, i) => `haTask-${i + 1}-vim.${name}-${100_201 + i}`)
}

function taskInfo(id: string): string {
  const name = /vim\.(.*)-\d+$/.exec(id)?.[1] ?? ''
  return [
    '(vim.TaskInfo) {',
    `   key = "${id}",`,
    `   task = 'vim.Task:${id}',`,
    `   descriptionId = "${name}",`,
    '   state = "running",',
    '   cancelable = false,',
    '   progress = 10,',
    '}',
    '',
  ].join('\n')
}

function vmTable(host: EsxiHost): string {
  const rows = host
    .vms()
    .map((vm, index) => [String(index + 1), vm.name, vm.configFile, vm.guestId, vm.hardwareVersion])
  const table = [['Vmid', 'Name', 'File', 'Guest OS', 'Version', 'Annotation'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '))
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}
