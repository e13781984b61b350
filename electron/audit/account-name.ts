/** Who uses this process, as the operating system knows it: the environment can say anything. */
import { userInfo } from 'node:os'

/** `read` is for tests. */
export function accountName(read: () => { readonly username: string } = userInfo): string {
  try {
    const { username } = read()
    if (username !== '') return username
  } catch {
    // A user without an entry in the system's list has no name.
  }
  const uid = process.getuid?.()
  return uid === undefined ? 'unknown' : `user ${uid}`
}
