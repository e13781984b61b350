import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useRef } from 'react'
import type { EsxiHost, SshLogin } from '../../../shared/esxi/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { LoginFields, type LoginHandle } from './login-form.tsx'
import { hostsText, namesText } from './words.ts'

export interface LoginDialogProps {
  readonly providerId: string
  readonly hosts: readonly Pick<EsxiHost, 'id' | 'name' | 'login'>[]
  readonly onClose: () => void
}

/** One login for one or many hosts. It is kept, not tried. */
export function LoginDialog({ providerId, hosts, onClose }: LoginDialogProps) {
  const client = useClient()
  const fields = useRef<LoginHandle>(null)
  const keeping = useAction(async (login: SshLogin) => {
    await client.esxi.setLogin({ providerId, hostIds: hosts.map(({ id }) => id), login })
    onClose()
  })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const login = fields.current?.take()
    if (login) void keeping.run(login)
  }
  const names = hosts.map(({ name }) => name)
  const replaced = hosts.filter(({ login }) => login !== undefined)
  return (
    <Dialog
      open
      onClose={keeping.busy ? undefined : onClose}
      aria-labelledby="login-title"
      maxWidth="sm"
      fullWidth
    >
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id="login-title">Login for {hostsText(names)}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
          <Box sx={{ fontSize: 13 }}>
            {hosts.length > 1 ? `For ${namesText(names, 6)}. ` : ''}
            The secret goes to the vault and is used when you ask for something that needs it. Nothing is
            tried now: ESXi locks an account after five wrong passwords.
            {replaced.length > 0
              ? ` It replaces the login of ${hostsText(replaced.map(({ name }) => name))}.`
              : ''}
          </Box>
          <LoginFields ref={fields} username={replaced[0]?.login?.username} autoFocus />
          {keeping.problem ? <ProblemCard problem={keeping.problem} subject={hostsText(names)} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" disabled={keeping.busy} onClick={onClose}>
            Change nothing
          </Button>
          <Button type="submit" variant="contained" loading={keeping.busy}>
            Keep the login
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  )
}
