/** A root folder that looks like an ESXi host to who logs in: BusyBox, OpenSSH's own sshd, and hostd's settings. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const SSHD = '/usr/sbin/sshd'
const BUSYBOX = '/bin/busybox'
/** Newer releases of OpenSSH have parts of the server in programs of their own. */
const SSHD_PARTS = ['/usr/lib/openssh/sshd-session', '/usr/lib/openssh/sshd-auth']
const PAM_FOLDERS = [
  `/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/security`,
  '/lib64/security',
]

/** Why the tests with a real sshd cannot run here; undefined when they can. */
export function missingForSshd(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root, for chroot'
  const missing = [
    ...(existsSync(SSHD) ? [] : ['openssh-server']),
    ...(existsSync(BUSYBOX) ? [] : ['busybox-static']),
    ...(pamFolder() === undefined ? ['libpam-modules'] : []),
    ...(existsSync('/usr/bin/openssl') ? [] : ['openssl']),
    ...(existsSync('/usr/bin/ssh-agent') ? [] : ['openssh-client']),
  ]
  return missing.length === 0 ? undefined : `needs the packages ${missing.join(', ')}`
}

function pamFolder(): string | undefined {
  return PAM_FOLDERS.find((folder) => existsSync(join(folder, 'pam_unix.so')))
}

export interface RootOptions {
  readonly folder: string
  readonly port: number
  readonly passwords: { readonly root: string; readonly operator: string }
  readonly banner: string
}

export async function makeRoot({ folder, port, passwords, banner }: RootOptions): Promise<void> {
  const write = async (path: string, text: string, mode = 0o644): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
    await chmod(join(folder, path), mode)
  }
  for (const path of FOLDERS) await mkdir(join(folder, path), { recursive: true })
  await chmod(join(folder, 'tmp'), 0o1777)
  await installPrograms(folder)
  await makeDevices(folder)
  const hashes = await Promise.all([hashed(passwords.root), hashed(passwords.operator)])
  await write('etc/passwd', PASSWD)
  await write(
    'etc/shadow',
    `root:${hashes[0]}:18000::::::\noperator:${hashes[1]}:18000::::::\nsshd:*:18000::::::\n`,
    0o600,
  )
  await write('etc/group', 'root:x:0:\noperator:x:1000:\nsshd:x:74:\n')
  await write('etc/nsswitch.conf', 'passwd: files\nshadow: files\ngroup: files\n')
  await write('etc/shells', '/bin/sh\n')
  const services = ['auth', 'account', 'session', 'password']
  await write('etc/pam.d/sshd', services.map((one) => `${one} required pam_unix.so nodelay\n`).join(''))
  await write('etc/issue', banner)
  await write('etc/motd', 'The time and date of this login have been sent to the system logs.\n')
  await write('etc/ssh/sshd_config', sshdConfig(port))
  for (const [path, text] of Object.entries(SCRIPTS)) await write(path, text, 0o755)
  for (const type of ['rsa', 'ecdsa'] as const) {
    const size = type === 'rsa' ? '2048' : '256'
    const file = join(folder, `etc/ssh/ssh_host_${type}_key`)
    await execute('ssh-keygen', ['-q', '-t', type, '-b', size, '-N', '', '-f', file])
  }
}

const FOLDERS = [
  'dev',
  'proc',
  'tmp',
  'run/sshd',
  'var/run',
  'var/empty',
  'bin',
  'sbin',
  'etc/ssh/keys-root',
  'etc/vmware/hostd',
]

async function installPrograms(folder: string): Promise<void> {
  await copyFile(BUSYBOX, join(folder, 'bin/busybox'))
  const { stdout } = await execute(BUSYBOX, ['--list'])
  for (const name of stdout.split('\n'))
    // busybox lists itself, and a link to itself would leave no shell.
    if (name !== '' && name !== 'busybox') await symlink('busybox', join(folder, 'bin', name))
  const modules = ['pam_unix.so', 'pam_deny.so'].map((name) => join(pamFolder() ?? '', name))
  for (const file of [SSHD, ...SSHD_PARTS.filter((part) => existsSync(part)), ...modules])
    await installWithLibraries(folder, file)
}

async function installWithLibraries(folder: string, file: string): Promise<void> {
  const { stdout } = await execute('ldd', [file])
  const libraries = [...stdout.matchAll(/(\/\S+)/g)].map(([path]) => path)
  for (const path of [file, ...libraries]) {
    const to = join(folder, path)
    if (existsSync(to)) continue
    await mkdir(dirname(to), { recursive: true })
    await copyFile(path, to)
  }
}

async function makeDevices(folder: string): Promise<void> {
  const devices = [
    ['null', '1', '3'],
    ['zero', '1', '5'],
    ['random', '1', '8'],
    ['urandom', '1', '9'],
    ['tty', '5', '0'],
  ] as const
  for (const [name, major, minor] of devices)
    await execute('mknod', ['-m', '666', join(folder, 'dev', name), 'c', major, minor])
}

async function hashed(password: string): Promise<string> {
  const child = execute('openssl', ['passwd', '-6', '-stdin'])
  child.child.stdin?.end(`${password}\n`)
  return (await child).stdout.trim()
}

const PASSWD = `root:x:0:0:Administrator:/:/bin/sh
operator:x:1000:1000:Operator:/:/bin/sh
sshd:x:74:74::/run/sshd:/bin/false
`

