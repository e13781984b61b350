import { expect, it } from 'vitest'
import { govcDevice, govcVm, powerCliVm, powerShellText } from './commands.ts'

const vm = (name: string) => ({ id: 'vm-7', name })

it.each([
  ['web-01', 'web-01', "Get-VM -Name 'web-01'"],
  ['Web Front 02', "'Web Front 02'", "Get-VM -Name 'Web Front 02'"],
  ["it's", "'it'\\''s'", "Get-VM -Name 'it''s'"],
  ['a $(reboot) `b`', 'VirtualMachine:vm-7', "Get-VM -Id 'VirtualMachine-vm-7'"],
  ['a $(reboot); b', "'a $(reboot); b'", "Get-VM -Name 'a $(reboot); b'"],
])('puts the name %s into commands as one word', (name, shell, powerShell) => {
  expect([govcVm(vm(name)), powerCliVm(vm(name))]).toEqual([shell, powerShell])
})

it.each([
  ['app/billing', 'a path'],
  ['app%2fbilling', 'an encoded path'],
  ['VirtualMachine:vm-1', 'a reference to another VM'],
  ['web[12]', 'a pattern'],
  ['web*', 'a pattern'],
  ['web?', 'a pattern'],
  ['-force', 'an option'],
  ['..', 'a folder'],
  ['a\nb', 'two lines'],
  ['a\u2019b', 'a quote of PowerShell'],
  ['', 'nothing'],
])('takes the id for a name like %j, which would be read as %s', (name) => {
  expect([govcVm(vm(name)), powerCliVm(vm(name))]).toEqual([
    'VirtualMachine:vm-7',
    "Get-VM -Id 'VirtualMachine-vm-7'",
  ])
})

it('doubles every quote that PowerShell knows', () => {
  expect(powerShellText("a'b\u2018c\u2019d\u201Ae\u201Bf$x")).toBe(
    "'a''b\u2018\u2018c\u2019\u2019d\u201A\u201Ae\u201B\u201Bf$x'",
  )
})

it.each([
  ['VirtualCdrom', 3000, 'cdrom-3000'],
  ['VirtualPCIPassthrough', 13000, 'pcipassthrough-13000'],
  ['VirtualSerialPort', 9000, 'serialport-9000'],
  ['VirtualUSB', 11000, 'usb-11000'],
])('names a %s as govc does', (kind, key, expected) => {
  expect(govcDevice(kind, key)).toBe(expected)
})
