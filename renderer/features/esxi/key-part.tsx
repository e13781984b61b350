import Box from '@mui/material/Box'
import { useState } from 'react'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { KeyText } from './key-list.tsx'

export interface KeyPartProps {
  readonly providerId: string
  readonly host: EsxiHost
  readonly fault: string | undefined
}

/** The trusted key of a host, and the way to compare, to trust, and to forget. */
export function KeyPart({ providerId, host, fault }: KeyPartProps) {
  const client = useClient()
  const [asking, setAsking] = useState<'look' | 'forget'>()
  const close = () => setAsking(undefined)
  const forgetting = useAction(async () => {
    await client.esxi.forgetHostKey({ providerId, hostId: host.id })
    close()
  })
  const { hostKey } = host
  return (
    <DrawerPart title="Host key">
      <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 0.75 }}>
        {hostKey ? (
          <>
            <Box>
              <StateLabel tone="done">Trusted</StateLabel> <Ago iso={hostKey.pinnedAt} />
            </Box>
            <KeyText value={hostKey} />
          </>
        ) : (
          <StateLabel tone="pending">
            Not compared and trusted yet: nothing is sent to the host before
          </StateLabel>
        )}
        <Box sx={{ display: 'flex', gap: 1 }}>
          <ReasonButton
            size="small"
            variant={hostKey ? 'outlined' : 'contained'}
            reason={fault}
            onClick={() => setAsking('look')}
          >
            {hostKey ? 'Compare with what the host shows...' : 'Look at the key...'}
          </ReasonButton>
          {hostKey ? (
            <ReasonButton size="small" onClick={() => setAsking('forget')}>
              Forget the key...
            </ReasonButton>
          ) : null}
        </Box>
      </Box>
      {asking === 'look' ? <KeyDialog providerId={providerId} hosts={[host]} onClose={close} /> : null}
      <ConfirmDialog
        open={asking === 'forget'}
        danger={false}
        title={`Forget the host key of ${host.name}?`}
        safe="Keep it"
        act="Forget the key"
        busy={forgetting.busy}
        problem={forgetting.problem}
        onSafe={close}
        onAct={() => void forgetting.run()}
      >
        <Box sx={{ fontSize: 13 }}>
          Palletjack refuses to log in to {host.name} until a key is compared and trusted again. A host that
          was installed anew shows another key.
        </Box>
      </ConfirmDialog>
    </DrawerPart>
  )
}
