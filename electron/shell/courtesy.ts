/** While a run goes on: the computer does not fall asleep, what happens is told, and quitting asks first. */
import type { BrowserWindow, Dialog, MessageBoxOptions, Notification, PowerSaveBlocker } from 'electron'
import { createNotes, leftRunning, needsAwake, type Note } from '../../shared/migration/courtesy.ts'
import type { MigrationSummary } from '../../shared/migration/model.ts'

export interface CourtesyParts {
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>
  readonly createNotification: (options: { title: string; body: string }) => Pick<Notification, 'show' | 'on'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  /** The window that questions belong to, while it is there. */
  readonly window: () => BrowserWindow | undefined
  /** Makes the pages show a run. */
  readonly show: (runId: string) => void
  /** Wall clock in ms. */
  readonly now?: () => number
}

export interface Courtesy {
  /** Follows all runs until they are not told any more. */
  readonly follow: (runs: AsyncIterable<readonly MigrationSummary[]>) => Promise<void>
  /** True where nothing runs, or a person has said so. Asks one question at a time. */
  readonly mayQuit: () => Promise<boolean>
  /** Whether it can be said without asking. */
  readonly mayQuitNow: () => boolean
  /** From now on nobody is asked: a signal ends the process, or the person agreed. */
  readonly agree: () => void
}

export function createCourtesy(parts: CourtesyParts): Courtesy {
  const { powerSaveBlocker, createNotification, dialog, window, show, now = Date.now } = parts
  let latest: readonly MigrationSummary[] = []
  let blocker: number | undefined
  let asking: Promise<boolean> | undefined
  let agreed = false
  /** Shown ones are kept, or their clicks would be lost with them. */
  const shown = new Set<Pick<Notification, 'show' | 'on'>>()

  const stayAwake = (wanted: boolean): void => {
    if (wanted && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!wanted && blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }
  const tell = ({ runId, title, body }: Note): void => {
    const note = createNotification({ title, body })
    shown.add(note)
    note.on('click', () => {
      const one = window()
      if (one?.isMinimized()) one.restore()
      one?.focus()
      show(runId)
      shown.delete(note)
    })
    note.on('close', () => shown.delete(note))
    note.show()
  }
  const ask = async (options: MessageBoxOptions): Promise<boolean> => {
    const one = window()
    const { response } = await (one ? dialog.showMessageBox(one, options) : dialog.showMessageBox(options))
    agreed ||= response === 0
    return agreed
  }
  return {
    async follow(runs) {
      const notes = createNotes()
      try {
        for await (const all of runs) {
          latest = all
          stayAwake(needsAwake(all))
          notes(all, now()).forEach(tell)
        }
      } finally {
        // Nobody tells any more whether something runs.
        latest = []
        stayAwake(false)
      }
    },
    mayQuitNow: () => agreed || leftRunning(latest) === undefined,
    mayQuit() {
      const left = agreed ? undefined : leftRunning(latest)
      if (!left) return Promise.resolve(true)
      asking ??= ask({
        ...{ type: 'question', title: 'Palletjack' },
        ...{ message: `${left.message} Quit all the same?`, detail: left.detail },
        ...{ buttons: ['Quit', 'Keep running'], defaultId: 1, cancelId: 1, noLink: true },
      }).finally(() => (asking = undefined))
      return asking
    },
    agree: () => void (agreed = true),
  }
}
