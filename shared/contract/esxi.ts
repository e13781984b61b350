import * as z from 'zod'
import {
  editRunSchema,
  esxiHostSchema,
  hostKeySchema,
  nfcChangeSchema,
  nfcReadingSchema,
  sshLoginSchema,
} from '../esxi/model.ts'
import { passwordSchema } from '../provider/model.ts'
import { procedure, streamOf } from './base.ts'

const ofProvider = z.object({ providerId: z.string() })
const ofHost = ofProvider.extend({ hostId: z.string() })
const hostIds = z.array(z.string()).min(1).max(1_000)

/** Consent to start a host's SSH service for the time of the work; it is put back as it was in every case. */
const openSsh = z.boolean().default(false)

/** What an edit starts from on each host: the `sha256` that a rehearsal or a reading told. */
const expected = z.record(z.string(), z.string())

/**
 * ESXi hosts of a source. Problems: esxi.* (ssh-closed, lockdown, unreachable, host-key-unknown, host-key-changed,
 * login-refused, ...), vsphere.*, provider.*.
 */
export const esxi = {
  /** All hosts of a source, at once and again after each change. */
  watch: procedure.input(ofProvider).output(streamOf(z.array(esxiHostSchema))),
  /** Keeps a login for these hosts; it is not tried. Replaces an earlier one. */
  setLogin: procedure
    .input(ofProvider.extend({ hostIds, login: sshLoginSchema }))
    .output(z.object({ hosts: z.number().int() })),
  forgetLogin: procedure.input(ofProvider.extend({ hostIds })).output(z.object({ hosts: z.number().int() })),
  /**
   * The key that the host shows now, unverified, for a person to compare, next to the one that is pinned. Needs no
   * login. With `openSsh` a stopped SSH service is started for it and put back.
   */
  hostKey: procedure
    .input(ofHost.extend({ openSsh }))
    .output(z.object({ shown: hostKeySchema, pinned: hostKeySchema.optional() })),
  /** Pins the key with this hash. Problem esxi.host-key-changed when the host shows another one by now. */
  trustHostKey: procedure
    .input(ofHost.extend({ sha256: z.string(), openSsh }))
    .output(z.object({ pinned: hostKeySchema })),
  forgetHostKey: procedure.input(ofHost).output(z.object({ forgotten: z.boolean() })),
  /** Logs in and reads version, settings and backups; changes nothing but a stopped SSH service, for the time. */
  read: procedure.input(ofHost.extend({ openSsh })).output(nfcReadingSchema),
  /**
   * Runs an edit on one host after the other, the first as the canary, and stops at the first failure. `rehearse`
   * ends after the checks, with the diff, on every host, and changes nothing. The stream shows the run at each change. Closing it
   * cancels: hosts not begun are left alone, a host that is being edited is finished or rolled back.
   */
  edit: procedure
    .input(
      ofProvider.extend({
        hostIds,
        change: nfcChangeSchema,
        openSsh,
        rehearse: z.boolean().default(false),
        expected: expected.optional(),
      }),
    )
    .output(streamOf(editRunSchema)),
  /** Puts a backup back, by the same careful steps; without a choice the newest one. */
  restore: procedure
    .input(ofHost.extend({ backup: z.string().optional(), openSsh, rehearse: z.boolean().default(false) }))
    .output(streamOf(editRunSchema)),
  /** Edits and restores of a source, or of one host, newest first. */
  history: procedure
    .input(ofProvider.extend({ hostId: z.string().optional() }))
    .output(z.array(editRunSchema)),
  /** A run as it stands, at once and after each change; ends with it. For a page that was closed meanwhile. */
  watchRun: procedure.input(ofProvider.extend({ runId: z.string() })).output(streamOf(editRunSchema)),
  /** Asks for the end of a run, as closing its stream does. */
  cancel: procedure.input(ofProvider.extend({ runId: z.string() })).output(z.object({ asked: z.boolean() })),
  /** Tries again to put SSH services back that are still open. */
  closeSsh: procedure.input(ofProvider.extend({ hostIds })).output(z.object({ closed: z.number().int() })),
  /**
   * Chooses the vmkernel adapter that copies from these hosts read through; null is the way through vCenter. The
   * login is root's or a local user's of the host (vCenter's users do not work there); left out: the kept one.
   * Each host is tried, and the stream shows how the hosts fare; only `ready` ones are used.
   */
  setMigrationNetwork: procedure
    .input(
      ofProvider.extend({
        hostIds,
        device: z.string().nullable(),
        login: z.object({ username: z.string().min(1).max(320), password: passwordSchema }).optional(),
      }),
    )
    .output(streamOf(z.array(esxiHostSchema))),
  /** Tries the chosen adapters again. */
  checkMigrationNetwork: procedure
    .input(ofProvider.extend({ hostIds }))
    .output(streamOf(z.array(esxiHostSchema))),
}