/** What a host of version 8.0.2 answers to sshd -T, as far as this sshd knows it. */
function sshdConfig(port: number): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey /etc/ssh/ssh_host_rsa_key
HostKey /etc/ssh/ssh_host_ecdsa_key
PermitRootLogin yes
UsePAM yes
PasswordAuthentication no
KbdInteractiveAuthentication yes
PubkeyAuthentication yes
AuthorizedKeysFile /etc/ssh/keys-%u/authorized_keys
Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr
MACs hmac-sha2-256,hmac-sha2-512
HostKeyAlgorithms ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-256,rsa-sha2-512
PubkeyAcceptedAlgorithms ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-256,rsa-sha2-512
KexAlgorithms ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group14-sha256
MaxStartups 10:30:100
ClientAliveInterval 200
RekeyLimit 1G 1H
PermitTunnel no
AllowTcpForwarding no
X11Forwarding no
Banner /etc/issue
PidFile none
PrintMotd yes
UseDNS no
LogLevel VERBOSE
SetEnv PATH=/bin:/sbin
MaxSessions 10
`
}

/** What hostd read at its start, for a test to look at. */
export const RUNNING = 'var/run/hostd.settings'
/** The version that the host says it has. */
const VERSION = 'etc/palletjack-version'
/** Where the database of a later generation is, and whether there is one. */
export const STORE = 'etc/vmware/configstore-hostd.json'
const SCHEMA = 'etc/vmware/configstore-schema.json'
/** While this is there, hostd ends as soon as it starts. */
const BROKEN = 'var/run/hostd.broken'
/** What runs in hostd now: one line for each task. */
export const TASKS = 'var/run/hostd.tasks'

const SCRIPTS: Readonly<Record<string, string>> = {
  'etc/init.d/hostd': `#!/bin/sh
P=/var/run/hostd.pid
case "$1" in
  status) if [ -f $P ] && kill -0 $(cat $P) 2>/dev/null; then echo "hostd is running."; else echo "hostd is not running."; exit 3; fi ;;
  stop) [ -f $P ] && kill $(cat $P) 2>/dev/null; rm -f $P; echo "hostd stopped." ;;
  start)
    [ -f /${BROKEN} ] && exit 0
    if [ -f /${STORE} ]; then cp /${STORE} /${RUNNING}; else cp /etc/vmware/hostd/config.xml /${RUNNING}; fi
    sleep 100000 >/dev/null 2>&1 </dev/null &
    echo $! > $P; echo "hostd started." ;;
  restart) $0 stop; sleep 0.1; $0 start ;;
  *) echo "Usage: $0 {start|stop|status|restart}"; exit 1 ;;
esac
`,
  'bin/vmware': `#!/bin/sh
echo "VMware ESXi $(cat /${VERSION}) build-24022510"
`,
  'bin/esxcli': `#!/bin/sh
printf '   Product: VMware ESXi\\n   Version: %s\\n   Build: Releasebuild-24022510\\n' "$(cat /${VERSION})"
`,
  'bin/vim-cmd': `#!/bin/sh
/etc/init.d/hostd status >/dev/null || { echo "Connect to localhost failed: Connection failure." >&2; exit 1; }
case "$1" in
  hostsvc/hostsummary) echo '(vim.host.Summary) { }' ;;
  vimsvc/task_list) echo '(ManagedObjectReference) ['; [ -f /${TASKS} ] && sed "s/.*/   'vim.Task:&'/" /${TASKS}; echo ']' ;;
  vimsvc/task_info) echo '(vim.TaskInfo) { state = "running", descriptionId = "VirtualMachine.clone" }' ;;
  *) echo "Invalid command '$1'."; exit 1 ;;
esac
`,
  'bin/configstorecli.later': `#!/bin/sh
if [ "$1" = schema ]; then cat /${SCHEMA}; exit; fi
verb=$3; shift 3
while [ $# -gt 0 ]; do case "$1" in -outfile) out=$2; shift ;; -infile) in=$2; shift ;; esac; shift; done
case "$verb" in
  get) cp /${STORE} "$out" ;;
  set) cp "$in" /${STORE}.new && mv -f /${STORE}.new /${STORE} && echo "Set: completed successfully" ;;
esac
`,
  'sbin/auto-backup.sh': `#!/bin/sh
cp -p /etc/vmware/hostd/config.xml /var/run/bootbank-config.xml && echo "Clock updated."
`,
}

/** One generation or the other, with fresh settings. */
export async function setGeneration(
  folder: string,
  settings: {
    readonly version: string
    readonly xml: string
    readonly store?: string
    readonly schema?: string
  },
): Promise<void> {
  const { version, xml, store, schema = '{}' } = settings
  await rm(join(folder, 'etc/vmware'), { recursive: true, force: true })
  await rm(join(folder, 'tmp'), { recursive: true, force: true })
  await mkdir(join(folder, 'etc/vmware/hostd'), { recursive: true })
  await mkdir(join(folder, 'tmp'))
  await chmod(join(folder, 'tmp'), 0o1777)
  await writeFile(join(folder, VERSION), version)
  const config = join(folder, 'etc/vmware/hostd/config.xml')
  await writeFile(config, xml)
  await chmod(config, 0o1644)
  await rm(join(folder, 'bin/configstorecli'), { force: true })
  if (store === undefined) return
  await writeFile(join(folder, STORE), store)
  await writeFile(join(folder, SCHEMA), schema)
  await copyFile(join(folder, 'bin/configstorecli.later'), join(folder, 'bin/configstorecli'))
}
