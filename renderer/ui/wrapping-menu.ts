import type { SelectProps } from '@mui/material/Select'

/** For a select whose options are sentences: they wrap within its width instead of widening the menu. */
export const WRAPPING_MENU: NonNullable<SelectProps['MenuProps']> = {
  // The least width is that of the select and wins over the greatest.
  slotProps: { paper: { sx: { maxWidth: 0 } } },
}
