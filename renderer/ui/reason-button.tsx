import Button, { type ButtonProps } from '@mui/material/Button'
import Tooltip from '@mui/material/Tooltip'

export type ReasonButtonProps = Omit<ButtonProps, 'disabled' | 'title'> & {
  /** Why it cannot be pressed now; left out or empty: it can. */
  readonly reason?: string | undefined
}

/** A button that, when it cannot be pressed, stays in the tab order and says why. */
export function ReasonButton({ reason, onClick, children, sx, ...rest }: ReasonButtonProps) {
  const blocked = Boolean(reason)
  return (
    <Tooltip title={reason ?? ''} describeChild>
      <Button
        {...rest}
        aria-disabled={blocked}
        onClick={blocked ? (event) => event.preventDefault() : onClick}
        sx={[
          blocked && {
            color: 'text.secondary',
            bgcolor: 'action.hover',
            borderColor: 'divider',
            cursor: 'not-allowed',
            '&:hover': { bgcolor: 'action.hover' },
          },
          ...(Array.isArray(sx) ? (sx as never[]) : [sx]),
        ]}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
