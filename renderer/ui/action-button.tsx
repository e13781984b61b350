import type { Action } from '../api/use-action.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { ReasonButton, type ReasonButtonProps } from './reason-button.tsx'

export interface ActionButtonProps extends Omit<ReasonButtonProps, 'loading' | 'onClick' | 'children'> {
  readonly action: Action<[]>
  readonly children: string
}

/** Does something at once that nobody has to be asked about. What went wrong is said in full, and can be tried again. */
export function ActionButton({ action, children, ...rest }: ActionButtonProps) {
  const { busy, problem, run, reset } = action
  return (
    <>
      <ReasonButton {...rest} loading={busy} onClick={() => void run()}>
        {children}
      </ReasonButton>
      {problem ? (
        <ConfirmDialog
          open
          danger={false}
          title={`${children}: it did not work`}
          safe="Leave it"
          act="Try again"
          busy={busy}
          problem={problem}
          onSafe={reset}
          onAct={() => void run()}
        >
          {null}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
