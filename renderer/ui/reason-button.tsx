import Box from '@mui/material/Box'
import Button, { type ButtonProps } from '@mui/material/Button'
import Tooltip from '@mui/material/Tooltip'
import { useTheme } from '@mui/material/styles'

export interface ReasonButtonProps extends Pick<
  ButtonProps,
  'variant' | 'color' | 'size' | 'loading' | 'type' | 'tabIndex' | 'aria-label' | 'children'
> {
  /** Why it cannot be pressed now; left out or empty: it can. */
  readonly reason?: string | undefined
  readonly onClick?: () => void
}

/** A button that, when it cannot be pressed, stays in the tab order and says why. */
export function ReasonButton({ reason, onClick, ...rest }: ReasonButtonProps) {
  const { tokens } = useTheme()
  if (!reason) return <Button {...rest} onClick={onClick} />
  const faded = {
    color: tokens.textSoft,
    bgcolor: tokens.hover,
    borderColor: tokens.border,
    cursor: 'not-allowed',
  }
  return (
    <Tooltip title={reason} describeChild>
      <Box component="span" sx={{ display: 'inline-flex' }}>
        <Button
          {...rest}
          aria-disabled
          aria-description={reason}
          onClick={(event) => event.preventDefault()}
          sx={{ ...faded, '&:hover': faded }}
        />
      </Box>
    </Tooltip>
  )
}
