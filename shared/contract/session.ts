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
