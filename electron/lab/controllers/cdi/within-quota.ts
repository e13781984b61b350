import { KubeError } from '../client.ts'

/** CDI's reason on a DataVolume whose claim, or importer, a quota does not allow. */
export const EXCEEDED_QUOTA = 'ErrExceededQuota'

/** Undefined when it could be made, else the API server's own words about the quota; other errors are thrown on. */
export async function withinQuota(create: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await create()
    return undefined
  } catch (error) {
    if (error instanceof KubeError && error.status === 403 && error.message.includes('exceeded quota'))
      return error.message.slice(error.message.indexOf(': ') + 2)
    throw error
  }
}
