/** While a run goes on: the computer does not fall asleep, what happens is told, and quitting asks first. */
import type { BrowserWindow, Dialog, MessageBoxOptions, Notification, PowerSaveBlocker } from 'electron'
import { isDriven, notes, quitText } from '../../shared/migration/courtesy.ts'
import type { MigrationSummary } from '../../shared/migration/model.ts'

export interface CourtesyParts {
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>
  readonly createNotification: (options: { title: string; body: string }) => Pick<Notification, 'show' | 'on'>
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  /** The window that questions belong to, while it is there. */
  readonly window: () => BrowserWindow | undefined
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
  const { powerSaveBlocker, createNotification, dialog, window } = parts
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
  const tell = (title: string, body: string): void => {
    const note = createNotification({ title, body })
    shown.add(note)
    note.on('click', () => {
      const one = window()
      if (one?.isMinimized()) one.restore()
      one?.focus()
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
      let before: readonly MigrationSummary[] | undefined
      for await (const now of runs) {
        latest = now
        stayAwake(now.some(isDriven))
        if (before) for (const { title, body } of notes(before, now)) tell(title, body)
        before = now
      }
      stayAwake(false)
    },
    mayQuitNow: () => agreed || quitText(latest) === undefined,
    mayQuit() {
      const text = agreed ? undefined : quitText(latest)
      if (!text) return Promise.resolve(true)
      asking ??= ask({
        ...{ type: 'question', title: 'Palletjack', ...text },
        ...{ buttons: ['Quit', 'Keep running'], defaultId: 1, cancelId: 1, noLink: true },
      }).finally(() => (asking = undefined))
      return asking
    },
    agree: () => void (agreed = true),
  }
}
