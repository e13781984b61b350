/** For tests: a bare SSH client that shares no code with the product's. */
import ssh2 from 'ssh2'

export interface Login {
  readonly username?: string
  readonly password?: string
  readonly keyboard?: boolean
  readonly privateKey?: string
}

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

export interface TestSsh {
  readonly client: ssh2.Client
  run(command: string, input?: string | Uint8Array): Promise<Outcome>
  end(): void
}

/** Rejects as the client does. */
export async function connectSsh(port: number, password: string, login: Login = {}): Promise<TestSsh> {
  const client = new ssh2.Client()
  const answer = login.password ?? password
  client.on('keyboard-interactive', (_name, _instructions, _lang, _prompts, finish) => finish([answer]))
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  client.on('ready', () => resolve(undefined))
  client.on('error', reject)
  client.on('close', () => reject(new Error('closed')))
  client.connect({
    host: '127.0.0.1',
    port,
    username: login.username ?? 'root',
    ...(login.privateKey !== undefined
      ? { privateKey: login.privateKey }
      : login.keyboard === false
        ? { password: answer }
        : { tryKeyboard: true }),
  })
  await promise
  return { client, run: (command, input) => run(client, command, input), end: () => client.end() }
}

/** Code -1 where the connection ended before the host said how the command went. */
function run(client: ssh2.Client, command: string, input?: string | Uint8Array): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error)
        return
      }
      // The exit may be in the same packet: everything is listened to before this call returns.
      const outcome: Outcome = { code: -1, stdout: '', stderr: '' }
      channel.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString('latin1')))
      channel.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()))
      channel.on('exit', (code: number) => (outcome.code = code))
      channel.on('close', () => resolve(outcome))
      channel.end(input)
    })
  })
}
