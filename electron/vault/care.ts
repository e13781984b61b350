/** What changes how the vault opens. Each asks again for what opens it: an unlocked desk is not its owner. */
import { fail, ok, type Result } from '../../shared/problem.ts'
import { withNewKey, withSlots, type OpenDocument } from './document.ts'
import type { Slot } from './format.ts'
import type { Keeping } from './keeping.ts'
import type { Openers } from './openers.ts'
import { lastSlot } from './problems.ts'
import { newKey } from './seal.ts'
import type { Proof } from '../../shared/vault/model.ts'
import type { Before, VaultCare } from './service.ts'

export function createCare(keeping: Keeping, openers: Openers): VaultCare {
  /** Replaces the slots of a kind. What a slot opened before, it opens nowhere any more. */
  const replace = (
    proof: Proof,
    kind: Slot['kind'],
    before: Before | undefined,
    make: (opened: OpenDocument) => Promise<Result<Slot | undefined>>,
  ): Promise<Result<void>> =>
    proven(proof, before, async (opened) => {
      const slot = await make(opened)
      if (!slot.ok) return slot
      const others = opened.document.slots.filter((one) => one.kind !== kind || isOfOther(one, slot.value))
      const slots = slot.value ? [...others, slot.value] : others
      // A device alone is lost with the device.
      return slots.some((one) => one.kind !== 'device') ? ok(withSlots(opened, slots)) : fail(lastSlot())
    })

  const proven = async (
    proof: Proof,
    before: Before = () => ok(undefined),
    make: (opened: OpenDocument) => Promise<Result<OpenDocument>>,
  ): Promise<Result<void>> => {
    const shown = await keeping.openBy(proof)
    if (!shown.ok) return shown
    const change = async (opened: OpenDocument): Promise<Result<OpenDocument>> => {
      const made = await make(opened)
      const told = made.ok ? before() : made
      return told.ok ? made : told
    }
    return keeping.change(change, { forgetOld: true })
  }

  const nothing = () => Promise.resolve(ok(undefined))
  const vaultOf = ({ document, key }: OpenDocument) => [document.vaultId, key] as const

  return {
    setPassphrase: (proof, passphrase, before) =>
      replace(proof, 'passphrase', before, async (opened) =>
        ok(await openers.passphraseSlot(...vaultOf(opened), passphrase)),
      ),
    setRecoveryCode: (proof, code, before) =>
      replace(proof, 'recovery', before, (opened) =>
        Promise.resolve(openers.recoverySlot(...vaultOf(opened), code)),
      ),
    setDevice: (proof, before) =>
      replace(proof, 'device', before, (opened) => openers.deviceSlot(...vaultOf(opened))),
    removeSlots: (proof, kind, before) => replace(proof, kind, before, nothing),
    rotate: (proof, recoveryCode, before) =>
      proven(proof, before, async (opened) => {
        const key = newKey()
        const slots = await slotsFor(opened, key, proof, recoveryCode)
        return slots.ok ? ok(withNewKey(opened, key, slots.value)) : slots
      }),
  }

  /** The same ways to a new key. Of a recovery code only a new one can be used: nobody has the old one here. */
  async function slotsFor(
    { document: { vaultId, slots } }: OpenDocument,
    key: OpenDocument['key'],
    proof: Proof,
    recoveryCode: string | undefined,
  ): Promise<Result<Slot[]>> {
    const made: Slot[] = []
    if (proof.by === 'passphrase') made.push(await openers.passphraseSlot(vaultId, key, proof.passphrase))
    const code = recoveryCode ?? (proof.by === 'recovery' ? proof.code : undefined)
    if (code !== undefined) {
      const slot = openers.recoverySlot(vaultId, key, code)
      if (!slot.ok) return slot
      made.push(slot.value)
    }
    const backend = slots.some(({ kind }) => kind === 'device') ? await openers.backend() : undefined
    if (slots.some((slot) => slot.kind === 'device' && backend?.ok && slot.backend === backend.value)) {
      const slot = await openers.deviceSlot(vaultId, key)
      if (!slot.ok) return slot
      made.push(slot.value)
    }
    return ok(made)
  }
}

/** Another door of this program has a slot of its own: it asks another store of the operating system. */
function isOfOther(one: Slot, made: Slot | undefined): boolean {
  return one.kind === 'device' && made?.kind === 'device' && one.backend !== made.backend
}
