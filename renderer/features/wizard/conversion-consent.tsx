import Box from '@mui/material/Box'
import { usesConsent } from '../../../shared/plan/conversion-access.ts'
import { conversionWords } from '../../../shared/target/conversion-words.ts'
import { Consent } from '../../ui/consent.tsx'
import { useDraft } from './draft-context.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Where the cluster does not let conversion pods in: what a privileged one means, and the choice. */
export function ConversionConsent() {
  const { draft, update } = useDraft()
  const target = useWizardFacts().target.data
  const given = draft.options.privilegedConversion
  if (!target || !usesConsent({ options: { privilegedConversion: true } }, target)) return null
  const { message, remedy } = conversionWords[target.conversionSecurity]
  const namespace = draft.targetNamespace
  return (
    <Consent
      title="Privileged conversion"
      label={`Convert guests with privileged pods in namespace ${namespace}`}
      given={given}
      onChange={(privilegedConversion) => update({ options: { ...draft.options, privilegedConversion } })}
      hint={`Taken back when the run ends, however it ends. Until then, pods in ${namespace} may be privileged.`}
    >
      <Box>{message}</Box>
      <Box sx={{ my: 0.75 }}>{remedy}</Box>
      <Box>
        With your consent the namespace gets a service account that may use the constraint
        &ldquo;privileged&rdquo;, and the pod security level privileged, for the time of the run.
      </Box>
    </Consent>
  )
}
