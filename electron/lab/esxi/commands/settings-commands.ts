/** What an administrator changes hostd with: its database, what survives a restart of the host, and hostd itself. */
import { done, failed, onFiles, type Commands, type Output, type Shell } from './command.ts'

export const SETTINGS_COMMANDS: Commands = {
  configstorecli,
  'backup.sh': ([level = ''], shell) =>
    /^\d$/.test(level) ? backUp(shell) : failed('Usage: backup.sh LEVEL [DIRECTORY]\n'),
  'auto-backup.sh': (_, shell) => backUp(shell),
  '/etc/init.d/hostd': hostd,
}

function backUp({ inside, uid }: Shell): Output {
  if (uid !== 0) return failed("mkdir: can't create directory '/tmp/auto-backup.lock': Permission denied\n")
  inside.files.save()
  return done('Saving current state in /bootbank\nClock updated.\n')
}

async function hostd([action = '']: readonly string[], { inside, uid }: Shell): Promise<Output> {
  const agent = inside.hostd
  if (action === 'status')
    return agent.isRunning() ? done('hostd is running.\n') : { ...done('hostd is not running.\n'), code: 3 }
  if (!['start', 'stop', 'restart'].includes(action))
    return failed('Usage: /etc/init.d/hostd {start|stop|status|restart}\n')
  if (uid !== 0) return failed('/etc/init.d/hostd: Permission denied\n', 126)
  const said: string[] = []
  if (action !== 'start') {
    await agent.stop()
    said.push('watchdog-hostd: Terminating watchdog process with PID 2099123\n', 'hostd stopped.\n')
  }
  if (action !== 'stop') {
    // The script starts the watchdog and does not wait for what it starts to answer.
    void agent.start().catch(() => undefined)
    said.push('hostd started.\n')
  }
  return done(said.join(''))
}

interface StoreCall {
  readonly verb: string
  readonly where: string
  readonly outFile: string | undefined
  readonly inFile: string | undefined
}

/** "config current get -c esx -g services -k hostd -outfile FILE"; long options have one dash or two. */
function readCall(args: readonly string[]): StoreCall {
  const verbs: string[] = []
  const options = new Map<string, string>()
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('-')) verbs.push(arg)
    else {
      i += 1
      options.set(arg.replace(/^-+/, ''), args[i] ?? '')
    }
  }
  const where = ['c', 'g', 'k'].map((key) => options.get(key) ?? '').join('/')
  return { verb: verbs.join(' '), where, outFile: options.get('outfile'), inFile: options.get('infile') }
}

function configstorecli(args: readonly string[], shell: Shell): Output {
  const { store, files } = shell.inside
  const { verb, where, outFile, inFile } = readCall(args)
  if (!['config current get', 'config current set', 'schema get'].includes(verb))
    return failed(`Error: Unknown command ${verb}\n`)
  if (shell.uid !== 0) return failed('Error: Permission denied\n')
  if (store?.holdsHostd !== true || where !== 'esx/services/hostd')
    return failed(`Error: Could not find schema for ${where}\n`)
  if (verb === 'config current set') {
    if (inFile === undefined) return failed('Error: -infile is needed\n')
    return onFiles(
      (reason) => `Error: ${inFile}: ${reason}`,
      () => {
        const document = files.read(inFile, shell.uid).toString('utf8')
        files.probe('/')
        const refusal = store.set(document)
        return refusal === undefined ? done('Set: completed successfully\n') : failed(`Error: ${refusal}\n`)
      },
    )
  }
  const text = verb === 'schema get' ? store.schema() : store.get()
  if (outFile === undefined) return done(text)
  return onFiles(
    (reason) => `Error: ${outFile}: ${reason}`,
    () => {
      files.write(outFile, Buffer.from(text), shell.uid)
      return done()
    },
  )
}
