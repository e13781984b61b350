import Box from '@mui/material/Box'
import { Fragment, type ReactNode } from 'react'

export interface FactsProps {
  readonly items: readonly { readonly term: string; readonly value: ReactNode }[]
}

/** Names and values in two columns. */
export function Facts({ items }: FactsProps) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(120px, max-content) 1fr',
        columnGap: 2,
        rowGap: 0.5,
        fontSize: 13,
      }}
    >
      {items.map(({ term, value }, index) => (
        <Fragment key={`${index}/${term}`}>
          <Box component="dt" sx={{ color: 'text.secondary' }}>
            {term}
          </Box>
          <Box component="dd" sx={{ m: 0, minWidth: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Box>
        </Fragment>
      ))}
    </Box>
  )
}
