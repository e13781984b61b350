/** What probes saw last, in the journal. */
import type { KeptImageProbe, KeptLook } from '../../shared/probe/kept.ts'
import type { Database } from './database.ts'
import type { ProbeJournal } from './service.ts'

export function createProbeTable({
  all,
  run,
  transaction,
}: Database): ProbeJournal & { forgetProbes(providerId: string): void } {
  return {
    probeLooks: (targetId, sourceId) => all<KeptLook>(LOOKS, targetId, sourceId),
    putProbeLooks({ targetId, sourceId, looks, all: isAll }) {
      const [first] = looks
      if (!first) return
      transaction(() => {
        if (isAll) run(FORGET_LOOKS, targetId, sourceId, first.namespace, first.way)
        for (const look of looks) {
          const { namespace, way, server } = look
          run(PUT_LOOK, targetId, sourceId, namespace, way, server.id, JSON.stringify(look))
        }
      })
    },
    imageProbes: (targetId) => all<KeptImageProbe>(IMAGES, targetId),
    putImageProbe: (targetId, probe) =>
      run(PUT_IMAGE, targetId, probe.namespace, probe.image, JSON.stringify(probe)),
    forgetProbes(providerId) {
      run('DELETE FROM probe_look WHERE target_id = ? OR source_id = ?', providerId, providerId)
      run('DELETE FROM probe_image WHERE target_id = ?', providerId)
    },
  }
}

const LOOKS = 'SELECT data FROM probe_look WHERE target_id = ? AND source_id = ?'
const FORGET_LOOKS =
  'DELETE FROM probe_look WHERE target_id = ? AND source_id = ? AND namespace = ? AND way = ?'
const PUT_LOOK = `INSERT INTO probe_look (target_id, source_id, namespace, way, server_id, data)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (target_id, source_id, namespace, way, server_id) DO UPDATE SET data = excluded.data`
const IMAGES = 'SELECT data FROM probe_image WHERE target_id = ?'
const PUT_IMAGE = `INSERT INTO probe_image (target_id, namespace, image, data) VALUES (?, ?, ?, ?)
  ON CONFLICT (target_id, namespace, image) DO UPDATE SET data = excluded.data`
