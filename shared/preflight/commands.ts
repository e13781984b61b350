/** Commands to copy: names of objects go into them as one word each, whatever they hold. */
import type { Vm } from '../inventory/model.ts'
import { quoted } from '../shell-quote.ts'
import type { Command } from './model.ts'

/**
 * Names that govc and PowerCLI take literally. Both read wildcards, govc also paths ("/", which vSphere keeps as
 * "%2f") and references ("VirtualMachine:vm-1"); PowerShell ends a word at typographic quotes too. Any other name is
 * left out for the VM's id, which both take as well.
 */
export const LITERAL = /^[\p{L}\p{N}_][\p{L}\p{N} _.,+@=()'"$&!#;~-]*$/u

export function govc(command: string): Command {
  return { tool: 'govc', command: `govc ${command}` }
}

export function powerCli(command: string): Command {
  return { tool: 'PowerCLI', command }
}

/** To be run in the guest itself. */
export function inGuest(command: string): Command {
  return { tool: 'guest', command }
}

/** A VM as one word of a govc command. */
export function govcVm(vm: Pick<Vm, 'id' | 'name'>): string {
  return LITERAL.test(vm.name) ? quoted(vm.name) : quoted(`VirtualMachine:${vm.id}`)
}

/** An expression that is the VM in PowerCLI. */
export function powerCliVm(vm: Pick<Vm, 'id' | 'name'>): string {
  return LITERAL.test(vm.name)
    ? `Get-VM -Name ${powerShellText(vm.name)}`
    : `Get-VM -Id ${powerShellText(`VirtualMachine-${vm.id}`)}`
}

/** A literal text of PowerShell. Typographic single quotes end one as the plain one does; doubled they do not. */
export function powerShellText(text: string): string {
  return `'${text.replace(/['\u2018-\u201B]/g, '$&$&')}'`
}

/** The name that govc gives a device: "cdrom-3000" for the VirtualCdrom with key 3000. */
export function govcDevice(kind: string, key: number): string {
  return `${kind
    .replace(/^Virtual/, '')
    .replace(/(?:EthernetCard|Card|Device|Controller)$/, '')
    .toLowerCase()}-${key}`
}
