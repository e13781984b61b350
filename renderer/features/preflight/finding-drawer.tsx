import Box from '@mui/material/Box'
import { FIXES } from '../../../shared/preflight/fixes.ts'
import type { PreflightFinding, PreflightSummary, RuleInfo } from '../../../shared/preflight/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart, SideDrawer } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { PlainTable } from '../cluster/plain-table.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CommandList } from './command-list.tsx'
import { FixPart } from './fix-part.tsx'
import { CategoryLabel, shownCategory } from './labels.tsx'
import { HostMemoryLink } from './host-memory-link.tsx'
import { ProbeLink } from './probe-link.tsx'
import { type ShownRun, useFinding, useTakeRun } from './queries.ts'
import type { Waivers } from './use-waivers.ts'
import { WaivePart } from './waive-part.tsx'
import { appliesText } from './words.ts'

export interface FindingDrawerProps {
  readonly run: ShownRun
  /** As it was in the list. */
  readonly finding: PreflightFinding
  readonly rule: RuleInfo | undefined
  readonly waivers: Waivers
  /** Why the source cannot be looked at again now. */
  readonly recheckFault: string | undefined
  /** Why nothing can be fixed from here now. */
  readonly fixFault: string | undefined
  readonly onFix: () => void
  readonly onClose: () => void
}

/** One finding: what was asked, what was seen, what to do, and who waived it. */
export function FindingDrawer(props: FindingDrawerProps) {
  const { run, finding, rule, waivers, recheckFault, onClose } = props
  const current = useFinding(run, finding)
  return (
    <SideDrawer
      title={finding.object.name}
      lead={rule?.question ?? finding.rule}
      width={560}
      onClose={onClose}
    >
      <QueryGate query={current} what="Reading the finding">
        {(now) =>
          now === null ? (
            <StateLabel tone="done">{`This is not found any more: ${finding.message}`}</StateLabel>
          ) : (
            <Details summary={run.summary} finding={now} rule={rule} waivers={waivers} fix={props} />
          )
        }
      </QueryGate>
      <RecheckPart summary={run.summary} finding={finding} fault={recheckFault} />
    </SideDrawer>
  )
}

interface DetailsProps {
  readonly summary: PreflightSummary
  readonly finding: PreflightFinding
  readonly rule: RuleInfo | undefined
  readonly waivers: Waivers
  readonly fix: Pick<FindingDrawerProps, 'run' | 'fixFault' | 'onFix'>
}

function Details({ summary, finding, rule, waivers, fix }: DetailsProps) {
  const applies = appliesText(finding.applies)
  return (
    <>
      <DrawerPart title="Finding">
        <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
          <Box sx={{ display: 'flex', columnGap: 2, flexWrap: 'wrap' }}>
            <CategoryLabel category={shownCategory(finding)} />
            {applies ? <span>{applies}</span> : null}
            {finding.isNew ? <span>New since the run before</span> : null}
          </Box>
          <Box sx={{ overflowWrap: 'anywhere' }}>{finding.message}</Box>
          {finding.state === 'unknown' ? (
            <Box sx={{ color: 'text.secondary' }}>
              A fact is missing, so this neither passed nor failed. It is as open as before.
            </Box>
          ) : null}
        </Box>
      </DrawerPart>
      <DrawerPart title="Evidence">
        <PlainTable
          label="Evidence"
          columns={[{ head: 'Property', width: '52%' }, { head: 'Value' }]}
          rows={finding.evidence.map(({ property, value }, index) => ({
            id: `${index}/${property}`,
            cells: [<code key="property">{property}</code>, value],
          }))}
          empty="The source told nothing that could be shown."
        />
      </DrawerPart>
      <DrawerPart title="What to do">
        <Box
          sx={{
            fontSize: 13,
            overflowWrap: 'anywhere',
            mb: finding.commands.length > 0 || rule?.probe ? 1 : 0,
          }}
        >
          {finding.remedy}
        </Box>
        <HostMemoryLink summary={summary} finding={finding} />
        {rule?.probe ? <ProbeLink summary={summary} probe={rule.probe} /> : null}
        <CommandList commands={finding.commands} />
      </DrawerPart>
      {rule?.fix ? (
        <FixPart
          fix={FIXES[rule.fix]}
          run={fix.run}
          finding={finding}
          fault={fix.fixFault}
          onFix={fix.onFix}
        />
      ) : null}
      {rule ? <DocsPart rule={rule} /> : null}
      <WaivePart key={finding.waiver ? 'waived' : 'open'} finding={finding} waivers={waivers} />
    </>
  )
}

function DocsPart({ rule }: { readonly rule: RuleInfo }) {
  return (
    <DrawerPart title="Documentation">
      <Box sx={{ fontSize: 13, display: 'flex', alignItems: 'center', gap: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
          {rule.docs.title}
          <Box sx={{ color: 'text.secondary' }}>{rule.docs.url}</Box>
        </Box>
        <CopyButton text={rule.docs.url}>Copy the address</CopyButton>
      </Box>
      <Box sx={{ fontSize: 12.5, color: 'text.secondary', mt: 0.5 }}>
        Rule {rule.id}
        {rule.custom ? ', from your own rules' : ''}
      </Box>
    </DrawerPart>
  )
}

interface RecheckPartProps {
  readonly summary: PreflightSummary
  readonly finding: PreflightFinding
  readonly fault: string | undefined
}

/** After something was changed: the object or the rule once more, with fresh facts. */
function RecheckPart({ summary, finding, fault }: RecheckPartProps) {
  const client = useClient()
  const take = useTakeRun()
  const { runId } = summary
  const object = useAction(async () =>
    take(await client.preflight.recheck({ runId, objectId: finding.object.id })),
  )
  const rule = useAction(async () => take(await client.preflight.recheck({ runId, rule: finding.rule })))
  const problem = object.problem ?? rule.problem
  return (
    <DrawerPart title="Look again">
      <Box sx={{ fontSize: 13, color: 'text.secondary', mb: 1 }}>
        Reads fresh facts and judges again; everything else of the run stays as it is.
      </Box>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', mb: problem ? 1.5 : 0 }}>
        <ReasonButton
          size="small"
          variant="outlined"
          reason={fault}
          loading={object.busy}
          onClick={() => void object.run()}
        >
          {`Look again at ${finding.object.name}`}
        </ReasonButton>
        <ReasonButton
          size="small"
          variant="outlined"
          reason={fault}
          loading={rule.busy}
          onClick={() => void rule.run()}
        >
          Look again at this rule
        </ReasonButton>
      </Box>
      {problem ? <ProblemCard problem={problem} subject={finding.object.name} /> : null}
    </DrawerPart>
  )
}
