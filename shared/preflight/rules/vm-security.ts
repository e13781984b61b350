/** Secure boot, virtual TPM, encryption, settings of appliances. */
import type { Vm } from '../../inventory/model.ts'
import { inGuest, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { fact, hit, NONE } from '../hits.ts'
import type { Evidence } from '../model.ts'
import { rule } from '../rule.ts'

const secureBoot = rule({
  id: 'secure-boot',
  scope: 'vm',
  category: 'Warning',
  question: 'Is Secure Boot off?',
  applies: 'both',
  catalogue: ['secure-boot-risk'],
  docs: DOCS.sourceLimits,
  needs: ['vms.firmware', 'vms.secureBoot'],
  remedy:
    'Boot a migrated copy as a test. If it does not start, turn Secure Boot off for the VM on the target.',
  evaluate: (vm) =>
    vm.secureBoot && vm.firmware === 'efi'
      ? hit(
          'Secure Boot is on: a converted guest may not boot with it.',
          'config.bootOptions.efiSecureBootEnabled',
          true,
        )
      : NONE,
})

const tpm = rule({
  id: 'tpm',
  scope: 'vm',
  category: 'Warning',
  question: 'Has the VM no virtual TPM?',
  applies: 'both',
  catalogue: ['tpm-present'],
  docs: DOCS.sourceLimits,
  needs: ['vms.tpm'],
  review: true,
  remedy:
    'Before the migration, have the recovery key of BitLocker at hand; to LUKS add a passphrase, and give it where the VM is shown under Inventory, so that its conversion can open the disks.',
  evaluate: (vm) =>
    vm.tpm
      ? hit(
          'Its virtual TPM is made anew: what is sealed in it is lost.',
          'summary.config.tpmPresent',
          true,
          {
            commands: [inGuest('manage-bde -protectors -get C:'), inGuest('sudo cryptsetup luksDump DEVICE')],
          },
        )
      : NONE,
})

const DIRECT_ACCESS = 'Cryptographer.Access'

const encrypted = rule({
  id: 'vm-encrypted',
  scope: 'vm',
  category: 'Warning',
  question: 'Is nothing of the VM encrypted by vSphere?',
  applies: 'both',
  catalogue: ['vm-encrypted'],
  docs: DOCS.prerequisites,
  needs: ['vms.encrypted', 'vms.disks.encrypted'],
  remedy: `Give the account the privilege ${DIRECT_ACCESS}, or decrypt the VM by its storage policy before the migration.`,
  evaluate(vm, { privileges }) {
    if (!vm.encrypted && !vm.disks.some((disk) => disk.encrypted)) return NONE
    const refused =
      privileges?.some(({ missing }) => missing.some(({ privilege }) => privilege === DIRECT_ACCESS)) === true
    return [
      {
        message: refused
          ? 'It is encrypted, and the account may not read encrypted disks.'
          : 'It is encrypted: its disks can only be read with the right to do so.',
        ...(refused && { category: 'Critical' as const }),
        evidence: encryptionEvidence(vm, refused),
        commands: [
          powerCli(`${powerCliVm(vm)} | Get-SpbmEntityConfiguration`),
          powerCli(`${powerCliVm(vm)} | Disable-VMEncryption`),
        ],
      },
    ]
  },
})

function encryptionEvidence(vm: Vm, refused: boolean): Evidence[] {
  return [
    ...(vm.encrypted ? [fact('config.keyId', 'present')] : []),
    ...vm.disks
      .filter((disk) => disk.encrypted)
      .map((disk) => fact(`config.hardware.device[${disk.label}].backing.keyId`, 'present')),
    ...(refused ? [fact(DIRECT_ACCESS, 'missing')] : []),
  ]
}

const vAppOptions = rule({
  id: 'vapp-options',
  scope: 'vm',
  category: 'Warning',
  question: 'Does the guest get no settings from vApp options?',
  applies: 'both',
  catalogue: ['vapp-ovf-properties'],
  docs: DOCS.configInfo,
  needs: ['vms.vAppOptions'],
  remedy: 'Write the settings into the guest before the migration: they are not carried over.',
  evaluate: (vm) =>
    vm.vAppOptions
      ? hit(
          'It has vApp options, from which an appliance reads its settings.',
          'config.vAppConfig',
          'present',
          {
            commands: [
              powerCli(
                `(${powerCliVm(vm)}).ExtensionData.Config.VAppConfig.Property | Select-Object Id, Value`,
              ),
            ],
          },
        )
      : NONE,
})

export const securityRules = [secureBoot, tpm, encrypted, vAppOptions]
