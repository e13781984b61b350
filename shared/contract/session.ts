import * as z from 'zod'
import { procedure } from './base.ts'

const helloSchema = z.object({
  product: z.literal('Palletjack'),
  version: z.string(),
  /** Raised with every incompatible change; a page of another number reloads itself. */
  contract: z.number().int(),
  shell: z.enum(['electron', 'web', 'cli', 'test']),
  /** The process was told to begin at this migration (the demo), if any. */
  openMigrationId: z.string().optional(),
})

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark', 'contrast']).default('system'),
  /** Minutes without use after which the vault locks; null: it does not lock by itself. */
  lockAfterMinutes: z.number().int().min(1).max(1440).nullable().default(15),
  /** Lock the vault when the screen is locked or the computer goes to sleep (the desktop application only). */
  lockWithScreen: z.boolean().default(true),
  /** Open the vault at the start with the key that the operating system keeps, where it was set up. */
  openAtStart: z.boolean().default(true),
})

export const session = {
  /** Who answers, and in which shell. Never fails. */
  hello: procedure.output(helloSchema),
  settings: procedure.output(settingsSchema),
  /** Stores the given settings and answers with all of them. */
  saveSettings: procedure.input(settingsSchema.partial()).output(settingsSchema),
}

export type Hello = z.infer<typeof helloSchema>
export type Settings = z.infer<typeof settingsSchema>
