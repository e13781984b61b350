import { access, constants } from 'node:fs/promises'
import type { Holds } from '../../holds.ts'
import type { Behaviour, ContainerInside, Exit } from './behaviour.ts'

const START_MS = 1_000
const PER_DISK_MS = 400
const FINISH_MS = 2_000

/**
 * The conversion pod in in-place mode: opens each disk that it was given and takes about as long as its lab
 * clock says. It does not change one byte, so that a checksum can prove the copy; a guest is not inspected.
 * `encrypted`: passphrases of guests with a LUKS disk, by the VM's name; each file in /etc/luks is tried on it.
 */
export function conversion(holds: Holds, encrypted: ReadonlyMap<string, string>): Behaviour {
  return (inside) => convert(inside, holds, encrypted)
}

async function convert(
  inside: ContainerInside,
  holds: Holds,
  encrypted: ReadonlyMap<string, string>,
): Promise<Exit> {
  const { env, files, disks, clock, signal, log, ready, progress } = inside
  ready()
  if (env.get('V2V_inPlace') !== '1')
    return { code: 1, message: 'virt-v2v: error: only in-place conversion is possible here' }
  if (disks.size === 0) return { code: 1, message: 'virt-v2v: error: no disk was given to the pod' }
  const name = env.get('V2V_NewName') ?? env.get('V2V_vmName') ?? 'guest'
  log('info: virt-v2v-in-place: virt-v2v 2.7.1 (x86_64)')
  log(`[   0.0] Setting up the source: -i disk (${name})`)
  await clock.sleep(START_MS, signal)
  let done = 0
  for (const [place, file] of disks) {
    await access(file, constants.R_OK | constants.W_OK)
    log(`[ ${stamp(START_MS + done * PER_DISK_MS)}] Opening the overlay on ${place}`)
    await clock.sleep(PER_DISK_MS, signal)
    done += 1
    progress(done / (disks.size + 1))
  }
  const opened = START_MS + done * PER_DISK_MS
  log(`[ ${stamp(opened)}] Inspecting the source`)
  const passphrase = encrypted.get(env.get('V2V_vmName') ?? '')
  if (passphrase !== undefined && !keysIn(files).includes(passphrase)) {
    for (const line of NO_KEY) log(line)
    return { code: 1, message: NO_KEY.join('\n') }
  }
  log(`[ ${stamp(opened)}] Checking for sufficient free disk space in the guest`)
  await clock.sleep(FINISH_MS / 2, signal)
  await holds.passed('conversions', signal)
  log(`[ ${stamp(opened + FINISH_MS / 2)}] Converting the guest to run on KVM`)
  await clock.sleep(FINISH_MS / 2, signal)
  log(`[ ${stamp(opened + FINISH_MS)}] Finishing off`)
  progress(1)
  return { code: 0 }
}

/** The words of libguestfs (options/decrypt.c), whose last line is what a pod's status tells. */
const NO_KEY = [
  'virt-v2v-in-place: could not find key to open LUKS encrypted /dev/sda3.',
  'Try using --key on the command line.',
  'Original error: cryptsetup_open: cryptsetup exited with status 2: No key available with this passphrase. (0)',
]

function keysIn(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, content]) => (path.startsWith('/etc/luks/') ? [content] : []))
}

function stamp(ms: number): string {
  return (ms / 1_000).toFixed(1).padStart(5)
}
