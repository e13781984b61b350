import * as z from 'zod'
import { procedure, streamOf } from './base.ts'

const helloSchema = z.object({
  product: z.literal('Palletjack'),
  version: z.string(),
  /** Raised with every incompatible change; a page of another number reloads itself. */
  contract: z.number().int(),
  shell: z.enum(['electron', 'web', 'cli', 'test']),
  /** The process was told to begin at this migration (the demo), if any. */
  openMigrationId: z.string().optional(),
})

const givenSettings = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  /** Minutes without use after which the vault locks; null: it does not lock by itself. */
  lockAfterMinutes: z.number().int().min(1).max(1440).nullable(),
  /** Lock the vault when the screen is locked or the computer goes to sleep (the desktop application only). */
  lockWithScreen: z.boolean(),
  /** Open the vault at the start with the key that the operating system keeps, where it was set up. */
  openAtStart: z.boolean(),
})

const { theme, lockAfterMinutes, lockWithScreen, openAtStart } = givenSettings.shape

export const settingsSchema = z.object({
  theme: theme.default('system'),
  lockAfterMinutes: lockAfterMinutes.default(15),
  lockWithScreen: lockWithScreen.default(true),
  openAtStart: openAtStart.default(true),
})

const showsSchema = z.object({ times: z.number().int(), migrationId: z.string().optional() })

export const session = {
  /** Who answers, and in which shell. Never fails. */
  hello: procedure.output(helloSchema),
  /**
   * Which run the pages are to show: nothing at first, then one each time that this process is told so (a person clicked
   * a notification of the desktop). `times` rises with each.
   */
  shows: procedure.output(streamOf(showsSchema)),
  settings: procedure.output(settingsSchema),
  /** Stores the given settings, leaves the others as they are, and answers with all of them. */
  saveSettings: procedure.input(givenSettings.partial()).output(settingsSchema),
}

export type Hello = z.infer<typeof helloSchema>
export type Shows = z.infer<typeof showsSchema>
export type Settings = z.infer<typeof settingsSchema>
