import HelpOutlineIcon from '@mui/icons-material/HelpOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Popover from '@mui/material/Popover'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { Fragment, type ReactNode, useId, useState } from 'react'
import type { InventoryKind } from '../../../shared/contract/inventory.ts'
import { describeFields, type FieldDescription, LANGUAGE } from '../../../shared/query/describe.ts'
import { MONO } from '../../theme/theme.ts'
import { EXAMPLES, fieldsOf } from './query-language.ts'

export interface QueryHelpProps {
  readonly kind: InventoryKind
  readonly what: string
  /** Puts an example into the box. */
  readonly onExample: (example: string) => void
}

/** The reference of the search box, made from the same tables that answer it. */
export function QueryHelp({ kind, what, onExample }: QueryHelpProps) {
  const [anchor, setAnchor] = useState<HTMLElement>()
  const titleId = useId()
  const close = () => {
    setAnchor(undefined)
    requestAnimationFrame(() => anchor?.focus())
  }
  const use = (example: string) => {
    setAnchor(undefined)
    onExample(example)
  }
  return (
    <>
      <IconButton
        size="small"
        aria-label={`How to search ${what}`}
        aria-haspopup="dialog"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <HelpOutlineIcon fontSize="small" />
      </IconButton>
      <Popover
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={close}
        // An example puts the cursor into the box: then the help button must not take it back.
        disableRestoreFocus
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{
          paper: {
            role: 'dialog',
            'aria-labelledby': titleId,
            sx: { width: 720, maxWidth: '92vw', maxHeight: '76vh', p: 2 },
          },
        }}
      >
        <Typography id={titleId} variant="h2" sx={{ mb: 1 }}>
          How to search {what}
        </Typography>
        <Examples examples={EXAMPLES[kind]} onUse={use} />
        <Terms
          items={LANGUAGE.map(({ syntax, doc }) => ({ term: syntax, value: doc }))}
          label="The language"
        />
        <FieldReference kind={kind} onUse={use} />
      </Popover>
    </>
  )
}

interface ExamplesProps {
  readonly examples: readonly { readonly query: string; readonly meaning: string }[]
  readonly onUse: (query: string) => void
}

function Examples({ examples, onUse }: ExamplesProps) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.25, mb: 2 }}>
      {examples.map(({ query, meaning }) => (
        <Box key={query} sx={{ display: 'flex', alignItems: 'baseline', gap: 1.5, fontSize: 13 }}>
          <Button
            size="small"
            onClick={() => onUse(query)}
            aria-label={`Use ${query}`}
            sx={{ fontFamily: MONO, fontWeight: 400, textTransform: 'none' }}
          >
            {query}
          </Button>
          <Box sx={{ color: 'text.secondary' }}>{meaning}</Box>
        </Box>
      ))}
    </Box>
  )
}

interface FieldReferenceProps {
  readonly kind: InventoryKind
  readonly onUse: (query: string) => void
}

function FieldReference({ kind, onUse }: FieldReferenceProps) {
  const [find, setFind] = useState('')
  const all = describeFields(fieldsOf(kind))
  const wanted = find.trim().toLowerCase()
  const fields = all.filter(({ name, title, doc }) =>
    `${name} ${title} ${doc}`.toLowerCase().includes(wanted),
  )
  return (
    <Box sx={{ mt: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, mb: 1 }}>
        <Box sx={{ fontWeight: 600, fontSize: 13, flex: 1 }}>
          Fields ({fields.length === all.length ? all.length : `${fields.length} of ${all.length}`})
        </Box>
        <TextField
          value={find}
          onChange={(event) => setFind(event.target.value)}
          placeholder="Find a field"
          slotProps={{ htmlInput: { 'aria-label': 'Find a field' } }}
          sx={{ width: 200 }}
        />
      </Box>
      <Terms
        label="Fields"
        items={fields.map((field) => ({
          term: field.name,
          value: <FieldText field={field} onUse={onUse} />,
        }))}
      />
      {fields.length === 0 ? (
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>No field has {find} in its name or meaning.</Box>
      ) : null}
    </Box>
  )
}

function FieldText({ field, onUse }: { field: FieldDescription; onUse: (query: string) => void }) {
  return (
    <>
      {field.doc}{' '}
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {field.values.length > 0 ? `One of ${field.values.join(', ')}.` : `It is ${field.typeDoc}.`}
      </Box>{' '}
      <Box
        component="button"
        type="button"
        onClick={() => onUse(field.example)}
        sx={{
          fontFamily: MONO,
          fontSize: 12.5,
          color: 'primary.main',
          bgcolor: 'transparent',
          border: 0,
          p: 0,
          cursor: 'pointer',
          textDecoration: 'underline',
        }}
      >
        {field.example}
      </Box>
    </>
  )
}

interface TermsProps {
  readonly label: string
  readonly items: readonly { readonly term: string; readonly value: ReactNode }[]
}

function Terms({ label, items }: TermsProps) {
  return (
    <Box
      component="dl"
      aria-label={label}
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(140px, max-content) 1fr',
        columnGap: 2,
        rowGap: 0.5,
        fontSize: 13,
      }}
    >
      {items.map(({ term, value }) => (
        <Fragment key={term}>
          <Box
            component="dt"
            sx={{ fontFamily: MONO, fontSize: 12.5, maxWidth: 240, overflowWrap: 'anywhere' }}
          >
            {term}
          </Box>
          <Box component="dd" sx={{ m: 0, minWidth: 0 }}>
            {value}
          </Box>
        </Fragment>
      ))}
    </Box>
  )
}
