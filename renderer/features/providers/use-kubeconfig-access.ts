import { type RefObject, useRef, useState } from 'react'
import type { ClusterInput } from '../../../shared/provider/model.ts'
import { CONSENT_ID } from './program-consent.tsx'
import type { SecretAreaHandle } from './secret-area.tsx'
import { chosenContext, type Contexts, useContexts } from './use-contexts.ts'

export interface KubeconfigAccess {
  readonly area: RefObject<SecretAreaHandle | null>
  readonly contexts: Contexts
  /** Name of the context that a person chose; undefined while nobody did. */
  readonly chosen: string | undefined
  readonly choose: (name: string) => void
  /** The program that a person agreed to; undefined without consent. */
  readonly consent: string | undefined
  readonly give: (program: string | undefined) => void
  /** The program was tried without consent. */
  readonly consentMissing: boolean
  /** Takes the text out of the field, once all is decided; undefined (and the field says why) before that. */
  readonly take: () => Promise<ClusterInput['access'] | undefined>
}

/** A kubeconfig on its way from the field to the one call that needs it. */
export function useKubeconfigAccess(): KubeconfigAccess {
  const area = useRef<SecretAreaHandle>(null)
  const contexts = useContexts(area)
  const [chosen, setChosen] = useState<string>()
  const [consent, setConsent] = useState<string>()
  const [consentMissing, setConsentMissing] = useState(false)
  const take = async (): Promise<ClusterInput['access'] | undefined> => {
    if (area.current?.peek().trim() === '') {
      area.current.take()
      return undefined
    }
    const list = await contexts.settle()
    const context = list && chosenContext(list, chosen)
    if (!context) return undefined
    const { program } = context
    if (program !== undefined && consent !== program) {
      setConsentMissing(true)
      document.getElementById(CONSENT_ID)?.focus()
      return undefined
    }
    const text = area.current?.take()
    // The list and the consent belong to the text, which is gone from here.
    contexts.clear()
    setConsent(undefined)
    setConsentMissing(false)
    if (text === undefined) return undefined
    return {
      kind: 'kubeconfig',
      text,
      context: context.name,
      ...(program === undefined ? {} : { allowProgram: program }),
    }
  }
  return {
    area,
    contexts,
    chosen,
    choose: (name) => {
      setChosen(name)
      setConsentMissing(false)
    },
    consent,
    give: setConsent,
    consentMissing,
    take,
  }
}
