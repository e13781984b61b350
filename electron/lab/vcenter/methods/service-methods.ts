import { noPermission, notAuthenticated, notFound, VimFault } from '../fault.ts'
import { textArg, textsArg, type Call, type Methods } from './call.ts'

/** ServiceInstance and SessionManager. */
export const SERVICE_METHODS: Methods = {
  RetrieveServiceContent: {
    on: 'ServiceInstance',
    open: true,
    returns: 'ServiceContent',
    run: ({ target }) => target.get('content'),
  },
  CurrentTime: {
    on: 'ServiceInstance',
    returns: 'dateTime',
    run: ({ vim }) => new Date(vim.clock.now()),
  },
  Login: {
    on: 'SessionManager',
    params: { userName: '', password: '', locale: '' },
    returns: 'UserSession',
    open: true,
    run: login,
  },
  Logout: {
    on: 'SessionManager',
    run: (call) => {
      call.sessions.close(call.session)
      call.useSession(undefined)
      return undefined
    },
  },
  SessionIsActive: {
    on: 'SessionManager',
    privilege: 'Sessions.ValidateSession',
    params: { sessionID: '', userName: '' },
    returns: 'boolean',
    run: (call) => {
      const key = textArg(call, 'sessionID')
      return call.sessions.all().some((s) => s.key === key && s.userName === textArg(call, 'userName'))
    },
  },
  TerminateSession: {
    on: 'SessionManager',
    privilege: 'Sessions.TerminateSession',
    params: { sessionId: '[]' },
    run: (call) => {
      for (const key of textsArg(call, 'sessionId')) {
        const session = call.sessions.all().find((s) => s.key === key)
        if (session === undefined) throw notFound('The session')
        // A session cannot end itself this way.
        if (session === call.session) throw notAuthenticated(call.target.ref)
        call.sessions.close(session)
      }
      return undefined
    },
  },
}

function login(call: Call): ReturnType<typeof call.target.get> {
  const user = call.access.login(textArg(call, 'userName'), textArg(call, 'password'))
  if (user === undefined) {
    throw new VimFault('InvalidLogin', 'Cannot complete login due to an incorrect user name or password.')
  }
  // A host in lockdown mode knows the user, and takes orders from its vCenter only.
  if (call.isLocked()) throw noPermission(call.target.ref, 'System.View')
  const session = call.sessions.open(user, call.caller)
  call.useSession(session)
  return session.describe()
}
